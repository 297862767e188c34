import { parseArgs } from 'node:util';
import type { ParseArgsOptionsConfig } from 'node:util';

import { counted } from '#src/commands/command-line.ts';
import { AppError } from '#src/errors.ts';

import type { Command } from './command.ts';
import { commonOptions, overallUsage, usageOf } from './usage.ts';

/** What was typed: a command with its words and options, or a wish for help. */
export type Typed =
  | { readonly kind: 'help'; readonly text: string }
  | {
      readonly kind: 'call';
      readonly command: Command;
      readonly words: readonly string[];
      readonly options: Options;
    };

type Options = Readonly<Record<string, string | boolean | readonly unknown[] | undefined>>;

/** Throws INPUT_INVALID with the usage for what cannot be understood. */
export function readCall(typed: readonly string[], commands: readonly Command[]): Typed {
  const command = find(typed, commands);
  if (command === undefined) return withoutCommand(typed, commands);
  const rest = typed.slice(command.name.split(' ').length);
  const { values, positionals } = parsed(command, rest, optionsOf(command));
  if (values['help'] === true) return { kind: 'help', text: usageOf(command) };
  requireWords(command, positionals);
  requireOptions(command, values);
  return { kind: 'call', command, words: positionals, options: values };
}

function parsed({ name }: Command, typed: readonly string[], options: ParseArgsOptionsConfig) {
  try {
    return parseArgs({ args: [...typed], allowPositionals: true, options });
  } catch (cause) {
    throw misused(name, cause instanceof Error ? cause.message : 'Expected other words', cause);
  }
}

/** What was expected and what arrived, and where the rest is said. */
function misused(name: string, says: string, cause?: unknown): AppError {
  const help = ['npm run advisory --', ...(name === '' ? [] : [name]), '--help'].join(' ');
  return new AppError('INPUT_INVALID', `${says}. See ${help}`, { cause });
}

function find(typed: readonly string[], commands: readonly Command[]): Command | undefined {
  return commands.find(({ name }) => name.split(' ').every((word, index) => typed[index] === word));
}

function withoutCommand(typed: readonly string[], commands: readonly Command[]): Typed {
  const [first] = typed;
  if (first === undefined || ['--help', '-h', 'help'].includes(first)) {
    return { kind: 'help', text: overallUsage(commands) };
  }
  const arrived = quoted(typed.slice(0, 2));
  const group = commands.filter(({ name }) => name.startsWith(`${first} `));
  if (group.length === 0) throw misused('', `Expected a command, arrived ${arrived}`);
  if (typed.includes('--help') || typed.includes('-h'))
    return { kind: 'help', text: overallUsage(group, first) };
  const names = group.map(({ name }) => name).join(', ');
  throw misused(first, `Expected one of ${names}, arrived ${arrived}`);
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

function requireWords(command: Command, words: readonly string[]): void {
  if (words.length === command.takes.length) return;
  const expected = command.takes.length === 0 ? 'no further words' : command.takes.join(' and ');
  throw misused(
    command.name,
    `Expected ${expected} after ${command.name}, arrived ${counted(words.length, 'word')}`,
  );
}

function requireOptions(command: Command, values: Options): void {
  const missing = Object.entries(command.options)
    .filter(([name, { required }]) => required === true && values[name] === undefined)
    .map(([name]) => `--${name}`);
  if (missing.length > 0) throw misused(command.name, `Expected ${missing.join(' and ')}`);
}
