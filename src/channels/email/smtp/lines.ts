import type { Line } from '#src/channels/channel.ts';
import type { EmailMessage } from '#src/channels/email/email-message.ts';
import type { Places } from '#src/channels/places.ts';
import { createWaiters } from '#src/channels/waiters.ts';

import type { Connection } from './connection.ts';
import type { Fleet } from './fleet.ts';
import type { Relay } from './relay.ts';
import type { Urgency } from './urgency.ts';

type EmailLine = Line<EmailMessage>;

/** Lends out lines as long as some relay has room for one more connection; those that are connected go first. */
export function createLines(
  lines: ReadonlyMap<EmailLine, Connection>,
  { fleet, urgency }: { readonly fleet: Fleet; readonly urgency: Urgency },
): Places<EmailLine> & Disposable {
  const free = [...lines.keys()];
  const waiters = createWaiters<EmailLine>();
  const relayOf = (line: EmailLine) => lines.get(line)?.relay();
  const mustRise = (line: EmailLine) => {
    const bound = lines.get(line)?.boundFor();
    return bound === undefined || fleet.isOverdrawn(bound);
  };
  const room = fleet.onRoom(() => waiters.serve(grant));
  // A connection that idles takes a place at its relay as much as one that is used.
  const crowd = fleet.onCrowd((relay) => idleAt(relay).map((line) => lines.get(line)?.hangUp()));

  function idleAt(relay: Relay): readonly EmailLine[] {
    return free.filter((line) => relayOf(line) === relay);
  }

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
    if (relay !== undefined && seat.relay() !== relay) void connection?.hangUp(); // never rejects
    return line;
  }

  return {
    take: async (signal, by) =>
      signal.aborted ? undefined : (grant() ?? waiters.wait(signal, by)),
    giveBack(line, by) {
      const connection = lines.get(line);
      if (mustRise(line)) void connection?.hangUp(); // never rejects
      free.push(line);
      waiters.goesLast(by);
      connection?.rise(); // which may lend it out again at once
      waiters.serve(grant);
    },
    isWanted: (line, by) => waiters.isAnybodyBut(by) || mustRise(line),
    [Symbol.dispose]() {
      room[Symbol.dispose]();
      crowd[Symbol.dispose]();
    },
  };
}
