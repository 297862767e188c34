import { parseArgs } from 'node:util';

const usage = `Usage: npm run bench -- bounces [--dir DIR] [--json]

Reads labelled notices, complaints and automatic answers, and compares what the classifier says with the labels (B1, B2).

  precision        of the addresses that would be suppressed, how many the labels want suppressed
  recall           of those that the labels want suppressed, how many would be
  recipientsExact  messages in which exactly the labelled recipients were found, as a share
  wrongSuppressions  addresses that would be suppressed and should not be, those in messages that are no bounces included
  slowestMs        the slowest message, by the fastest of five readings after one that is not measured

  --dir DIR   folder of *.eml and expected.json (CORPORA_DIR/bounces unless said)
  --json      one JSON document as the last line on stdout (npm run -s leaves out npm's own lines)
`;

export interface BouncesOptions {
  /** One JSON document as the last line on stdout. */
  readonly json: boolean;
  readonly dir: string | undefined;
}

type Asked =
  | { readonly kind: 'run'; readonly options: BouncesOptions }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'wrong'; readonly message: string };

export function readBouncesFlags(typed: readonly string[]): Asked {
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
