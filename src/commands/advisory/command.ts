import type { Client } from './client.ts';

/** One of the operator's commands: what it takes, in words that --help shows, and what it does. */
export interface Command {
  /** What is typed first, as in `token create`. */
  readonly name: string;
  /** Names of the words that follow, all required. */
  readonly takes: readonly string[];
  readonly does: string;
  readonly options: Readonly<Record<string, Option>>;
  readonly run: (call: Call) => Promise<Answer>;
}

export interface Option {
  /** What stands for the value in --help; without it the option is a switch. */
  readonly value?: string;
  readonly says: string;
  readonly required?: boolean;
}

/** A command as it was typed. */
export interface Call {
  readonly words: readonly string[];
  readonly option: (name: string) => string | undefined;
  readonly isSet: (name: string) => boolean;
  readonly client: Client;
  readonly variables: Variables;
  /** Shows what happens on the way; silent with --json. */
  readonly screen: Screen;
  readonly signal: AbortSignal;
}

export type Variables = Readonly<Record<string, string | undefined>>;

export interface Screen {
  readonly isTerminal: boolean;
  readonly line: (text: string) => void;
  /** Takes the place of the last one. */
  readonly redraw: (text: string) => void;
}

/** One document for programs, one text for people. */
export interface Answer {
  readonly json: unknown;
  readonly text: string;
}

/** The nth word; that there is one has been checked. */
export function wordOf({ words }: Pick<Call, 'words'>, index: number): string {
  return words[index] ?? '';
}

export function requiredOption({ option }: Pick<Call, 'option'>, name: string): string {
  return option(name) ?? '';
}

export const fileOption = {
  value: 'F.json',
  says: 'file to read, - for standard input',
  required: true,
};
