import { policy } from '#config/policy.ts';
import type { Revision } from '#src/advisory/revision.ts';
import type { EndpointKind } from '#src/endpoints/endpoint.ts';
import type { MailWords } from '#src/rendering/message.ts';

import { staffMail } from './staff-mail.ts';

/** What an endpoint's contacts are mailed about it. */
export type EndpointNotice =
  | EndpointTrouble
  | EndpointVerification
  | EndpointMoved
  | Unacknowledged;

/** To all contacts, once when it begins. Of one that is disabled the officers on duty hear too. */
interface EndpointTrouble {
  readonly what: 'disabled' | 'failing';
  readonly endpoint: ToldEndpoint;
  readonly reason: string | undefined;
  /** Since when no call was accepted; undefined where calls were not what went wrong. */
  readonly failingSince: Date | undefined;
  /** Of the last event that it has taken. */
  readonly lastAccepted: number;
}

interface EndpointVerification {
  readonly what: 'verify';
  readonly endpoint: ToldEndpoint;
  readonly url: string;
}

/** To the contacts of before and of now, once an hour at most. The address itself is not said: it may hold a secret. */
export interface EndpointMoved {
  readonly what: 'moved';
  readonly endpoint: ToldEndpoint;
  readonly state: string;
  /** Oldest first. */
  readonly acts: readonly {
    readonly at: Date;
    readonly by: 'officer' | 'partner' | 'itself';
    readonly what: 'address' | 'keys';
  }[];
}

/** An emergency that nobody has acknowledged in time, to the contact whose turn it is. */
interface Unacknowledged {
  readonly what: 'unacknowledged';
  readonly endpoint: ToldEndpoint;
  readonly revision: Revision;
  readonly dueAt: Date;
  /** Where its reader acknowledges it. */
  readonly url: string;
}

interface ToldEndpoint {
  readonly id: string;
  readonly name: string;
  readonly kind: EndpointKind;
}

const reasons: Readonly<Record<string, string>> = {
  'http-410': 'it answered 410 Gone, by which a receiver says that it wants no more calls',
};

/** In English, like what officers on duty are mailed. An emergency is said in the words of its advisory, elsewhere. */
export function endpointWords(
  notice: Exclude<EndpointNotice, Unacknowledged>,
  publicUrl: string,
): MailWords {
  switch (notice.what) {
    case 'verify':
      return verificationWords(notice);
    case 'moved':
      return movedWords(notice);
    case 'failing':
      return failingWords(notice, publicUrl);
    case 'disabled':
      return disabledWords(notice, publicUrl);
  }
}

function verificationWords({ endpoint, url }: EndpointVerification): MailWords {
  return staffMail({
    subject: `Confirm this duty mailbox: ${endpoint.name}`,
    paragraphs: [
      `This address was given as the duty mailbox of ${endpoint.name}. It gets the ministry’s advisories once somebody has confirmed that it is read.`,
      `The link works for ${policy.verifyLinkDays} days. If this is not your mailbox, do nothing.`,
    ],
    button: { label: 'Open the page and confirm', url },
  });
}

const movers = {
  officer: 'an officer of the ministry',
  partner: 'a partner’s token',
  itself: 'the endpoint’s own token',
} as const;
const whatMoved = {
  address: 'its address or its contacts were set',
  keys: 'its signing keys were replaced',
} as const;

function movedWords({ endpoint, state, acts }: EndpointMoved): MailWords {
  const { id, name } = endpoint;
  return staffMail({
    subject: `Address, contacts or keys were changed: ${name}`,
    paragraphs: [
      `Where the endpoint ${name} (${id}) is told, with which keys, or who is mailed about it, was changed. It is ${state} now.`,
      ...acts.map(
        ({ at, by, what }) => `${at.toISOString()}: ${whatMoved[what]}, by ${movers[by]}.`,
      ),
      'If you know of it, there is nothing to do: a new address is told nothing before it is verified. If you do not, somebody may have hold of a token: call the ministry’s officers on duty. They stop the endpoint, end its tokens and set the address right.',
    ],
    next: [
      `npm run endpoints -- show ${id}`,
      `npm run endpoints -- disable ${id}`,
      `npm run endpoints -- tokens ${id}`,
    ],
  });
}

function failingWords(notice: EndpointTrouble, publicUrl: string): MailWords {
  const { endpoint } = notice;
  return staffMail({
    subject: `Endpoint does not take our messages: ${endpoint.name}`,
    paragraphs: [
      `${sinceWhen(notice)} We go on trying, and disable it after five days of failures.`,
      emergencies,
      catchUp(notice),
    ],
    next: [`npm run endpoints -- log ${endpoint.id}`, caughtUpAt(notice, publicUrl)],
  });
}

function disabledWords(notice: EndpointTrouble, publicUrl: string): MailWords {
  const { endpoint, reason = 'unknown' } = notice;
  return staffMail({
    subject: `Endpoint is disabled: ${endpoint.name}`,
    paragraphs: [
      `Nothing is sent to the endpoint ${endpoint.name} (${endpoint.id}) any more. The reason: ${reasons[reason] ?? reason}. ${sinceWhen(notice)}`,
      emergencies,
      catchUp(notice),
    ],
    next: [
      `npm run endpoints -- log ${endpoint.id}`,
      `npm run endpoints -- resume ${endpoint.id}`,
      caughtUpAt(notice, publicUrl),
    ],
  });
}

const emergencies =
  'Emergencies reach its contacts by mail meanwhile, one contact after the other, until somebody acknowledges them.';

function sinceWhen({ endpoint, failingSince }: EndpointTrouble): string {
  return failingSince === undefined
    ? ''
    : `The endpoint ${endpoint.name} (${endpoint.id}) has taken none of our messages since ${failingSince.toISOString()}.`;
}

function catchUp({ lastAccepted }: EndpointTrouble): string {
  return `Nothing is lost: all that it was to be told is kept, and can be fetched from number ${lastAccepted + 1} on.`;
}

function caughtUpAt({ lastAccepted }: EndpointTrouble, publicUrl: string): string {
  return `GET ${publicUrl}/api/v1/events?after=${lastAccepted}`;
}
