import { abortedWhenToldToStop, run } from '#src/running.ts';

import { createClient, nonEmpty, serviceUrl } from './advisory/client.ts';
import type { Variables } from './advisory/command.ts';
import { commands } from './advisory/commands.ts';
import { readCall } from './advisory/read-call.ts';
import type { Typed } from './advisory/read-call.ts';
import { createScreen, silentScreen } from './advisory/screen.ts';
import { say, sayJson } from './command-line.ts';

/** The operator's and the officers' commands. */
await run(async () => {
  const typed = readCall(process.argv.slice(2), commands);
  if (typed.kind === 'help') return say(typed.text);
  const signal = abortedWhenToldToStop();
  // oxlint-disable-next-line node/no-process-env -- the door of this process
  const answer = await perform(typed, process.env, signal).catch((error: unknown) => {
    if (signal.aborted) process.exit(130); // whatever was being watched goes on without its watcher
    throw error;
  });
  if (typed.options['json'] === true) return sayJson(answer.json);
  if (answer.text !== '') say(answer.text);
});

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
