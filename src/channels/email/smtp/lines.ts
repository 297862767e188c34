import type { Line } from '#src/channels/channel.ts';
import type { EmailMessage } from '#src/channels/email/email-message.ts';
import type { Places } from '#src/channels/places.ts';

import type { Connection } from './connection.ts';
import type { Fleet } from './fleet.ts';
import type { Urgency } from './urgency.ts';

type EmailLine = Line<EmailMessage>;

/** Lends out lines as long as some relay has room for one more connection; those that are connected go first. */
export function createLines(
  lines: ReadonlyMap<EmailLine, Connection>,
  { fleet, urgency }: { readonly fleet: Fleet; readonly urgency: Urgency },
): Places<EmailLine> & Disposable {
  const free = [...lines.keys()];
  const waiting = new Set<(line: EmailLine | undefined) => void>();
  const room = fleet.onRoom(serve);
  const relayOf = (line: EmailLine) => lines.get(line)?.relay();

  function grant(): EmailLine | undefined {
    const line = free.findLast((one) => relayOf(one) !== undefined) ?? free.at(-1);
    if (line === undefined) return undefined;
    const relay = relayOf(line);
    const seat = fleet.sit(urgency, relay);
    if (seat === undefined) return undefined;
    free.splice(free.lastIndexOf(line), 1);
    const connection = lines.get(line);
    connection?.sit(seat);
    // The seat is at another relay: a new connection is made, and nobody needs to wait for this one's goodbye.
    if (relay !== undefined && !seat.isAt(relay)) void connection?.hangUp(); // never rejects
    return line;
  }

  function serve(): void {
    for (const resolve of waiting) {
      const line = grant();
      if (line === undefined) return;
      waiting.delete(resolve);
      resolve(line);
    }
  }

  const wait = async (signal: AbortSignal) => {
    const { promise, resolve } = Promise.withResolvers<EmailLine | undefined>();
    const stop = () => {
      waiting.delete(resolve);
      resolve(undefined);
    };
    signal.addEventListener('abort', stop, { once: true });
    waiting.add(resolve);
    const line = await promise;
    signal.removeEventListener('abort', stop);
    return line;
  };

  return {
    take: async (signal) => (signal.aborted ? undefined : (grant() ?? wait(signal))),
    giveBack(line) {
      const connection = lines.get(line);
      // A connection that idles counts for the relay as much as one that is used.
      if (fleet.isOverdrawn()) void connection?.hangUp(); // never rejects
      free.push(line);
      connection?.rise(); // which may lend it out again at once
      serve();
    },
    isWanted: () => waiting.size > 0 || fleet.isOverdrawn(),
    [Symbol.dispose]: () => room[Symbol.dispose](),
  };
}
