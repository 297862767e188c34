import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { compiled } from './compiled.ts';
import { asUrl } from './database-url.ts';
import { aKeyFile } from './keyring.ts';
import { workerArguments } from './worker-command.ts';

export interface WorkerProcesses extends AsyncDisposable {
  /** Starts one more `workers/main.ts` and waits until it works. */
  readonly start: (start: WorkerStart) => Promise<WorkerProcess>;
}

export interface WorkerProcess {
  /** kill -9, in this very moment: no goodbye, no settling, whatever is under way. */
  readonly kill: () => void;
  /** As an operator or a container stops it. */
  readonly terminate: () => void;
  readonly signal: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<WorkerEnd>;
  readonly hasEnded: () => boolean;
  /** How often a line of its log held these words. */
  readonly said: (words: string) => number;
}

interface WorkerEnd {
  /** Undefined when a signal ended it. */
  readonly exitCode: number | undefined;
}

interface WorkerStart {
  readonly smtpUrl: string;
  /** Only these; all when left out. */
  readonly queues?: readonly string[];
  /** A module that is loaded before the worker's own. */
  readonly preload?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Services {
  readonly databaseUrl: string;
  readonly redisUrl?: string | undefined;
}

const startWithinMs = 60_000;

/** Worker processes as an operator starts them. Disposing kills those that are left. */
export async function createWorkerProcesses(services: Services): Promise<WorkerProcesses> {
  const folder = await mkdtemp(join(tmpdir(), 'consular-alerts-workers-'));
  const keyFile = join(folder, 'keys.json');
  await writeFile(keyFile, JSON.stringify(aKeyFile()), { mode: 0o600 });
  const running = new Set<WorkerProcess>();

  return {
    async start({ smtpUrl, queues = [], preload, env = {} }) {
      const before = preload === undefined ? [] : ['--import', preload];
      const child = spawn(process.execPath, [...before, ...workerArguments, ...queues], {
        env: { ...environment(services, keyFile), SMTP_URL: smtpUrl, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const log = listen(child);
      const worker = asWorker(child, log);
      running.add(worker);
      void worker.ended.then(() => running.delete(worker)); // never rejects
      await Promise.race([
        log.hears('workers.started', AbortSignal.timeout(startWithinMs)),
        worker.ended,
      ]);
      if (log.count('workers.started') > 0) return worker;
      worker.kill();
      throw new Error(`expected a worker to start, it said:\n${log.lastWords()}`);
    },
    async [Symbol.asyncDispose]() {
      const left = [...running];
      for (const worker of left) worker.kill();
      await Promise.all(left.map(({ ended }) => ended));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function asWorker(child: ChildProcess, log: Log): WorkerProcess {
  const { promise: ended, resolve: end } = Promise.withResolvers<WorkerEnd>();
  child.once('exit', (exitCode) => end({ exitCode: exitCode ?? undefined }));
  return {
    kill: () => void child.kill('SIGKILL'),
    terminate: () => void child.kill('SIGTERM'),
    signal: (signal) => void child.kill(signal),
    ended,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    said: log.count,
  };
}

interface Log {
  readonly hears: (words: string, signal: AbortSignal) => Promise<unknown>;
  readonly count: (words: string) => number;
  readonly lastWords: () => string;
}

const kept = 200;

/** Lines are counted by their message, and only the last ones are kept: a worker may live long and say much. */
function listen(child: ChildProcess): Log {
  const messages = new Map<string, number>();
  const heard = new EventTarget();
  let last: string[] = [];
  let rest = '';

  const take = (chunk: Buffer) => {
    const lines = `${rest}${chunk.toString()}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const message = /"msg":"([^"]*)"/.exec(line)?.[1] ?? '';
      messages.set(message, (messages.get(message) ?? 0) + 1);
      heard.dispatchEvent(new Event(message));
    }
    last = [...last, ...lines].slice(-kept);
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  return {
    hears: (words, signal) => once(heard, words, { signal }).catch(() => undefined),
    count: (words) => messages.get(words) ?? 0,
    lastWords: () => [...last, rest].join('\n'),
  };
}

function environment({ databaseUrl, redisUrl }: Services, keyFile: string) {
  return {
    ...compiled,
    DATABASE_URL: asUrl(databaseUrl),
    ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
    RECIPIENT_ALLOWLIST: '*',
    KEY_FILE: keyFile,
    // The tests' servers keep nothing on disk.
    UNSAFE_SERVICES: 'true',
  };
}
