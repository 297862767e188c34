import type { Lane } from '#src/advisory/lane.ts';

import type { EndpointKind } from './endpoint.ts';
import { isRevisionType } from './event-type.ts';
import type { EventType } from './event-type.ts';

/** In which lanes an acknowledgement is asked for, and within how many minutes. */
export type AskedWithin = Readonly<Partial<Record<Lane, number>>>;

/** What every payload of an event says about it that is to be acknowledged. */
export interface AcknowledgementAsked {
  /** ISO 8601. */
  readonly by: string;
  /** Where a receiver posts to. */
  readonly url: string;
}

interface Askable {
  readonly id: string;
  readonly type: EventType;
  readonly lane: Lane;
  readonly at: Date;
}

/** Until when an event is to be acknowledged; undefined where nobody is asked. Only what has gone out asks: an approval may be taken back. */
export function acknowledgeBy(
  { type, lane, at }: Omit<Askable, 'id'>,
  within: AskedWithin,
): Date | undefined {
  const minutes = within[lane];
  if (minutes === undefined || !isRevisionType(type)) return undefined;
  return new Date(at.getTime() + minutes * 60_000);
}

/** `data.acknowledge` of an event's payload; undefined where nobody is asked. */
export function acknowledgementAsked(
  event: Askable,
  { within, publicUrl }: { readonly within: AskedWithin; readonly publicUrl: string },
): AcknowledgementAsked | undefined {
  const by = acknowledgeBy(event, within);
  const root = publicUrl.replace(/\/+$/, '');
  return by && { by: by.toISOString(), url: `${root}/api/v1/events/${event.id}/acknowledgement` };
}

export type EscalationStep =
  /** The contact's place in the list. */
  { readonly kind: 'contact'; readonly contact: number } | { readonly kind: 'officers' };

/** Who is told next where nobody has acknowledged. Of a duty mailbox the first contact is the mailbox itself, which was told already. */
export function nextStep({
  kind,
  contacts,
  escalated,
}: {
  readonly kind: EndpointKind;
  readonly contacts: number;
  readonly escalated: number;
}): EscalationStep {
  const contact = escalated + (kind === 'mail' ? 1 : 0);
  return contact < contacts ? { kind: 'contact', contact } : { kind: 'officers' };
}

export const acknowledgementMeans = ['call', 'link', 'officer'] as const;
type AcknowledgementMeans = (typeof acknowledgementMeans)[number];

export const acknowledgementSteps = [
  'asked',
  'escalated',
  'told-officers',
  'acknowledged',
  'replaced',
] as const;

/** One line of the trail. */
interface AcknowledgementStep {
  readonly at: Date;
  readonly step: (typeof acknowledgementSteps)[number];
  /** The contact's place in the list, from 0. */
  readonly contact: number | undefined;
  readonly detail: string | undefined;
}

export const acknowledgementStates = ['open', 'acknowledged', 'replaced'] as const;

/** What an endpoint was asked to acknowledge, and what came of it. */
export interface Acknowledgement {
  readonly endpoint: string;
  readonly endpointName: string;
  readonly event: string;
  readonly type: EventType;
  readonly lane: Lane;
  readonly advisory: string | undefined;
  /** Of a later message of the advisory nobody has to acknowledge the earlier one. */
  readonly state: (typeof acknowledgementStates)[number];
  readonly askedAt: Date;
  readonly dueAt: Date;
  readonly acknowledgedAt: Date | undefined;
  readonly acknowledgedBy: string | undefined;
  readonly means: AcknowledgementMeans | undefined;
  /** Contacts and officers were through, and nobody has answered. */
  readonly isMissing: boolean;
  readonly trail: readonly AcknowledgementStep[];
}

/** Somebody says that an endpoint has what it was told. */
export interface Acknowledging {
  readonly endpoint: string;
  readonly event: string;
  /** In their own words; the name of the endpoint where they say nothing. */
  readonly by: string | undefined;
  readonly note: string | undefined;
  readonly means: AcknowledgementMeans;
  /** Who wrote it down for them. */
  readonly officer?: string | undefined;
}

/** What a link in a mail is about. */
export interface AcknowledgementLink {
  readonly acknowledgement: Acknowledgement;
  /** In the language of the advisory. */
  readonly headline: string;
  readonly language: string;
  readonly isActual: boolean;
}

/** In the list: rows of the event and of the endpoint. */
export interface AcknowledgementPlace {
  readonly event: number;
  readonly endpoint: number;
}

export interface ListedAcknowledgement extends AcknowledgementPlace {
  readonly acknowledgement: Acknowledgement;
}

export interface AcknowledgementsWanted {
  /** Of one endpoint; of all when left out. */
  readonly endpoint?: string | undefined;
  readonly isOpen: boolean;
  readonly limit: number;
  readonly after?: AcknowledgementPlace | undefined;
}

export interface Acknowledgements {
  /** Newest first. */
  readonly list: (wanted: AcknowledgementsWanted) => Promise<readonly ListedAcknowledgement[]>;
  /** The first one counts, and whoever comes later is told of it. Undefined where nobody was asked. */
  readonly acknowledge: (given: Acknowledging) => Promise<Acknowledgement | undefined>;
  /** By the link in a mail. Changes nothing: programs that read mails open links too. */
  readonly peek: (token: string) => Promise<AcknowledgementLink | undefined>;
  readonly acknowledgeByLink: (token: string) => Promise<AcknowledgementLink | undefined>;
}

/** What came in, as it was signed. */
export interface SignedCall {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}
