import { say, sayJson } from '#src/commands/command-line.ts';
import { abortedWhenToldToStop } from '#src/running.ts';

import { createClient, nonEmpty, serviceUrl } from './client.ts';
import type { Command, Variables } from './command.ts';
import { readCall } from './read-call.ts';
import type { Typed } from './read-call.ts';
import { createScreen, silentScreen } from './screen.ts';
import type { Program } from './usage.ts';

interface Typing {
  readonly program: Program;
  readonly commands: readonly Command[];
  readonly words: readonly string[];
  readonly variables: Variables;
}

/** Does what was typed and says what came of it. */
export async function runProgram({ program, commands, words, variables }: Typing): Promise<void> {
  const typed = readCall(words, commands, program);
  if (typed.kind === 'help') return say(typed.text);
  const signal = abortedWhenToldToStop();
  const answer = await perform(typed, variables, signal).catch((error: unknown) => {
    if (signal.aborted) process.exit(130); // whatever was being watched goes on without its watcher
    throw error;
  });
  if (typed.options['json'] === true) return sayJson(answer.json);
  if (answer.text !== '') say(answer.text);
}

type Performed = Extract<Typed, { kind: 'call' }>;

function perform(
  { command, words, options }: Performed,
  variables: Variables,
  signal: AbortSignal,
) {
  const option = (name: string) => {
    const value = options[name];
    return typeof value === 'string' ? value : undefined;
  };
  const ownUrl = 'url' in command.options ? undefined : option('url');
  return command.run({
    words,
    option,
    isSet: (name) => options[name] === true,
    client: createClient({
      url: option('service') ?? ownUrl ?? serviceUrl(variables),
      token: option('token') ?? nonEmpty(variables['ADVISORY_TOKEN']),
    }),
    variables,
    screen: options['json'] === true ? silentScreen : createScreen(process.stdout),
    signal,
  });
}
