import { isDeepStrictEqual } from 'node:util';

import type { Content } from '#src/advisory/advisory.ts';
import type { Claim, SourceLedger } from '#src/sources/ledger.ts';
import type { Cursor, SourceItem } from '#src/sources/source.ts';

interface Row {
  cursor: Cursor;
  dueAt: number;
  fence: number;
  succeeded: boolean;
  failures: number;
  lastError: string | undefined;
  lastReason: string | undefined;
}

interface Kept {
  readonly id: number;
  readonly sourceId: string;
  readonly key: string;
  readonly content: Content | undefined;
  readonly body: Buffer | undefined;
}

/** A ledger that passes the ledger's contract and forgets everything at the end of the test. */
export interface MemoryLedger extends SourceLedger {
  readonly events: readonly Kept[];
  readonly source: (sourceId: string) => Readonly<Row> | undefined;
}

export function createMemoryLedger(now: () => Date): MemoryLedger {
  const rows = new Map<string, Row>();
  const events: Kept[] = [];
  const at = () => now().getTime();
  const stands = ({ sourceId, fence }: Claim) => rows.get(sourceId)?.fence === Number(fence);
  const latest = (sourceId: string, key: string, wanted: (event: Kept) => boolean) =>
    events.findLast((event) => event.sourceId === sourceId && event.key === key && wanted(event));

  return {
    events,
    source: (sourceId) => rows.get(sourceId),

    due: async (ids) => ids.filter((id) => (rows.get(id)?.dueAt ?? 0) <= at()),

    async claim({ sourceId, leaseSeconds, evenIfNotDue }) {
      const row = rows.get(sourceId) ?? newRow();
      if (row.dueAt > at() && !evenIfNotDue) return undefined;
      rows.set(sourceId, row);
      row.dueAt = at() + leaseSeconds * 1000;
      row.fence += 1;
      const keys = new Set(
        events.filter((event) => event.sourceId === sourceId).map(({ key }) => key),
      );
      return {
        sourceId,
        fence: String(row.fence),
        cursor: row.cursor,
        known: [...keys].filter((key) => latest(sourceId, key, () => true)?.content !== undefined),
        firstSight: !row.succeeded,
        failures: row.failures,
      };
    },

    async lastContents(sourceId, keys) {
      const contents = keys.flatMap((key) => {
        const content = latest(sourceId, key, (event) => event.content !== undefined)?.content;
        return content === undefined ? [] : [[key, content] as const];
      });
      return new Map(contents);
    },

    async savePoll({ claim, cursor, items, vanished, trouble, nextInSeconds }) {
      const row = rows.get(claim.sourceId);
      if (row === undefined || !stands(claim)) return undefined;
      Object.assign(row, {
        cursor,
        lastError: trouble?.code,
        lastReason: trouble?.reason,
        succeeded: true,
        failures: 0,
        dueAt: at() + nextInSeconds * 1000,
        fence: row.fence + 1,
      });
      const gone = vanished.map((key) =>
        keep({ sourceId: claim.sourceId, key, content: undefined, body: undefined }),
      );
      return [...items.map((item) => keep(eventOf(item))), ...gone];
    },

    async fail({ claim, trouble, nextInSeconds }) {
      const row = rows.get(claim.sourceId);
      if (row === undefined || !stands(claim)) return;
      Object.assign(row, {
        lastError: trouble.code,
        lastReason: trouble.reason,
        failures: row.failures + 1,
        dueAt: at() + nextInSeconds * 1000,
        fence: row.fence + 1,
      });
    },

    async accept(item) {
      const known = latest(item.report.sourceId, item.key, () => true);
      if (known !== undefined && isDeepStrictEqual(known.body, item.report.body)) {
        return { reportId: known.id, advisoryEventId: undefined };
      }
      const id = keep(eventOf(item));
      return { reportId: id, advisoryEventId: id };
    },
  };

  function keep(event: Omit<Kept, 'id'>): number {
    const id = events.length + 1;
    events.push({ id, ...event });
    return id;
  }
}

function newRow(): Row {
  return {
    cursor: {},
    dueAt: 0,
    fence: 0,
    succeeded: false,
    failures: 0,
    lastError: undefined,
    lastReason: undefined,
  };
}

function eventOf({ report, key, content }: SourceItem): Omit<Kept, 'id'> {
  return { sourceId: report.sourceId, key, content, body: report.body };
}
