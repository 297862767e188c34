import type { Content } from '#src/advisory/advisory.ts';
import type { Lane } from '#src/advisory/lane.ts';

import { isRevisionType } from './event-type.ts';
import type { EventType, RevisionType } from './event-type.ts';

/** Something that endpoints are told of, and what is known of it: its payload is composed from these. */
export type Event = About & {
  /** `evt_…`; the `webhook-id` of every call about it, whatever the endpoint, the attempt or the replay. */
  readonly id: string;
  readonly type: EventType;
  readonly at: Date;
  readonly lane: Lane;
};

type About =
  /** The revision that went out is read from its publication. */
  | { readonly type: RevisionType; readonly publicationId: number }
  | { readonly type: 'advisory.approved'; readonly draftId: string; readonly facts: ApprovedFacts }
  | {
      readonly type: 'publication.progress';
      readonly publicationId: number;
      readonly facts: ProgressFacts;
    }
  | { readonly type: 'endpoint.disabled'; readonly facts: { readonly reason: string } }
  | { readonly type: 'test.ping'; readonly facts: { readonly by: string } };

export type EventOf<Type extends EventType> = Extract<Event, { readonly type: Type }>;

export function isRevisionEvent(event: Event): event is EventOf<RevisionType> {
  return isRevisionType(event.type);
}

/** What was approved, as it was then. */
export interface ApprovedFacts {
  readonly content: Content;
  /** Of the advisory that it continues; none of a new one. */
  readonly advisoryId: string | undefined;
  /** The number that it will have when nothing else goes out before it. */
  readonly revision: number;
  readonly approvedBy: string;
}

/** Counts of people below the smallest that is shown are left out. */
export interface ProgressFacts {
  readonly state: string;
  readonly planned: number | undefined;
  readonly sent: number | undefined;
  readonly isDone: boolean;
}
