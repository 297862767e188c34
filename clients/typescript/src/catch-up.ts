import { isEvent } from './event.ts';
import type { Event } from './event.ts';
import { mayPass, pause, waitAfter } from './patience.ts';

export interface CatchUpOptions {
  /** The sequence of the last event that was dealt with; 0 when there was none. */
  readonly after: number;
  /** Seconds, at most 30, that the service may keep a question open. Left out, it ends when there is nothing more. */
  readonly wait?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A client, by what is needed of it here. */
interface EventLog {
  readonly get: (
    path: '/events',
    options: {
      readonly query: { readonly after: number; readonly limit: number; readonly wait?: number };
      readonly signal?: AbortSignal | undefined;
    },
  ) => Promise<{ readonly events: readonly { readonly sequence: number }[] }>;
}

/**
 * What this endpoint was to be told after a sequence: each event once and in order, exactly as it was to be delivered. With
 * `wait` it stays and gives each new one as it comes, also after the service was away. Throws ApiError with the code
 * EVENTS_FORGOTTEN when that is further back than the service remembers.
 */
export async function* catchUp(
  client: EventLog,
  { after, wait, signal }: CatchUpOptions,
): AsyncGenerator<Event, void, undefined> {
  let last = after;
  for (;;) {
    const askedAt = Date.now();
    const page = await pageAfter(client, { after: last, wait, signal });
    const fresh = page.filter(({ sequence }) => sequence > last);
    for (const event of fresh.toSorted((one, other) => one.sequence - other.sequence)) {
      if (event.sequence <= last) continue; // twice on one page
      last = event.sequence;
      yield event;
    }
    if (fresh.length > 0) continue;
    if (wait === undefined) return;
    // A service that is about to stop answers at once.
    if (Date.now() - askedAt < leastWaitMs) await pause(leastWaitMs, signal);
  }
}

const perPage = 100;
const leastWaitMs = 1000;

async function pageAfter(
  client: EventLog,
  { after, wait, signal }: CatchUpOptions,
): Promise<readonly Event[]> {
  const query = { after, limit: perPage, ...(wait === undefined ? {} : { wait }) };
  for (let tried = 0; ; tried += 1) {
    try {
      const { events } = await client.get('/events', { query, signal });
      return events.filter(isEvent);
    } catch (error) {
      signal?.throwIfAborted();
      // Who stays to listen outlasts every restart of the service.
      if (wait === undefined || !mayPass(error)) throw error;
      await pause(waitAfter(error, tried), signal);
    }
  }
}
