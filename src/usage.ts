import { parseArgs } from 'node:util';

import { AppError } from './errors.ts';

interface Wanted {
  readonly usage: string;
  /** Whether words may follow; what they mean is for the caller to say. */
  readonly takesWords?: boolean;
}

/** The words of this process's command line. --help shows the usage and ends the process; throws INPUT_INVALID for what is not known. */
export function readArguments({ usage, takesWords = false }: Wanted): readonly string[] {
  const { isHelp, words } = argumentsIn(process.argv.slice(2), takesWords);
  if (!isHelp) return words;
  process.stdout.write(`${usage}\n`);
  process.exit(0);
}

function argumentsIn(typed: readonly string[], takesWords: boolean) {
  try {
    const { values, positionals } = parseArgs({
      args: [...typed],
      allowPositionals: takesWords,
      options: { help: { type: 'boolean', short: 'h', default: false } },
    });
    return { isHelp: values.help, words: positionals };
  } catch (cause) {
    const expected = takesWords ? 'Expected words or --help' : 'Expected nothing or --help';
    const arrived = JSON.stringify(typed.join(' ').slice(0, 60));
    throw new AppError('INPUT_INVALID', `${expected}, arrived ${arrived}. See --help`, { cause });
  }
}
