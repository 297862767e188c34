import type { FollowedPlace } from '#src/subscription/subscription.ts';

import type { Door } from './door.ts';
import { confirmLinkIn } from './inbox.ts';
import type { AlertMail, Inbox } from './inbox.ts';
import { DidNotHappen, until } from './until.ts';

export interface Citizen {
  readonly address: string;
  readonly language: string;
  /** What each of their subscriptions follows. */
  readonly follows: readonly FollowedPlace[];
  /** The same for people. */
  readonly said: string;
}

const mali = { kind: 'country', country: 'ML' } as const;
const senegal = { kind: 'country', country: 'SN' } as const;
const region = (code: string) => ({ kind: 'region', region: code }) as const;

/** Leaves by one click after the correction. */
export const leaver: Citizen = {
  address: 'two-wishes@citizens.example',
  language: 'en',
  follows: [mali, region('ML-1')],
  said: 'Mali, and once more the region of Kayes',
};

/** Follows a country next door, and hears nothing. */
export const neighbour: Citizen = {
  address: 'senegal@citizens.example',
  language: 'en',
  follows: [senegal],
  said: 'Senegal',
};

export const citizens: readonly Citizen[] = [
  { address: 'english@citizens.example', language: 'en', follows: [mali], said: 'Mali' },
  { address: 'hindi@citizens.example', language: 'hi', follows: [mali], said: 'Mali' },
  {
    address: 'french@citizens.example',
    language: 'fr',
    follows: [region('ML-BKO')],
    said: 'the region of Bamako only',
  },
  { address: 'arabic@citizens.example', language: 'ar', follows: [mali], said: 'Mali' },
  leaver,
  neighbour,
];

interface Visit {
  readonly door: Door;
  readonly inbox: Inbox;
}

/** Every subscription of a citizen: asked for on the page, confirmed by the link that is mailed. */
export async function subscribe(
  { door, inbox }: Visit,
  citizen: Citizen,
  signal: AbortSignal,
): Promise<void> {
  const followed = new Set<string>();
  for (const place of citizen.follows) {
    await fillInForm(door, { ...citizen, place }, signal);
    const link = await until(
      {
        what: `a mail with a link to confirm for ${citizen.address}`,
        hint: 'Was the notice delivered? Look for notices in the service’s log (--out keeps it).',
        look: async () => (await linksMailedTo(inbox, citizen)).find((url) => !followed.has(url)),
      },
      signal,
    );
    followed.add(link);
    await pressButtonBehind(door, link, signal);
  }
}

interface FormFilledIn extends Citizen {
  readonly place: FollowedPlace;
}

/** As without JavaScript: what is wished for travels in the query, and the address is asked for on the second page. */
async function fillInForm(
  door: Door,
  { address, language, place }: FormFilledIn,
  signal: AbortSignal,
): Promise<void> {
  const wish = new URLSearchParams({
    lang: language,
    scope: 'certain',
    countries: countryOf(place),
    ...(place.kind === 'region' ? { regions: place.region } : {}),
    threshold: '0',
    language,
    do: 'continue',
  });
  const page = await door.open(`/subscribe/preview?${wish}`, signal);
  await page.submit({ address }, signal);
}

function countryOf(place: FollowedPlace): string {
  switch (place.kind) {
    case 'everywhere':
      return '';
    case 'country':
      return place.country;
    case 'region':
      return place.region.slice(0, 2);
  }
}

async function linksMailedTo(inbox: Inbox, { address }: Citizen): Promise<readonly string[]> {
  const mails = await inbox.all();
  return mails
    .filter(({ to }) => to === address)
    .map(confirmLinkIn)
    .filter((link) => link !== undefined);
}

/** Scanners open links too, so opening this one shows a button and changes nothing. */
async function pressButtonBehind(door: Door, link: string, signal: AbortSignal): Promise<void> {
  const page = await door.open(link, signal);
  await page.submit({}, signal);
}

/** RFC 8058: what a mail program posts when its reader presses "unsubscribe", by nothing but the mail's own headers. */
export async function leaveByOneClick(
  { oneClickUrl = '' }: Pick<AlertMail, 'oneClickUrl'>,
  signal: AbortSignal,
): Promise<void> {
  const { status } = await fetch(oneClickUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
    redirect: 'error',
    signal,
  });
  if (status === 200) return;
  throw new DidNotHappen(`Expected the one-click unsubscribe to answer 200, arrived ${status}.`);
}
