import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { freePort } from '#src/free-port.ts';
import { compiled } from '#tests/support/compiled.ts';

import type { ReceiversTask } from './own-receivers.ts';
import { readRecord } from './record.ts';
import type { Request } from './record.ts';
import type { Keys } from './verified.ts';

/** The receivers of all endpoints: a process that can die, and a record that outlives it. */
export interface Receivers extends AsyncDisposable {
  readonly urlOf: (endpoint: number) => string;
  readonly start: (keys: readonly Keys[]) => Promise<void>;
  /** kill -9, whatever they were answering is cut; and after a while they are back, with the same keys and plan. */
  readonly dieFor: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly record: () => Promise<readonly Request[]>;
}

const main = resolve(import.meta.dirname, '../main.ts');

export async function createReceivers(seed: number): Promise<Receivers> {
  const folder = await mkdtemp(join(tmpdir(), 'consular-receivers-'));
  const [record, file] = [join(folder, 'record.jsonl'), join(folder, 'task.json')];
  const port = await freePort();
  let running: ChildProcess | undefined;
  const kill = async () => {
    const ending = running;
    running = undefined;
    if (ending === undefined || ending.exitCode !== null) return;
    ending.kill('SIGKILL');
    await once(ending, 'exit');
  };
  return {
    urlOf: (endpoint) => `http://127.0.0.1:${port}/${endpoint}`,
    async start(keys) {
      const task: ReceiversTask = { port, seed, record, keys: [...keys] };
      await writeFile(file, JSON.stringify(task));
      running = await started(file);
    },
    async dieFor(ms, signal) {
      await kill();
      await sleep(ms, undefined, { signal });
      running = await started(file);
    },
    record: () => readRecord(record),
    async [Symbol.asyncDispose]() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function started(file: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [main, 'own-receivers', file], {
    env: compiled,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { promise: ended, reject } = Promise.withResolvers<never>();
  child.once('exit', (code) => reject(new Error(`the receivers ended with ${code}`)));
  ended.catch(() => {}); // once they have started, whoever kills them knows
  await Promise.race([once(child.stdout, 'data'), ended]);
  return child;
}
