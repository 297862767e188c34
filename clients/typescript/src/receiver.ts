import { ApiError } from './api-error.ts';
import { catchUp } from './catch-up.ts';
import type { Event, ReceivedEvent } from './event.ts';
import { VerificationError } from './verification-error.ts';
import { verify } from './verify.ts';
import type { ReceivedCall, VerifyOptions } from './verify.ts';

/** A client, by what is needed of it here. */
interface EventLog {
  readonly get: (
    path: '/events',
    options: {
      readonly query: { readonly after?: number; readonly limit: number; readonly wait?: number };
      readonly signal?: AbortSignal | undefined;
    },
  ) => Promise<{
    readonly events: readonly { readonly sequence: number }[];
    readonly oldest: number;
  }>;
}

export interface ReceiverOptions extends VerifyOptions {
  /** With the endpoint’s own token: from its log comes what was missed. */
  readonly client: EventLog;
  /** The sequence of the last event that is on record; 0 when there is none. */
  readonly after: number;
  /**
   * Puts an event on record, and returns when it is safe there: only then the service is told that it arrived. One at a time.
   * The same event may come again, under the same id: whoever has it on record passes it over.
   */
  readonly take: (event: Event) => Promise<void> | void;
  /** Hears of what was refused, could not be done, or is missing for good. */
  readonly report?: (problem: Error) => void;
}

/** What the web server is to say. */
export interface Answer {
  readonly status: 200 | 204 | 400 | 500;
  readonly body?: string;
}

export interface Receiver {
  /** Verifies a call, answers the challenge, fetches what was left out before it, and has the event taken. Never rejects. */
  readonly receive: (call: Request | ReceivedCall) => Promise<Answer>;
  /** Takes what was missed; for the start, before the first call. What is forgotten is reported and passed over. */
  readonly catchUp: () => Promise<void>;
}

/** All that lies between a web server and a record of events. */
export function createReceiver(options: ReceiverOptions): Receiver {
  const { client, take, report = () => {}, after, ...verifying } = options;
  let last = after;
  let turn: Promise<unknown> = Promise.resolve();

  return { receive, catchUp: () => inTurn(missed) };

  async function receive(call: Request | ReceivedCall): Promise<Answer> {
    try {
      return await answerTo(await verify(call, verifying));
    } catch (error) {
      report(error instanceof Error ? error : new Error(String(error)));
      return { status: error instanceof VerificationError ? 400 : 500 };
    }
  }

  async function answerTo(event: ReceivedEvent): Promise<Answer> {
    if (event.type === 'endpoint.verification')
      return { status: 200, body: JSON.stringify({ challenge: event.data.challenge }) };
    await inTurn(async () => {
      if (event.sequence > last + 1) await missed();
      await taken(event);
    });
    return { status: 204 };
  }

  /** What fails ends its own turn, and nobody else’s. */
  function inTurn(act: () => Promise<void>): Promise<void> {
    const done = turn.then(act);
    turn = done.catch(() => {});
    return done;
  }

  async function taken(event: Event): Promise<void> {
    await take(event);
    last = Math.max(last, event.sequence);
  }

  async function missed(): Promise<void> {
    try {
      for await (const event of catchUp(client, { after: last })) await taken(event);
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'EVENTS_FORGOTTEN')) throw error;
      const { oldest } = await client.get('/events', { query: { limit: 1 } });
      const advice = 'fetch what is in force from /api/v1/advisories';
      report(new Error(`events ${last + 1} to ${oldest - 1} are forgotten: ${advice}`));
      last = oldest - 1;
      await missed();
    }
  }
}
