import { shownOf } from '#src/advisory/revision.ts';
import type { Revision } from '#src/advisory/revision.ts';

import type { ApprovedFacts, EventOf, ProgressFacts } from './event.ts';
import { largestThatFits } from './payload.ts';
import type { Payload } from './payload.ts';
import { addressesOf, markOf, rootOf } from './reference.ts';

interface ApprovedParts {
  readonly event: EventOf<'advisory.approved'>;
  /** The short text in each language that may be said, the original's first. */
  readonly shortTexts: ReadonlyMap<string, string>;
}

/**
 * So that a mission's phones are ready: what will be said, in the short words that an officer approved and no others, for the rest
 * may still wait for its time. It has no address: nothing stands there yet.
 */
export function approvedPayload({ event, shortTexts }: ApprovedParts): Payload {
  const { draftId, facts, lane, at } = event;
  const data = { ...plannedIn(facts), draft: draftId, lane, approvedAt: at.toISOString() };
  const words = [...shortTexts].map(([language, short]) => ({ language, short }));
  return largestThatFits({ type: event.type, timestamp: at.toISOString() }, [
    { ...data, words, shortened: false },
    { ...data, words: words.slice(0, 1), shortened: true },
  ]);
}

function plannedIn({ content, advisoryId, revision }: ApprovedFacts) {
  const { relation } = shownOf(content);
  return {
    advisory: advisoryId,
    revision,
    replaces: revision > 1 ? revision - 1 : undefined,
    relation: relation.kind,
    ...markOf(content),
    published: false,
  };
}

interface ProgressParts {
  readonly event: EventOf<'publication.progress'>;
  readonly revision: Revision;
  readonly publicUrl: string;
}

export function progressPayload({ event, revision, publicUrl }: ProgressParts): Payload {
  const { publicationId, facts, at } = event;
  const data = {
    advisory: revision.advisoryId,
    revision: revision.number,
    publication: publicationId,
    lane: revision.lane,
    ...markOf(revision.content),
    ...countsIn(facts),
    ...addressesOf(revision.advisoryId, publicUrl),
  };
  return { type: event.type, timestamp: at.toISOString(), data };
}

function countsIn({ state, planned, sent, isDone }: ProgressFacts) {
  return { state, planned, sent, done: isDone };
}

/** Told to the endpoint itself, which finds it in its event log: nothing calls it any more. */
export function disabledPayload(event: EventOf<'endpoint.disabled'>, publicUrl: string): Payload {
  const data = { reason: event.facts.reason, events: `${rootOf(publicUrl)}/api/v1/events` };
  return { type: event.type, timestamp: event.at.toISOString(), data };
}

/** Who asked for it is in the audit, and nobody else’s business. */
export function pingPayload(event: EventOf<'test.ping'>): Payload {
  const note = 'Nothing has happened: this shows that calls arrive.';
  const data = { status: 'test', note };
  return { type: event.type, timestamp: event.at.toISOString(), data };
}
