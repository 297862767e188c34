import { catchUp } from '#clients/typescript/src/catch-up.ts';
import type { Client } from '#clients/typescript/src/client.ts';

import type { LedgerCall } from './ledger.ts';
import { isTold } from './record.ts';
import type { Request } from './record.ts';

interface JudgedLog {
  readonly client: Client;
  /** By their numbers among the receivers. */
  readonly endpoints: readonly string[];
  readonly requests: readonly Request[];
  readonly calls: readonly LedgerCall[];
}

export interface LogVerdict {
  readonly listed: number;
  /** Events that the log alone has for an endpoint, because a later revision took their place. */
  readonly filled: number;
  readonly broken: readonly string[];
}

/**
 * Each endpoint asks GET /events from the beginning, as who was away for all of it would: no number is left out, the ids are
 * those of its calls, and what no receiver wrote down is there with the reason why.
 */
export async function judgeLog({
  client,
  endpoints,
  requests,
  calls,
}: JudgedLog): Promise<LogVerdict> {
  const told = Map.groupBy(requests.filter(isTold), ({ endpoint }) => endpoint);
  const owed = Map.groupBy(calls, ({ endpoint }) => endpoint);
  const each: LogVerdict[] = [];
  for (const [number, id] of endpoints.entries()) {
    const has = new Set(told.get(number)?.map((request) => request.id));
    const log = await readLog(client, id);
    each.push(judgeOne({ number, log, has, own: owed.get(number) ?? [] }));
  }
  return {
    listed: each.reduce((sum, { listed }) => sum + listed, 0),
    filled: each.reduce((sum, { filled }) => sum + filled, 0),
    broken: each.flatMap(({ broken }) => broken),
  };
}

interface Listed {
  readonly id: string;
  readonly sequence: number;
  readonly call: string;
}

/** Page by page, as a client would. */
async function readLog(client: Client, endpoint: string): Promise<readonly Listed[]> {
  const log: Listed[] = [];
  const ofThisOne = {
    get: async (path: '/events', { query }: { query: { after: number; limit: number } }) => {
      const page = await client.get(path, { query: { ...query, endpoint } });
      log.push(...page.events);
      return page;
    },
  };
  let last = 0;
  for await (const { sequence } of catchUp(ofThisOne, { after: 0 })) last = sequence;
  if (last !== (log.at(-1)?.sequence ?? 0)) throw new Error(`the log of ${endpoint} was not read`);
  return log;
}

interface One {
  readonly number: number;
  readonly log: readonly Listed[];
  readonly has: ReadonlySet<string>;
  readonly own: readonly LedgerCall[];
}

function judgeOne({ number, log, has, own }: One): LogVerdict {
  const unheard = log.filter(({ id }) => !has.has(id));
  const places = Math.max(log.length, own.length);
  const wrong = Array.from({ length: places }, (_, place) => place).filter(
    (place) => log[place]?.sequence !== place + 1 || log[place]?.id !== own[place]?.id,
  );
  return {
    listed: log.length,
    filled: unheard.filter(isExplained).length,
    broken: [
      ...wrong.map((place) => `the log of endpoint ${number} is wrong in place ${place + 1}`),
      ...unheard
        .filter((one) => !isExplained(one))
        .map(
          ({ sequence, call }) =>
            `the log of endpoint ${number} says ${call} of ${sequence}, which nobody wrote down`,
        ),
    ],
  };
}

function isExplained({ call }: Listed): boolean {
  return call === 'superseded';
}
