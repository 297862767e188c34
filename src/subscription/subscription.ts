import { z } from 'zod';

import { policy } from '#config/policy.ts';
import { languageSchema, levelSchema } from '#src/advisory/advisory.ts';
import { categories } from '#src/advisory/category.ts';
import { changeKinds } from '#src/advisory/change.ts';
import { countrySchema, isRegionCode } from '#src/advisory/place.ts';
import { isTimeZone } from '#src/advisory/time-zone.ts';

import type { Turn } from './pacing.ts';
import { digestRhythms } from './rhythm.ts';

/** A place that a citizen follows. */
const followedPlaceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('everywhere') }),
  z.object({ kind: z.literal('country'), country: countrySchema }),
  z.object({
    kind: z.literal('region'),
    region: z.string().refine(isRegionCode, 'expected an ISO 3166-2 code such as ML-BKO'),
  }),
]);
export type FollowedPlace = z.infer<typeof followedPlaceSchema>;

/**
 * Each place once, and none beside the whole that it is part of. Whoever follows all of Mali and Bamako follows all of Mali: a
 * form that showed Bamako ticked would make them follow that alone.
 */
export function withoutParts(places: readonly FollowedPlace[]): FollowedPlace[] {
  const whole = places.find(({ kind }) => kind === 'everywhere');
  if (whole !== undefined) return [whole];
  const countries = new Set(places.map((place) => place.kind === 'country' && place.country));
  const apart = places.filter(
    (place) => place.kind !== 'region' || !countries.has(place.region.slice(0, 2)),
  );
  return [...new Map(apart.map((place) => [JSON.stringify(place), place])).values()];
}

const day = z.iso.date({ error: 'expected a day such as 2027-07-31', abort: true });

export const longestDaysBefore = 60;

/** What a citizen does there: follows from afar, travels on certain days, or lives there. */
const staySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z
    .object({
      kind: z.literal('trip'),
      /** First and last day, as the traveller's calendar says. */
      from: day,
      to: day,
      /** Alerts begin so many days before the first one. */
      daysBefore: z.int().min(0).max(longestDaysBefore).default(7),
    })
    .refine(({ from, to }) => from <= to, 'expected a trip that ends no earlier than it begins'),
  z.object({ kind: z.literal('residence') }),
]);
export type Stay = z.infer<typeof staySchema>;
export type Trip = Extract<Stay, { kind: 'trip' }>;

const timeZone = z
  .string('expected an IANA time zone such as Asia/Kolkata: a digest comes in its morning')
  .refine(isTimeZone, 'expected an IANA time zone such as Asia/Kolkata');

/** How often a citizen is mailed; emergencies always go at once. A digest comes in the morning of its reader's zone. */
const rhythmSchema = z.discriminatedUnion('every', [
  z.object({ every: z.literal('message'), timeZone: timeZone.default('UTC') }),
  z.object({ every: z.enum(digestRhythms), timeZone }),
]);

/** One wish of a citizen. */
export const wishSchema = z.object({
  places: z
    .array(followedPlaceSchema)
    .min(1, 'expected at least one country or region, or everywhere')
    .max(50)
    .transform(withoutParts),
  threshold: levelSchema.default(0),
  kinds: z
    .array(z.enum(changeKinds))
    .min(1)
    .default([...policy.kindsByDefault]),
  /** CAP categories; none chosen is all of them. */
  categories: z.array(z.enum(categories)).default([]),
  stay: staySchema.default({ kind: 'none' }),
  rhythm: rhythmSchema.default({ every: 'message', timeZone: 'UTC' }),
  language: languageSchema,
  /** Subjects then name neither place nor event: for people whom others watch. One such wish makes all mail to its address so. */
  discreet: z.boolean().default(false),
});
export type Wish = z.infer<typeof wishSchema>;

/** Where an address is mailed to, after NFC and lower-casing of the domain; the local part stays as given. */
export const addressSchema = z
  .string()
  .trim()
  .max(320)
  .transform((text) => normaliseAddress(text))
  .refine((address) => isAddress(address), 'expected an e-mail address such as name@example.org');

function normaliseAddress(text: string): string {
  const nfc = text.normalize('NFC');
  const at = nfc.lastIndexOf('@');
  if (at < 1) return nfc;
  const domain = nfc.slice(at + 1);
  const ascii = URL.canParse(`http://${domain}`)
    ? new URL(`http://${domain}`).hostname
    : domain.toLowerCase();
  return `${nfc.slice(0, at)}@${ascii}`;
}

function isAddress(address: string): boolean {
  const at = address.lastIndexOf('@');
  const [local, domain] = [address.slice(0, at), address.slice(at + 1)];
  const localIsPlain =
    /^[^\s@"(),:;<>[\\\]\p{C}]{1,64}$/u.test(local) && !/^\.|\.\.|\.$/.test(local);
  return (
    at > 0 &&
    localIsPlain &&
    /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/.test(
      domain,
    )
  );
}

/** What happened to a one-time link. The page may tell; the sign-up forms never do. */
export type LinkUse<T> =
  | { readonly kind: 'used'; readonly value: T }
  | { readonly kind: 'expired' }
  /** Its owner had everything deleted. */
  | { readonly kind: 'erased' }
  | { readonly kind: 'unknown' };

/** What has become of one version of a wish: a change ends it and begins another, which has another number. */
export type Became =
  | { readonly kind: 'live'; readonly id: number }
  | { readonly kind: 'ended' }
  | { readonly kind: 'never' };

/** A confirm link as it is looked at: whether there is something to confirm, or its owner has done so and the alert is on. */
export type ConfirmLink =
  | Exclude<LinkUse<Wish>, { readonly kind: 'used' }>
  /** `changeable` where its owner may confirm another wish in its place. */
  | { readonly kind: 'used'; readonly value: Wish; readonly changeable: boolean }
  | { readonly kind: 'confirmed'; readonly value: Wish };

/** Where the alerts of an address stand that a link in a mail about leaving belongs to; `over`: nothing is left to bring back. */
export type Leaving = 'on' | 'ended' | 'over' | 'erased' | 'unknown';

/** A subscription as its owner sees it on the manage page. Places are known only while its owner holds a fresh link. */
export interface OwnSubscription {
  readonly id: number;
  readonly wish: Wish;
  readonly since: Date;
}

/**
 * What the citizens' use cases need from storage. Confirming, changing and ending take a shared advisory lock,
 * publishing an exclusive one, so that who was confirmed when something was published is exact.
 */
export interface Subscriptions {
  /** Keeps an unconfirmed wish and a confirm notice for it. Answers the same for known and unknown addresses. */
  readonly request: (address: string, wish: Wish, turn?: Turn) => Promise<void>;
  /** Looks at a confirm link without changing anything. */
  readonly peekConfirm: (token: string) => Promise<ConfirmLink>;
  /**
   * Confirms what was asked, or what its owner would rather have; a second use of the same link answers as the first. Makes a
   * notice of what is in force.
   */
  readonly confirm: (token: string, rather?: Wish) => Promise<LinkUse<Wish>>;
  /** Mails a manage link if anything is kept of wishes that the address confirmed; silently nothing otherwise. */
  readonly requestManageLink: (address: string, turn?: Turn) => Promise<void>;
  readonly manage: (token: string) => Promise<LinkUse<readonly OwnSubscription[]>>;
  readonly became: (token: string, subscriptionId: number) => Promise<LinkUse<Became>>;
  readonly change: (token: string, subscriptionId: number, wish: Wish) => Promise<LinkUse<void>>;
  readonly end: (token: string, subscriptionId: number) => Promise<LinkUse<void>>;
  /** Deletes everything held on the owner of a manage link, for good; a keyed hash stays, so that nobody else brings them back. */
  readonly erase: (token: string) => Promise<LinkUse<void>>;
  /** Ends every wish by a manage link; can be undone as an unsubscribe can. */
  readonly endAll: (token: string) => Promise<LinkUse<void>>;
  /** Look at a link about leaving without changing anything. */
  readonly peekUnsubscribe: (token: string) => Promise<Exclude<Leaving, 'over'>>;
  readonly peekUndo: (token: string) => Promise<Leaving>;
  /** Ends every wish of an address by the token of an alert's unsubscribe link; repeating it changes nothing. */
  readonly unsubscribe: (token: string) => Promise<'ended' | 'unknown'>;
  /** Brings back what the last unsubscribe ended, within its days of grace. */
  readonly undoUnsubscribe: (token: string) => Promise<'restored' | 'unknown'>;
}
