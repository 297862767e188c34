import { parseArgs } from 'node:util';

import type { QueueAt } from '#tests/bench/flags.ts';

const parts = ['throughput', 'lateness'] as const;
type Part = (typeof parts)[number];

const usage = `Usage: npm run bench -- webhooks [--endpoints N] [--events N] [--dead N] [--rounds N] [--only PART] [--json]

Calls to endpoints, from one worker process to receivers in a process of their own, on loopback; each endpoint has an address
of its own and keys of both schemes. In two parts:

  throughput   N events for each of N endpoints are published while the worker is held; then it is let go. Measured is from
               then to the last settled call: claiming, composing, signing (v1 and v1a), sending, settling. In the same run, in
               alternating rounds, a bare loop posts the very bodies that the service sent to the same receivers, each call
               signed in both schemes: undici.request with its own pool and nothing else, with that number of calls at once
               which it is fastest with. Ratio (at least 0.7 is promised), CPU seconds, memory at 25, 50 and 100 %.
  lateness     events at a steady pace; how long after its publication the endpoints that stay healthy hear each event (p50,
               p95, from the rows' own time to the receiver's). First all answer ("all"), then those that will be dead are
               disabled ("alone"), and then they are dead ("dead"): a quarter refuses connections, a quarter accepts them and
               says nothing, a quarter answers a byte a second, a quarter answers 500. p95 of "dead" over "all" is to rise by
               20 % at most (W4). "alone" is the stricter comparison: there the healthy have the worker for themselves.

  --endpoints N     [1000]
  --events N        of a round of throughput [100]
  --dead N          of the endpoints, in lateness [half of them]
  --pace N          events a second, in lateness [2]
  --seconds N       of a round of each of its phases [10]
  --only PART       throughput or lateness
  --queue redis     where the service's queues are: redis, or postgres as where REDIS_URL is unset
  --rounds N        how often each is measured [3]
  --profile DIR     worker processes write CPU profiles there, to be opened in a browser's developer tools
  --json            one JSON document as the last line on stdout (npm run -s leaves out npm's own lines)
`;

export interface WebhooksOptions {
  readonly json: boolean;
  readonly endpoints: number;
  readonly events: number;
  readonly dead: number;
  readonly pace: number;
  readonly seconds: number;
  readonly only: readonly Part[];
  readonly queue: QueueAt;
  readonly rounds: number;
  readonly profile: string | undefined;
}

type Asked =
  | { readonly kind: 'run'; readonly options: WebhooksOptions }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'wrong'; readonly message: string };

export function readWebhooksFlags(typed: readonly string[]): Asked {
  try {
    const { values } = parseArgs({
      args: [...typed],
      options: {
        json: { type: 'boolean', default: false },
        endpoints: { type: 'string', default: '1000' },
        events: { type: 'string', default: '100' },
        dead: { type: 'string' },
        pace: { type: 'string', default: '2' },
        seconds: { type: 'string', default: '10' },
        only: { type: 'string' },
        queue: { type: 'string', default: 'redis' },
        rounds: { type: 'string', default: '3' },
        profile: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { kind: 'help', text: usage };
    return { kind: 'run', options: chosen(values) };
  } catch (error) {
    return { kind: 'wrong', message: error instanceof Error ? error.message : String(error) };
  }
}

interface Values {
  readonly json: boolean;
  readonly endpoints: string;
  readonly events: string;
  readonly dead?: string | undefined;
  readonly pace: string;
  readonly seconds: string;
  readonly only?: string | undefined;
  readonly queue: string;
  readonly rounds: string;
  readonly profile?: string | undefined;
}

function chosen({ json, profile, queue, only, ...counts }: Values): WebhooksOptions {
  if (queue !== 'redis' && queue !== 'postgres')
    throw new Error(`--queue: expected redis or postgres, arrived ${queue}`);
  const some = parts.filter((part) => only === undefined || only === part);
  if (some.length === 0) throw new Error(`--only: expected ${parts.join(' or ')}, arrived ${only}`);
  const endpoints = countIn('--endpoints', counts.endpoints);
  const dead = countIn('--dead', counts.dead ?? String(Math.ceil(endpoints / 2)));
  if (dead >= endpoints)
    throw new Error(`--dead: expected fewer than the ${endpoints} endpoints, arrived ${dead}`);
  return {
    json,
    profile,
    queue,
    only: some,
    endpoints,
    dead,
    events: countIn('--events', counts.events),
    pace: countIn('--pace', counts.pace),
    seconds: countIn('--seconds', counts.seconds),
    rounds: countIn('--rounds', counts.rounds),
  };
}

/** Also `1e6` and `1_000_000`. */
function countIn(flag: string, text: string): number {
  const count = Number(text.replaceAll('_', ''));
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new Error(`${flag}: expected a count above 0, arrived ${text}`);
}
