import { policy } from '#config/policy.ts';
import type { Revision } from '#src/advisory/revision.ts';
import type { EndpointKind } from '#src/endpoints/endpoint.ts';
import type { MailWords } from '#src/rendering/message.ts';

import { staffMail } from './staff-mail.ts';

/** What an endpoint's contacts are mailed about it. */
export type EndpointNotice = EndpointTrouble | EndpointVerification | Unacknowledged;

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
  notice: EndpointTrouble | EndpointVerification,
  publicUrl: string,
): MailWords {
  switch (notice.what) {
    case 'verify':
      return verificationWords(notice);
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
