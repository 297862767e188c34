import { toldData } from '#src/endpoints/bodies.ts';
import { isRevisionType } from '#src/endpoints/event-type.ts';
import type { EventType } from '#src/endpoints/event-type.ts';
import type { Event } from '#src/endpoints/event.ts';
import { madeUpMission, madeUpRevision } from '#src/endpoints/made-up.ts';
import type { Voice } from '#src/rendering/voice.ts';

import { createEventComposer } from './compose-payload.ts';

interface ExampleNeeds {
  readonly voice: Pick<Voice, 'shortText'>;
  readonly publicUrl: string;
}

/** A body of each type as it would be sent, made by the same composer of an advisory that nobody issued. */
export function createEventExamples({ voice, publicUrl }: ExampleNeeds) {
  return async function exampleOf(type: EventType) {
    const kind = relationOf[type];
    const compose = createEventComposer({
      voice,
      publicUrl,
      missions: { find: async () => [madeUpMission] },
      revisionOf: async () => madeUpRevision(kind),
      revisions: { saidBefore: async () => undefined },
    });
    const payload = await compose(madeUpEvent(type));
    return { ...payload, data: toldData(payload, { sequence: 42, replay: false }) };
  };
}

const relationOf = {
  'advisory.approved': 'new',
  'advisory.published': 'new',
  'advisory.updated': 'update',
  'advisory.corrected': 'correction',
  'advisory.cancelled': 'cancel',
  'advisory.all_clear': 'all-clear',
  'publication.progress': 'new',
  'endpoint.disabled': 'new',
  'test.ping': 'new',
} as const satisfies Readonly<Record<EventType, string>>;

function madeUpEvent(type: EventType): Event {
  const { content, publishedAt, number, lane } = madeUpRevision('new');
  const event = { id: 'evt_example', at: publishedAt, lane, publicationId: 1 };
  if (isRevisionType(type)) return { ...event, type };
  switch (type) {
    case 'advisory.approved': {
      const facts = { content, advisoryId: undefined, revision: number, approvedBy: 'approver' };
      return { ...event, type, draftId: '00000000-0000-4000-8000-000000000000', facts };
    }
    case 'publication.progress': {
      const facts = { state: 'running', planned: 12_400, sent: 9_100, isDone: false };
      return { ...event, type, facts };
    }
    case 'endpoint.disabled':
      return { ...event, type, facts: { reason: 'failing-too-long' } };
    case 'test.ping':
      return { ...event, type, facts: { by: 'operator' } };
  }
}
