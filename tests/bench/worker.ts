import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { launch } from '#src/embedded/process.ts';
import { asUrl } from '#tests/support/database-url.ts';
import { workerArguments } from '#tests/support/worker-command.ts';

import { publicUrl } from './stage.ts';
import type { Stage } from './stage.ts';

/** A worker process as an operator starts it. Disposing stops it as SIGTERM does. */
export interface WorkerProcess extends AsyncDisposable {
  readonly pid: number;
}

interface Starting {
  readonly stage: Stage;
  readonly profile: string | undefined;
  /** Its environment, where it is not the usual one. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Resolves when it works. */
export async function startWorker(
  { stage, profile, env = {} }: Starting,
  signal: AbortSignal,
): Promise<WorkerProcess> {
  const logFile = logFileIn(stage.dir);
  const before = (await logged(logFile)).length;
  const profiled = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  const command = [
    'env',
    '-i',
    ...environment(stage, env),
    process.execPath,
    ...profiled,
    ...workerArguments,
  ];
  const running = await launch({ command, logFile, dyingSignal: 'TERM' });
  const dispose = async () => {
    running.kill('SIGTERM');
    const { clean, how } = await running.ended;
    if (!clean) throw new Error(`a worker ended by ${how}:\n${await running.lastWords()}`);
  };
  while (!(await logged(logFile)).slice(before).includes('workers.started')) {
    if (running.hasEnded()) throw new Error(`no worker started:\n${await running.lastWords()}`);
    await sleep(20, undefined, { signal });
  }
  return { pid: running.pid, [Symbol.asyncDispose]: dispose };
}

/** Unhandled rejections that workers have logged so far. */
export async function unhandledInWorkers({ dir }: Pick<Stage, 'dir'>): Promise<number> {
  return (await logged(logFileIn(dir))).split('process.unhandled-rejection').length - 1;
}

function logFileIn(dir: string): string {
  return join(dir, 'workers.log');
}

async function logged(logFile: string): Promise<string> {
  return readFile(logFile, 'utf8').catch(() => ''); // before the first one starts
}

function environment(
  { dir, keyFile, postgres, queueEnv, sink }: Stage,
  env: Readonly<Record<string, string>>,
): readonly string[] {
  const variables: Readonly<Record<string, string>> = {
    DATA_DIR: dir,
    DATABASE_URL: asUrl(postgres.url),
    ...queueEnv,
    SMTP_URL: sink.url,
    RECIPIENT_ALLOWLIST: '*',
    KEY_FILE: keyFile,
    PUBLIC_URL: publicUrl,
    ...env,
  };
  return Object.entries(variables).map(([name, value]) => `${name}=${value}`);
}
