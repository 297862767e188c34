import { parseArgs } from 'node:util';

const usage = `Usage: npm run bench -- poll [--dir DIR] [--json]

Polls every source whose format has recorded documents, all at once, twice: the ears of the service on a PostgreSQL of its own,
the documents served by this same process. What a list leads to and is not recorded is made of what is. Of CAP and of Japan's mails
each recorded document is a source of its own, the broken ones too.

  wallSeconds, cpuSeconds   of the first polls, the serving included
  idleMb                    memory of this process before the first poll, the recorded documents and their reading included
  peakMb                    memory of this process at its highest
  sources                   what each gave, and what the second poll found: unchanged, if all is well
  writtenUnchanged          tables in which the second polls wrote, health aside: none, if all is well

  --dir DIR   folder with a folder for each publisher, and beside it one with CAP messages (CORPORA_DIR/feeds unless said)
  --json      one JSON document as the last line on stdout (npm run -s leaves out npm's own lines)
`;

export interface PollOptions {
  readonly json: boolean;
  readonly dir: string | undefined;
}

type Asked =
  | { readonly kind: 'run'; readonly options: PollOptions }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'wrong'; readonly message: string };

export function readPollFlags(typed: readonly string[]): Asked {
  try {
    const { values } = parseArgs({
      args: [...typed],
      options: {
        json: { type: 'boolean', default: false },
        dir: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { kind: 'help', text: usage };
    return { kind: 'run', options: { json: values.json, dir: values.dir } };
  } catch (error) {
    return { kind: 'wrong', message: error instanceof Error ? error.message : String(error) };
  }
}
