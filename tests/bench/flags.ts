import { parseArgs } from 'node:util';

import { contenders } from './contenders.ts';
import type { Contender } from './contenders.ts';
import { usage, usageOf } from './usage.ts';

const benchmarkNames = [
  'delivery',
  'planning',
  'memory',
  'overtake',
  'latency',
  'scale-out',
  'withdrawal',
  'digest',
  'sameness',
  'citizens',
] as const;
export type BenchmarkName = (typeof benchmarkNames)[number];

const queueAts = ['redis', 'postgres'] as const;
export type QueueAt = (typeof queueAts)[number];

export interface Options {
  readonly name: BenchmarkName;
  /** One JSON document as the last line on stdout. */
  readonly json: boolean;
  /** Sizes of the audience, one round of each after the other. */
  readonly recipients: readonly number[];
  readonly rounds: number;
  /** Who takes part in `delivery`. */
  readonly only: readonly Contender[];
  /** Where the service's own queues are. */
  readonly queue: QueueAt;
  /** Folder for the workers' CPU profiles. */
  readonly profile: string | undefined;
}

type Asked =
  | { readonly kind: 'run'; readonly options: Options }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'wrong'; readonly message: string };

export function readFlags(typed: readonly string[]): Asked {
  try {
    const { values, positionals } = parseArgs({
      args: [...typed],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        recipients: { type: 'string' },
        rounds: { type: 'string' },
        only: { type: 'string' },
        queue: { type: 'string', default: 'redis' },
        profile: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return asked(positionals, values);
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
}

interface Values {
  readonly json: boolean;
  readonly help: boolean;
  readonly queue: string;
  readonly recipients?: string | undefined;
  readonly rounds?: string | undefined;
  readonly only?: string | undefined;
  readonly profile?: string | undefined;
}

function asked(words: readonly string[], values: Values): Asked {
  const [word, ...more] = words;
  const name = benchmarkNames.find((known) => known === word);
  if (values.help && word === undefined) return { kind: 'help', text: usage };
  if (name === undefined)
    return wrong(`expected one of ${benchmarkNames.join(', ')}, arrived ${word ?? 'nothing'}`);
  if (values.help) return { kind: 'help', text: usageOf(name) };
  if (more.length > 0) return wrong(`expected one benchmark, arrived also ${more.join(' ')}`);
  return chosen(name, values);
}

const takesSeveralSizes: readonly BenchmarkName[] = ['memory', 'latency'];

function chosen(name: BenchmarkName, values: Values): Asked {
  const { json, profile } = values;
  const recipients = sizesIn(name, values.recipients);
  const [rounds, ...rest] = countsIn(values.rounds, [defaults[name].rounds]) ?? [];
  const only = contendersIn(name, values.only);
  const queue = queueAts.find((known) => known === values.queue);
  if (recipients === undefined)
    return wrong(`--recipients: expected ${sizesOf(name)}, arrived ${values.recipients}`);
  if (rounds === undefined || rest.length > 0)
    return wrong(`--rounds: expected a count above 0, arrived ${values.rounds}`);
  if (only === undefined)
    return wrong(`--only: expected with delivery some of ${contenders.join(',')}`);
  if (queue === undefined)
    return wrong(`--queue: expected ${queueAts.join(' or ')}, arrived ${values.queue}`);
  return { kind: 'run', options: { name, json, recipients, rounds, only, queue, profile } };
}

function sizesIn(name: BenchmarkName, text: string | undefined): readonly number[] | undefined {
  const counts = countsIn(text, defaults[name].recipients);
  return counts?.length === 1 || takesSeveralSizes.includes(name) ? counts : undefined;
}

function sizesOf(name: BenchmarkName): string {
  return takesSeveralSizes.includes(name)
    ? 'counts above 0, separated by commas'
    : 'a count above 0';
}

const defaults = {
  delivery: { recipients: [100_000], rounds: 3 },
  planning: { recipients: [200_000], rounds: 5 },
  memory: { recipients: [100_000, 1_000_000], rounds: 3 },
  overtake: { recipients: [1_000_000], rounds: 3 },
  latency: { recipients: [1_000, 100_000, 1_000_000], rounds: 3 },
  'scale-out': { recipients: [40_000], rounds: 3 },
  withdrawal: { recipients: [100_000], rounds: 3 },
  digest: { recipients: [100_000], rounds: 3 },
  sameness: { recipients: [200], rounds: 3 },
  citizens: { recipients: [1_000_000], rounds: 1 },
} as const satisfies Record<BenchmarkName, Pick<Options, 'recipients' | 'rounds'>>;

function wrong(message: string): Asked {
  return { kind: 'wrong', message };
}

/** Also `1e6` and `1_000_000`; undefined where one is no count above 0. */
function countsIn(
  text: string | undefined,
  preset: readonly number[],
): readonly number[] | undefined {
  if (text === undefined) return preset;
  const counts = text.split(',').map((part) => Number(part.replaceAll('_', '')));
  return counts.every((count) => Number.isSafeInteger(count) && count > 0) ? counts : undefined;
}

function contendersIn(
  name: BenchmarkName,
  text: string | undefined,
): readonly Contender[] | undefined {
  if (text === undefined) return contenders;
  const names = text.split(',').map((part) => part.trim());
  const known = contenders.filter((contender) => names.includes(contender));
  return name === 'delivery' && known.length === new Set(names).size ? known : undefined;
}
