import { parseArgs } from 'node:util';
import type { ParseArgsOptionsConfig } from 'node:util';

import { counted } from '#src/commands/command-line.ts';
import { AppError } from '#src/errors.ts';

import type { Command } from './command.ts';
import { commonOptions, overallUsage, usageOf } from './usage.ts';
import type { Program } from './usage.ts';

/** What was typed: a command with its words and options, or a wish for help. */
export type Typed =
  | { readonly kind: 'help'; readonly text: string }
  | {
      readonly kind: 'call';
      readonly command: Command;
      readonly words: readonly string[];
      readonly options: Options;
    };

/** The program and, where it is known, its command. */
type Where = readonly [Program, ...(readonly string[])];

type Options = Readonly<Record<string, string | boolean | readonly unknown[] | undefined>>;

/** Throws INPUT_INVALID with the usage for what cannot be understood. */
export function readCall(
  typed: readonly string[],
  commands: readonly Command[],
  program: Program = 'advisory',
): Typed {
  const command = find(typed, commands);
  if (command === undefined) return withoutCommand(typed, commands, program);
  const rest = typed.slice(command.name.split(' ').length);
  const { values, positionals } = parsed([program, command.name], rest, optionsOf(command));
  if (values['help'] === true) return { kind: 'help', text: usageOf(command, program) };
  const amiss = whatIsAmiss(command, positionals, values);
  if (amiss !== undefined) throw misused([program, command.name], amiss);
  return { kind: 'call', command, words: positionals, options: values };
}

function parsed(where: Where, typed: readonly string[], options: ParseArgsOptionsConfig) {
  try {
    return parseArgs({ args: [...typed], allowPositionals: true, options });
  } catch (cause) {
    throw misused(where, cause instanceof Error ? cause.message : 'Expected other words', cause);
  }
}

/** What was expected and what arrived, and where the rest is said. */
function misused([program, ...name]: Where, says: string, cause?: unknown): AppError {
  const help = [`npm run ${program} --`, ...name, '--help'].join(' ');
  return new AppError('INPUT_INVALID', `${says}. See ${help}`, { cause });
}

function find(typed: readonly string[], commands: readonly Command[]): Command | undefined {
  return commands.find(({ name }) => name.split(' ').every((word, index) => typed[index] === word));
}

function withoutCommand(
  typed: readonly string[],
  commands: readonly Command[],
  program: Program,
): Typed {
  const [first] = typed;
  if (first === undefined || ['--help', '-h', 'help'].includes(first)) {
    return { kind: 'help', text: overallUsage(commands, program) };
  }
  const arrived = quoted(typed.slice(0, 2));
  const group = commands.filter(({ name }) => name.startsWith(`${first} `));
  if (group.length === 0) throw misused([program], `Expected a command, arrived ${arrived}`);
  if (typed.includes('--help') || typed.includes('-h'))
    return { kind: 'help', text: overallUsage(group, program, first) };
  const names = group.map(({ name }) => name).join(', ');
  throw misused([program, first], `Expected one of ${names}, arrived ${arrived}`);
}

function quoted(words: readonly string[]): string {
  return JSON.stringify(words.join(' ').slice(0, 40));
}

function optionsOf(command: Command): ParseArgsOptionsConfig {
  return Object.fromEntries(
    Object.entries({ ...commonOptions, ...command.options }).map(([name, { value }]) => [
      name,
      { type: value === undefined ? ('boolean' as const) : ('string' as const) },
    ]),
  );
}

function whatIsAmiss(
  { name, takes, options }: Command,
  words: readonly string[],
  values: Options,
): string | undefined {
  if (words.length !== takes.length) {
    const expected = takes.length === 0 ? 'no further words' : takes.join(' and ');
    return `Expected ${expected} after ${name}, arrived ${counted(words.length, 'word')}`;
  }
  const missing = Object.entries(options)
    .filter(([option, { required }]) => required === true && values[option] === undefined)
    .map(([option]) => `--${option}`);
  return missing.length > 0 ? `Expected ${missing.join(' and ')}` : undefined;
}
