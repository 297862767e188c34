import type { Missions } from '#src/advisory/mission.ts';
import { createEventComposer } from '#src/dispatch/compose-payload.ts';
import type { ComposeEvent } from '#src/dispatch/compose-payload.ts';
import { createEventExamples } from '#src/dispatch/event-examples.ts';
import type { Voice } from '#src/rendering/voice.ts';
import { createCallLog } from '#src/store/call-log.ts';
import { createCallReplays } from '#src/store/call-replays.ts';
import type { Database } from '#src/store/database.ts';
import { createEventLog } from '#src/store/event-log.ts';
import { createPayloads } from '#src/store/event-payloads.ts';
import { createRevisions, revisionOfPublication } from '#src/store/revisions.ts';

interface TellingParts {
  readonly db: Database;
  readonly missions: Missions;
  readonly voice: Voice;
  readonly publicUrl: string;
}

/** How an event is put into words for endpoints. */
export function eventComposerOf({ db, missions, voice, publicUrl }: TellingParts): ComposeEvent {
  return createEventComposer({
    missions,
    voice,
    publicUrl,
    revisionOf: (publicationId) => revisionOfPublication(db, publicationId),
    revisions: createRevisions(db),
  });
}

/** What endpoints were told, and what they would be, for the doors. */
export function createTold(parts: TellingParts) {
  const { db } = parts;
  const payloadOf = createPayloads({ db, compose: eventComposerOf(parts) });
  return {
    eventLog: createEventLog({ db, payloadOf }),
    callLog: createCallLog(db),
    callReplays: createCallReplays({ db }),
    eventExample: createEventExamples(parts),
  };
}
