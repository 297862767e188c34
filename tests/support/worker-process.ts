import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { vi } from 'vitest';

import { aKeyFile } from './keyring.ts';

export interface WorkerProcesses extends AsyncDisposable {
  /** Starts one more `workers/main.ts` and waits until it works. */
  readonly start: () => Promise<WorkerProcess>;
}

interface WorkerProcess {
  /** kill -9: no goodbye, no settling, whatever is under way. */
  readonly kill: () => Promise<void>;
}

interface Services {
  readonly databaseUrl: string;
  readonly redisUrl?: string | undefined;
  readonly smtpUrl: string;
}

const main = resolve(import.meta.dirname, '../../workers/main.ts');

/** Worker processes as an operator starts them. Disposing kills those that are left. */
export async function createWorkerProcesses(services: Services): Promise<WorkerProcesses> {
  const folder = await mkdtemp(join(tmpdir(), 'consular-alerts-workers-'));
  const keyFile = join(folder, 'keys.json');
  await writeFile(keyFile, JSON.stringify(aKeyFile()), { mode: 0o600 });
  const running = new Set<WorkerProcess>();
  const env = environment(services, keyFile);

  return {
    async start() {
      const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] });
      let said = '';
      child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
      const ended = once(child, 'exit');
      const worker: WorkerProcess = {
        async kill() {
          running.delete(worker);
          child.kill('SIGKILL');
          await ended;
        },
      };
      running.add(worker);
      await vi.waitFor(
        () => {
          if (!said.includes('workers.started')) throw new Error(`no worker started:\n${said}`);
        },
        { timeout: 30_000, interval: 20 },
      );
      return worker;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...running].map((worker) => worker.kill()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function environment({ databaseUrl, redisUrl, smtpUrl }: Services, keyFile: string) {
  return {
    DATABASE_URL: asUrl(databaseUrl),
    ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
    SMTP_URL: smtpUrl,
    RECIPIENT_ALLOWLIST: '*',
    KEY_FILE: keyFile,
    // The tests' servers keep nothing on disk.
    UNSAFE_SERVICES: 'true',
  };
}

/** A user without a host is no URL by the book; PostgreSQL takes the user as a parameter, too. */
function asUrl(databaseUrl: string): string {
  return databaseUrl.replace(/^postgres:\/\/(\w+)@\/(.*)$/, 'postgres:///$2&user=$1');
}
