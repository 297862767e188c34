import { duplicateRows, invariantHolds } from './ledger.ts';
import type { Issue } from './press.ts';
import type { Acceptance, Record } from './relay/record.ts';
import type { Stage } from './stage.ts';

/** What a scenario tells about itself, beside what the relay counted. */
export interface Account {
  readonly faults: number;
  /** Repeated acceptances that the faults may have caused: the messages in flight at each. */
  readonly allowedRepeats: number;
  readonly slowestRecoveryMs: number;
  /** What does not hold, in words. */
  readonly broken: readonly string[];
  /** Where receivers of calls have counted and not the relay. */
  readonly counted?: Pick<Verdict, 'lost' | 'repeatedAcceptances' | 'repeatedWithOtherMessageId'>;
  /** More figures for the document. */
  readonly figures?: Readonly<globalThis.Record<string, unknown>>;
}

/** A scenario's line in the document that `--json` prints. */
export interface Verdict {
  readonly name: string;
  readonly queue: string;
  readonly recipients: number;
  readonly publications: number;
  readonly faults: number;
  readonly lost: number;
  readonly duplicateRows: number;
  readonly repeatedAcceptances: number;
  readonly allowedRepeats: number;
  readonly repeatedWithOtherMessageId: number;
  readonly slowestRecoveryMs: number;
  readonly invariant: boolean;
  readonly seed: number;
  readonly perSecond: number;
  readonly unhandledRejections: number;
  readonly broken: readonly string[];
}

interface Judged {
  readonly name: string;
  readonly queue: string;
  readonly seed: number;
  readonly stage: Stage;
  readonly account: Account;
}

export async function judge({ name, queue, seed, stage, account }: Judged): Promise<Verdict> {
  const { app, relay, crew, press, recipients } = stage;
  const { record } = relay;
  const unhandledRejections = crew.said('process.unhandled-rejection');
  return {
    name,
    queue,
    recipients,
    publications: press.issues().length,
    faults: account.faults,
    lost: countLost(record, press.issues(), recipients),
    duplicateRows: await duplicateRows(app),
    ...countRepeats(record.all),
    allowedRepeats: account.allowedRepeats,
    slowestRecoveryMs: account.slowestRecoveryMs,
    invariant: await invariantHolds(app, press.issues()),
    seed,
    perSecond: perSecond(record.all),
    unhandledRejections,
    ...account.counted,
    ...account.figures,
    broken: [
      ...account.broken,
      ...(unhandledRejections > 0 ? ['a worker left a rejection unhandled'] : []),
      ...[...relay.misspoken].map(
        ([code, times]) => `${times} commands were answered with ${code}`,
      ),
    ],
  };
}

export function isGood(verdict: Verdict): boolean {
  const { lost, duplicateRows: rows, repeatedWithOtherMessageId, broken, invariant } = verdict;
  const { repeatedAcceptances, allowedRepeats } = verdict;
  const isCounted = lost === 0 && rows === 0 && repeatedWithOtherMessageId === 0;
  return isCounted && repeatedAcceptances <= allowedRepeats && invariant && broken.length === 0;
}

/** Those who were to be told, and whom the relay neither took a message for nor refused for good. */
function countLost({ all, refused }: Record, issues: readonly Issue[], recipients: number): number {
  const told = Map.groupBy(all, ({ publication }) => publication);
  const perIssue = issues
    .filter(({ isForEveryone }) => isForEveryone)
    .map(({ mark }) => {
      const reached = new Set(told.get(mark)?.map(({ recipient }) => recipient));
      return recipients - reached.union(refused).size;
    });
  return perIssue.reduce((sum, lost) => sum + lost, 0);
}

/** What the relay took more than once for one person and publication. */
function countRepeats(all: readonly Acceptance[]) {
  const each = Map.groupBy(all, ({ publication, recipient }) => `${publication} ${recipient}`);
  const repeated = [...each.values()].filter(({ length }) => length > 1);
  return {
    repeatedAcceptances: all.length - each.size,
    repeatedWithOtherMessageId: repeated.filter(differ).length,
  };
}

function differ(copies: readonly Acceptance[]): boolean {
  return new Set(copies.map(({ messageId }) => messageId)).size > 1;
}

function perSecond(all: readonly Acceptance[]): number {
  const [first, last] = [all[0], all.at(-1)];
  if (first === undefined || last === undefined || last.at === first.at) return 0;
  return Math.round((all.length / (last.at - first.at)) * 1_000);
}
