import { parseArgs } from 'node:util';

import { scenarioNames } from './scenarios.ts';
import type { ScenarioName } from './scenarios.ts';

export type Queue = 'redis' | 'postgres';

export interface Options {
  readonly names: readonly ScenarioName[];
  readonly queue: Queue;
  readonly recipients: number;
  readonly rounds: number;
  /** Who is told of what in `webhooks`, which has no citizens. */
  readonly endpoints: number;
  readonly events: number;
  readonly seed: number;
  /** Shorter waits than the real policy's. */
  readonly hurried: boolean;
  /** One JSON document as the last thing on stdout. */
  readonly json: boolean;
}

type Asked =
  | { readonly kind: 'run'; readonly options: Options }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string };

export const usage = `npm run chaos -- SCENARIO …       what breaks is broken on purpose, and a relay of our own counts what was lost and repeated
  SCENARIO                        ${scenarioNames.join(', ')}, or all
  --queue redis                   where the queues are: redis (a private redis-server, the default) or postgres
  --recipients 5000               citizens who are to be told
  --rounds 10                     kills in kill, digest and webhooks, restarts in stop
  --endpoints 40, --events 200    in webhooks: who is told, and of how much
  --seed 1                        the same seed plans the same faults; it is in the document
  --hurried                       leases and retries of seconds, and silence borne for seconds, instead of the real policy's
npm run -s chaos -- all --json    one JSON document as the last thing on stdout; what happens is told on stderr
npm run chaos -- --help           this text

webhooks: besides kills, Redis forgets everything twice, PostgreSQL restarts, and the receivers, a process with a record on disk,
are killed twice and answer 500, 503, 429, with a reset, with half an answer and too late, by a plan that the seed draws. One more
endpoint is the example receiver, installed from the packed client, which is killed twice too. Workers
wait for half a second to three before a call is made again, instead of seconds to half a day (webhookRetryMs in config/delivery.ts).
Good is: the record and the calls in the database agree that every call was told once in effect, in order and signed by both
schemes; what came again came under the same id, and no more of it than was under way when somebody died; GET /events lists
everything to every endpoint; and the example's own record holds every event, each once, in order.

Everything runs on free ports and in temporary folders; nothing leaves this machine and nothing is left behind.
Exit code 0: nothing lost, no row twice, no repeat beyond the messages in flight, the same Message-ID on each copy, the
invariants hold. 1: not so. 2: a word is not understood.
`;

export function readFlags(words: readonly string[]): Asked {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        hurried: { type: 'boolean', default: false },
        queue: { type: 'string', default: 'redis' },
        recipients: { type: 'string', default: '5000' },
        rounds: { type: 'string', default: '10' },
        endpoints: { type: 'string', default: '40' },
        events: { type: 'string', default: '200' },
        seed: { type: 'string', default: '1' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    const { json, hurried, queue } = values;
    if (queue !== 'postgres' && queue !== 'redis')
      throw new Error(`--queue: expected redis or postgres, arrived ${queue}`);
    const numbers = {
      recipients: numberIn('--recipients', values.recipients),
      rounds: numberIn('--rounds', values.rounds),
      endpoints: numberIn('--endpoints', values.endpoints),
      events: numberIn('--events', values.events),
      seed: numberIn('--seed', values.seed),
    };
    return {
      kind: 'run',
      options: { names: namesIn(positionals), queue, json, hurried, ...numbers },
    };
  } catch (error) {
    return { kind: 'wrong', message: error instanceof Error ? error.message : String(error) };
  }
}

function namesIn(words: readonly string[]): readonly ScenarioName[] {
  if (words.length === 1 && words[0] === 'all') return scenarioNames;
  const known = scenarioNames.filter((name) => words.includes(name));
  const isKnown = words.length > 0 && known.length === words.length;
  // Q8 asks for these in one breath.
  const alongside = ['database-clock', 'slow-relay'] as const;
  if (isKnown && words.includes('clock')) return [...new Set([...known, ...alongside])];
  if (isKnown) return known;
  throw new Error(
    `expected some of ${scenarioNames.join(', ')}, or all; arrived ${words.join(' ') || 'nothing'}`,
  );
}

function numberIn(flag: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new Error(`${flag}: expected a whole number above 0, arrived ${text}`);
}
