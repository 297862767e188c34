import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

interface Settings {
  /** Where the example is installed. */
  readonly dir: string;
  readonly service: string;
  readonly port: number;
  /** `cae_…` of the endpoint. */
  readonly token: string;
  readonly secret: string;
}

/** The example receiver, in a process of its own. Disposing stops it. */
export interface Receiver extends AsyncDisposable {
  /** What it said, line by line. */
  readonly said: readonly string[];
  /** kill -9. */
  readonly kill: () => Promise<void>;
}

/** Gives it when it listens. */
export async function startReceiver(
  { dir, service, port, token, secret }: Settings,
  signal: AbortSignal,
): Promise<Receiver> {
  const child = spawn(process.execPath, ['receiver.js'], {
    cwd: dir,
    env: { SERVICE: service, PORT: String(port), TOKEN: token, SECRET: secret },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  const said: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => said.push(line));
  const lines = createInterface({ input: child.stdout }).on('line', (line) => said.push(line));
  const isListening = async () => {
    while (!said.some((line) => line.startsWith('listening')))
      await once(lines, 'line', { signal });
    return true;
  };
  if (!(await Promise.race([isListening(), ended.then(() => false)])))
    throw new Error(`Expected the example receiver to listen, but it ended: ${said.join('\n')}`);
  return {
    said,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
    },
  };
}

/** What it has dealt with, as it keeps it: sequence, id and type of each event. */
export async function recordIn(dir: string): Promise<readonly (readonly string[])[]> {
  const text = await readFile(join(dir, 'events.txt'), 'utf8').catch(() => ''); // nothing came yet
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(' '));
}
