import { createBodies } from '#src/endpoints/bodies.ts';
import type { Payload } from '#src/endpoints/payload.ts';

import { remember } from './composed.ts';
import type { HeldLine } from './line.ts';

interface BodyNeeds {
  /** By the row of the event. */
  readonly payloadOf: (eventRow: number) => Promise<Payload>;
  /** As a CAP document; undefined where CAP has no word for it. */
  readonly capOf: (eventRow: number) => Promise<string | undefined>;
}

/** What a call carries, and what stands beside it: for who keeps order before reading, and for CAP, which has no place for it. */
export interface Body {
  readonly body: Buffer;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
}

const bodiesRemembered = 256;

/** One body of an event for all endpoints, but for what differs. Undefined where nothing can be said. */
export function createBodyComposer({ payloadOf, capOf }: BodyNeeds) {
  const json = remember(bodiesRemembered, async (eventRow) =>
    createBodies(await payloadOf(Number(eventRow))),
  );
  const cap = remember(bodiesRemembered, async (eventRow) => {
    const text = await capOf(Number(eventRow));
    return text === undefined ? undefined : Buffer.from(text);
  });

  return async function compose({ format, detail, next }: HeldLine): Promise<Body | undefined> {
    const { eventRow, sequence, round, type } = next;
    const replay = round > 0;
    const headers = {
      'webhook-sequence': String(sequence),
      'webhook-event': type,
      'webhook-replay': String(replay),
    };
    if (format === 'cap') {
      const body = await cap(String(eventRow));
      return body && { body, contentType: 'application/cap+xml', headers };
    }
    const body = (await json(String(eventRow)))({ sequence, detail, replay });
    return { body, contentType: 'application/json', headers };
  };
}
