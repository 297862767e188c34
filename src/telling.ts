import { issuer } from '#config/issuer.ts';
import type { Missions } from '#src/advisory/mission.ts';
import { createBodyComposer } from '#src/dispatch/compose-body.ts';
import { composeCap } from '#src/dispatch/compose-cap.ts';
import { createEventComposer } from '#src/dispatch/compose-payload.ts';
import type { ComposeEvent } from '#src/dispatch/compose-payload.ts';
import { createEventExamples } from '#src/dispatch/event-examples.ts';
import type { Voice } from '#src/rendering/voice.ts';
import { messageOfPublication } from '#src/store/bulletin.ts';
import { createCallLog } from '#src/store/call-log.ts';
import { createCallReplays } from '#src/store/call-replays.ts';
import type { Database } from '#src/store/database.ts';
import { createEventLog } from '#src/store/event-log.ts';
import { createPayloads } from '#src/store/event-payloads.ts';
import { eventOf } from '#src/store/event-rows.ts';
import { createRevisions, revisionOfPublication } from '#src/store/revisions.ts';

interface TellingParts {
  readonly db: Database;
  readonly missions: Missions;
  readonly voice: Voice;
  readonly publicUrl: string;
}

/** How an event is put into words for endpoints. */
function eventComposerOf({ db, missions, voice, publicUrl }: TellingParts): ComposeEvent {
  return createEventComposer({
    missions,
    voice,
    publicUrl,
    revisionOf: (publicationId) => revisionOfPublication(db, publicationId),
    revisions: createRevisions(db),
  });
}

/** What calls carry, as JSON and as CAP. */
export function bodyComposerOf(parts: TellingParts) {
  const { db, missions, voice } = parts;
  const cap = {
    missions,
    voice,
    capSender: issuer.listId,
    messageOf: (publicationId: number) => messageOfPublication(db, publicationId),
  };
  return createBodyComposer({
    payloadOf: createPayloads({ db, compose: eventComposerOf(parts) }),
    capOf: async (eventRow) => composeCap(cap, await eventOf(db, eventRow)),
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
