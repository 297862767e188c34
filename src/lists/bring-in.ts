import { counted, isSentBack } from './counting.ts';
import type { Counts, Lists, Looking, OpenList, Outcome, Person } from './list.ts';
import { noCounts } from './list.ts';
import type { RowReader } from './read-row.ts';
import type { Row } from './read-rows.ts';
import type { Rejected, RejectedFile } from './rejected-file.ts';

/** How far it has come, for whoever watches. */
interface Progress {
  readonly rows: number;
  /** Of the file. */
  readonly bytes: number;
}

export interface BringingIn {
  readonly lists: Pick<Lists, 'prepare'>;
  readonly list: OpenList;
  readonly rows: AsyncIterable<Row>;
  readonly readRow: RowReader;
  readonly rejected: Pick<RejectedFile, 'append'>;
  readonly told: (progress: Progress) => void;
}

/** Each batch is one transaction: long enough to be quick, short enough that nobody who publishes waits for it. */
const batchSize = 2_000;

/**
 * Brings a list in, batch by batch, from where it was cut off. While one batch is written the next one is read and
 * encrypted. Stopped at any moment it has lost nothing and done nothing twice: a batch is committed together with its place.
 */
export async function bringIn(work: BringingIn, signal: AbortSignal): Promise<Counts> {
  const { list, lists, told } = work;
  let state: { counts: Counts; rejectedBytes: number } = list;
  let from = list.rowsDone;
  let writing: Promise<void> = Promise.resolve();
  for await (const rows of inBatches(work.rows, list.rowsDone)) {
    const batch = readBatch(rows, work.readRow);
    const bring = lists.prepare(list, batch.people);
    await writing;
    signal.throwIfAborted();
    const at = from;
    from += rows.length;
    writing = write();
    writing.catch(() => {}); // awaited before the next batch, or at the end

    async function write(): Promise<void> {
      await bring({
        from: at,
        size: rows.length,
        async settle(decided) {
          const { rejectedBytes, counts } = state;
          const sentBack = [...batch.wrong, ...batch.refused(decided.outcomes)].toSorted(byLine);
          state = {
            rejectedBytes: await work.rejected.append(rejectedBytes, sentBack),
            counts: counted(counts, { ...batch, ...decided, wrong: batch.wrong.length }),
          };
          return state;
        },
      });
      told({ rows: at + rows.length, bytes: rows.at(-1)?.bytes ?? 0 });
    }
  }
  await writing;
  return state.counts;
}

/** What a look at the whole list found, before anything of it is brought in. */
export interface Looked {
  readonly counts: Counts;
  /** The first rows that will be sent back. */
  readonly rejected: readonly Rejected[];
}

const shown = 20;

/** The dry run: reads everything as bringing it in would, and changes nothing. */
export async function lookAt(
  work: Pick<BringingIn, 'rows' | 'readRow' | 'told'> & {
    readonly lists: Pick<Lists, 'look'>;
    readonly looking: Looking;
  },
  signal: AbortSignal,
): Promise<Looked> {
  let counts = noCounts;
  const rejected: Rejected[] = [];
  for await (const rows of inBatches(work.rows, 0)) {
    signal.throwIfAborted();
    const batch = readBatch(rows, work.readRow);
    const decided = await work.lists.look(batch.people, work.looking);
    counts = counted(counts, { ...batch, ...decided, wrong: batch.wrong.length });
    const sentBack = [...batch.wrong, ...batch.refused(decided.outcomes)].toSorted(byLine);
    rejected.push(...sentBack.slice(0, shown - rejected.length));
    work.told({ rows: counts.rows, bytes: rows.at(-1)?.bytes ?? 0 });
  }
  return { counts, rejected };
}

function readBatch(rows: readonly Row[], readRow: RowReader) {
  const people: Person[] = [];
  const rowOf: Row[] = [];
  const wrong: Rejected[] = [];
  for (const row of rows) {
    const read = readRow(row.fields);
    if (read.kind === 'wrong') wrong.push({ ...row, reason: read.reasons.join('. ') });
    else {
      people.push({ address: read.address, wish: read.wish });
      rowOf.push(row);
    }
  }
  const refused = (outcomes: readonly Outcome[]): readonly Rejected[] =>
    outcomes.flatMap((outcome, at) => {
      const row = rowOf[at];
      return row !== undefined && isSentBack(outcome)
        ? [{ ...row, reason: reasonOf(outcome) }]
        : [];
    });
  return { people, wrong, refused };
}

/** Who is suppressed, who left and who was erased is told to nobody. */
function reasonOf(outcome: Outcome): string {
  return outcome === 'blocked'
    ? 'must not be mailed'
    : 'was asked lately and has not answered: bring it in another day';
}

function byLine(one: Rejected, other: Rejected): number {
  return one.line - other.line;
}

async function* inBatches(rows: AsyncIterable<Row>, skip: number): AsyncGenerator<readonly Row[]> {
  let batch: Row[] = [];
  let seen = 0;
  for await (const row of rows) {
    seen += 1;
    if (seen <= skip) continue;
    batch.push(row);
    if (batch.length === batchSize) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
