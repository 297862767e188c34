import type { Kill } from './crew.ts';
import type { StrandedRow } from './ledger.ts';
import type { Issue } from './press.ts';
import type { Acceptance } from './relay/record.ts';

/** A kill, and what those held who had been killed by then. */
export interface Aftermath extends Kill {
  readonly stranded: readonly StrandedRow[];
}

interface Known {
  readonly all: readonly Acceptance[];
  readonly issues: readonly Issue[];
  readonly addresses: ReadonlyMap<number, string>;
}

interface Recovery {
  /** From the kill of whoever held the row last. */
  readonly slowestMs: number;
  /** From the first kill, however many came after it. */
  readonly throughFurtherKillsMs: number;
}

/** The longest time from a kill until what the dead worker held had been sent. */
export function recoveryAfterKills(aftermaths: readonly Aftermath[], known: Known): Recovery {
  const sentAt = lastAcceptances(known);
  let [slowestMs, throughFurtherKillsMs] = [0, 0];
  for (const [key, { firstAt, lastAt }] of killsOf(aftermaths)) {
    const sent = sentAt.get(key) ?? 0; // never is lost, which is counted elsewhere
    slowestMs = Math.max(slowestMs, sent - lastAt);
    throughFurtherKillsMs = Math.max(throughFurtherKillsMs, sent - firstAt);
  }
  return {
    slowestMs: Math.round(slowestMs),
    throughFurtherKillsMs: Math.round(throughFurtherKillsMs),
  };
}

interface Stranding {
  readonly fence: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** When the workers were killed that held each row. */
function killsOf(aftermaths: readonly Aftermath[]): ReadonlyMap<string, Stranding> {
  const rows = new Map<string, Stranding>();
  for (const { at, stranded } of aftermaths)
    for (const row of stranded) {
      const key = `${row.publicationId} ${row.recipientId}`;
      const earlier = rows.get(key);
      if (earlier?.fence === row.fence) continue;
      rows.set(key, { fence: row.fence, firstAt: earlier?.firstAt ?? at, lastAt: at });
    }
  return rows;
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
