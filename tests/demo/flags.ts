import { parseArgs } from 'node:util';

export interface Options {
  readonly queue: 'postgres' | 'redis';
  /** One JSON document as the last line on stdout. */
  readonly json: boolean;
  /** Folder for every mail and every webhook call. */
  readonly out: string | undefined;
}

type Asked =
  | { readonly kind: 'run'; readonly options: Options }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string };

export const usage = `npm run demo                      the whole way once, from a ministry's caution to inboxes and an embassy's system
npm run demo -- --queue redis     the queues on a private redis-server (default: postgres, on the embedded PostgreSQL)
npm run demo -- --out DIR         keeps every mail as .eml, every webhook call as .json and the service's log there, in a new or empty folder
npm run -s demo -- --json         one JSON document as the last line on stdout; the story goes to stderr
npm run demo -- --help            this text

Everything runs on free ports and in a temporary folder of its own; nothing leaves this machine and nothing is left behind.
Exit code 0: every expectation holds. 1: one does not, or a step did not happen. 2: a flag is not understood.
`;

export function readFlags(words: readonly string[]): Asked {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        json: { type: 'boolean', default: false },
        queue: { type: 'string', default: 'postgres' },
        out: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    return chosen(values);
  } catch (error) {
    return { kind: 'wrong', message: error instanceof Error ? error.message : String(error) };
  }
}

interface Values {
  readonly json: boolean;
  readonly queue: string;
  readonly out?: string | undefined;
}

function chosen({ json, queue, out }: Values): Asked {
  if (queue !== 'postgres' && queue !== 'redis')
    return { kind: 'wrong', message: `--queue: expected postgres or redis, arrived ${queue}` };
  if (out === '') return { kind: 'wrong', message: '--out: expected a folder, arrived nothing' };
  return { kind: 'run', options: { queue, json, out } };
}
