import type { Kill } from './crew.ts';
import type { HeldRow } from './ledger.ts';
import type { Issue } from './press.ts';
import type { Acceptance } from './relay/record.ts';

/** A kill, and what was held when it came. */
export interface Aftermath extends Kill {
  readonly held: readonly HeldRow[];
}

interface Known {
  readonly all: readonly Acceptance[];
  readonly issues: readonly Issue[];
  readonly addresses: ReadonlyMap<number, string>;
  readonly leaseMs: number;
}

interface Recovery {
  /** From the last kill that found the row held under its last lease. */
  readonly slowestMs: number;
  /** From the first kill, however many came after it. */
  readonly throughFurtherKillsMs: number;
}

/**
 * The longest time from a kill until what the dead worker held had been sent. The ledger does not say who holds a row,
 * so each is the lesser of two upper bounds: from the first kill at which the row stood under the lease that ran out,
 * and from the moment of that claim.
 */
export function recoveryAfterKills(aftermaths: readonly Aftermath[], known: Known): Recovery {
  const { leaseMs } = known;
  const sentAt = lastAcceptances(known);
  let [slowestMs, throughFurtherKillsMs] = [0, 0];
  for (const [key, { leasedUntil, firstSeenAt }] of lastHeld(aftermaths)) {
    const sent = sentAt.get(key) ?? 0; // never is lost, which is counted elsewhere
    const sinceKill = sent - firstSeenAt;
    const afterLease = Math.max(0, sent - leasedUntil);
    slowestMs = Math.max(slowestMs, Math.min(sinceKill, leaseMs + afterLease));
    const sinceClaim = sent - (leasedUntil - leaseMs);
    throughFurtherKillsMs = Math.max(throughFurtherKillsMs, Math.min(sinceKill, sinceClaim));
  }
  return {
    slowestMs: Math.round(slowestMs),
    throughFurtherKillsMs: Math.round(throughFurtherKillsMs),
  };
}

interface Stranded {
  readonly leasedUntil: number;
  /** At the first kill that found it under this lease. */
  readonly firstSeenAt: number;
}

/** Each row's last lease; without rows that were free again before it had ended: their worker lived, and gave them back. */
function lastHeld(aftermaths: readonly Aftermath[]): ReadonlyMap<string, Stranded> {
  const rows = new Map<string, Stranded & { readonly fence: number }>();
  for (const { at, held } of aftermaths) {
    const stillHeld = new Set(held.map(keyOf));
    for (const [key, { leasedUntil }] of rows)
      if (leasedUntil > at && !stillHeld.has(key)) rows.delete(key);
    for (const row of held) {
      const { fence, leasedUntil } = row;
      const key = keyOf(row);
      const earlier = rows.get(key);
      const firstSeenAt = earlier?.fence === fence ? earlier.firstSeenAt : at;
      rows.set(key, { fence, leasedUntil, firstSeenAt });
    }
  }
  return rows;
}

function keyOf({ publicationId, recipientId }: HeldRow): string {
  return `${publicationId} ${recipientId}`;
}

function lastAcceptances({ all, issues, addresses }: Known): ReadonlyMap<string, number> {
  const publications = new Map(issues.map(({ mark, publicationId }) => [mark, publicationId]));
  const ids = new Map([...addresses].map(([id, address]) => [address, id]));
  return new Map(
    all.map(({ publication, recipient, at }) => [
      `${publications.get(publication)} ${ids.get(recipient)}`,
      at,
    ]),
  );
}

/** A fault, and when everybody had been told all the same. */
export interface Episode {
  readonly at: number;
  readonly overAt: number;
}

/**
 * The longest silence of the relay from a fault until everybody had been told. Stricter than the time to the next
 * acceptance, which may be a message that was in flight.
 */
export function longestSilence(episodes: readonly Episode[], all: readonly Acceptance[]): number {
  const silences = episodes.map(({ at: from, overAt }) => {
    const times = all.map(({ at }) => at).filter((at) => at > from && at <= overAt);
    return times.reduce(
      ({ last, longest }, at) => ({ last: at, longest: Math.max(longest, at - last) }),
      { last: from, longest: 0 },
    ).longest;
  });
  return Math.round(Math.max(0, ...silences));
}
