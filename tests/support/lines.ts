import { sql } from 'kysely';
import { pino } from 'pino';

import type { Called } from '#src/channels/caller.ts';
import type { SendOutcome } from '#src/channels/channel.ts';
import { newSigningKeys } from '#src/channels/webhook/keys.ts';
import { createCalling } from '#src/dispatch/calling.ts';
import type { Calling } from '#src/dispatch/calling.ts';
import type { HeldLine, LineRequest } from '#src/dispatch/line.ts';
import type { Filter } from '#src/endpoints/filter.ts';
import { createEndpoints } from '#src/store/endpoints.ts';
import { createLines } from '#src/store/lines.ts';

import { anEndpoint } from './endpoints.ts';
import { openLedger } from './ledger.ts';
import type { Ledger } from './ledger.ts';

/** What the embassies answer, call by call; `signal` aborts when whoever calls was told to stop. */
type Answer = (line: HeldLine, signal: AbortSignal) => SendOutcome | Promise<SendOutcome>;

/** The engine of calls over a ledger, with embassies that are a function each. */
export interface Exchange extends AsyncDisposable {
  readonly it: Ledger;
  readonly embassies: readonly string[];
  /** Every call that began, in the order in which it did. */
  readonly begun: readonly HeldLine[];
  /** The most calls that were under way at one endpoint, and in all. */
  readonly most: { readonly atOne: number; readonly inAll: number };
  readonly answerWith: (answer: Answer) => void;
  /** One more process that calls. */
  readonly worker: (slots?: LineRequest) => Calling;
  /** Whatever is due, by one worker, until nothing is under way. */
  readonly callAll: () => Promise<void>;
  /** What waits for a retry need not wait any longer. */
  readonly hurry: () => Promise<void>;
  readonly endpoints: ReturnType<typeof createEndpoints>;
}

export const accepted = { kind: 'accepted' } as const;
export const busy = { kind: 'later', reason: 'http-503' } as const;
const acceptAll: Answer = () => accepted;
/** Nobody answered. */
export const silent = { kind: 'later', reason: 'timeout-connect' } as const;
export const never = new AbortController().signal;

export async function openExchange(count: number, filter: Filter = {}): Promise<Exchange> {
  await using owned = new AsyncDisposableStack();
  const it = owned.use(await openLedger());
  const workers = owned.use(new AsyncDisposableStack());
  const endpoints = createEndpoints({ ...it, newKeys: newSigningKeys });
  const embassies: string[] = [];
  for (let n = 0; n < count; n += 1) embassies.push((await anEndpoint(endpoints, { filter })).id);
  const begun: HeldLine[] = [];
  const most = { atOne: 0, inAll: 0 };
  const underWay = new Map<number, number>();
  let answer = acceptAll;

  async function tell(line: HeldLine, signal: AbortSignal): Promise<Called> {
    const at = (underWay.get(line.endpointId) ?? 0) + 1;
    underWay.set(line.endpointId, at);
    const all = [...underWay.values()].reduce((sum, one) => sum + one, 0);
    most.atOne = Math.max(most.atOne, at);
    most.inAll = Math.max(most.inAll, all);
    begun.push(line);
    const outcome = await answer(line, signal);
    underWay.set(line.endpointId, (underWay.get(line.endpointId) ?? 1) - 1);
    return { outcome, answer: { status: statusOf(outcome), tookMs: 1, response: undefined } };
  }

  const worker = (slots?: LineRequest) =>
    workers.use(
      createCalling({
        lines: createLines({
          db: it.byKeys,
          presence: it.presence,
          worker: `worker-${Math.random()}`,
        }),
        ways: {
          webhook: {
            tell: async (line, signal) => ({ kind: 'called', ...(await tell(line, signal)) }),
          },
        },
        ...(slots === undefined ? {} : { slots }),
        chance: () => 0,
        log: pino({ level: 'silent' }),
      }),
    );
  const first = worker();
  const kept = owned.move();
  return {
    it,
    embassies,
    begun,
    most,
    worker,
    endpoints,
    answerWith: (given) => void (answer = given),
    async callAll() {
      await first.work(never);
      await first.idle();
    },
    hurry: () => hurry(it),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function hurry({ db }: Ledger): Promise<void> {
  await sql`update calls set due_at = now() where state = 'pending'`.execute(db);
  await sql`update lines set due_at = now() where due_at < 'infinity'`.execute(db);
}

function statusOf(outcome: SendOutcome): number | undefined {
  if (outcome.kind === 'accepted') return 204;
  const status = /^http-(\d+)$/.exec(outcome.reason)?.[1];
  return status === undefined ? undefined : Number(status);
}

export interface CallRow {
  readonly endpoint: string;
  readonly sequence: number;
  readonly state: string;
  readonly reason: string | null;
  readonly attempts: number;
  readonly possibly_sent: boolean;
}

export async function callRows({ db }: Pick<Ledger, 'db'>): Promise<readonly CallRow[]> {
  const { rows } = await sql<CallRow>`
    select e.public_id as endpoint, c.sequence, c.state, c.reason, c.attempts, c.possibly_sent
    from calls c join endpoints e on e.id = c.endpoint_id order by c.endpoint_id, c.sequence, c.round`.execute(
    db,
  );
  return rows;
}

export const sequencesOf = (begun: readonly HeldLine[], endpoint?: string) =>
  begun
    .filter((line) => endpoint === undefined || line.endpoint === endpoint)
    .map(({ next }) => next.sequence);
