import type { Recorded } from './example.ts';
import type { LedgerCall } from './ledger.ts';

interface JudgedExample {
  /** As the example receiver wrote it down itself. */
  readonly record: readonly Recorded[];
  /** Of its endpoint, in order. */
  readonly calls: readonly LedgerCall[];
  /** How many events there were. */
  readonly events: number;
}

export interface ExampleVerdict {
  readonly lost: number;
  /** Events that nobody called it about, and that it has all the same: they stand in the log alone. */
  readonly fromTheLog: number;
  readonly broken: readonly string[];
}

/** Its own record holds every event there was, each once and in order, however it came by it. */
export function judgeExample({ record, calls, events }: JudgedExample): ExampleVerdict {
  const has = new Map(record.map(({ id, sequence }) => [id, sequence]));
  const lost = calls.filter(({ id }) => !has.has(id));
  const missing = events - calls.length;
  const twice = record.length - has.size;
  const known = new Map(calls.map(({ id, sequence }) => [id, sequence]));
  const unknown = record.filter(({ id, sequence }) => known.get(id) !== sequence);
  const backwards = record.filter(
    ({ sequence }, place) => sequence <= (record[place - 1]?.sequence ?? 0),
  );
  return {
    lost: lost.length + Math.max(0, missing),
    fromTheLog: calls.filter(({ state, id }) => state === 'superseded' && has.has(id)).length,
    broken: [
      ...(missing === 0 ? [] : [`the example has ${calls.length} calls of ${events} events`]),
      ...lost.map(({ sequence, state }) => `the example has not ${sequence}, which is ${state}`),
      ...(twice === 0 ? [] : [`the example dealt with ${twice} events twice`]),
      ...unknown.map(({ id, sequence }) => `the example has ${id} as ${sequence}`),
      ...backwards.map(({ sequence }) => `the example dealt with ${sequence} after a later one`),
    ],
  };
}
