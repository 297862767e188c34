import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { request } from 'undici';
import type { z } from 'zod';

import { launch } from '#src/embedded/process.ts';
import type { Stage } from '#tests/bench/stage.ts';

import { arrivalsSchema, countSchema, fates, portsSchema, sampleSchema } from './own-receivers.ts';
import type { Ports, Sample } from './own-receivers.ts';

/** The receivers of all endpoints, in a process of their own. */
export interface Receivers extends AsyncDisposable {
  readonly pid: number;
  /** Of the nth of so many endpoints; the last of them can die. */
  readonly urlOf: (endpoint: number, mortal: boolean) => string;
  /** Forgets what came, and from now on those that can die are dead or not. */
  readonly begin: (options: { dead: boolean }) => Promise<void>;
  readonly count: () => Promise<z.infer<typeof countSchema>>;
  readonly samples: () => Promise<readonly Sample[]>;
  readonly arrivals: () => Promise<z.infer<typeof arrivalsSchema>>;
}

const main = resolve(import.meta.dirname, '../main.ts');

export async function startReceivers(
  { dir }: Pick<Stage, 'dir'>,
  signal: AbortSignal,
): Promise<Receivers> {
  const logFile = join(dir, 'receivers.log');
  const command = [process.execPath, main, 'own-receivers'];
  const running = await launch({ command, logFile, dyingSignal: 'TERM' });
  const dispose = async () => {
    running.kill('SIGTERM');
    await running.ended;
  };
  let said = '';
  while (!said.includes('\n')) {
    if (running.hasEnded()) throw new Error(`no receivers:\n${await running.lastWords()}`);
    await sleep(20, undefined, { signal });
    said = await readFile(logFile, 'utf8');
  }
  const ports = portsSchema.parse(JSON.parse(said));
  const ask = async (path: string, body?: object): Promise<unknown> => {
    const url = `http://127.0.0.1:${ports.control}${path}`;
    const post = body && { method: 'POST' as const, body: JSON.stringify(body) };
    const answer = await request(url, { ...post, signal, reset: true });
    return answer.body.json();
  };
  return {
    pid: running.pid,
    urlOf: (endpoint, mortal) =>
      `http://127.0.0.1:${portOf(ports, endpoint, mortal)}/hook/${endpoint}`,
    begin: async (options) => void (await ask('/begin', options)),
    count: async () => countSchema.parse(await ask('/count')),
    samples: async () => sampleSchema.array().parse(await ask('/samples')),
    arrivals: async () => arrivalsSchema.parse(await ask('/arrivals')),
    [Symbol.asyncDispose]: dispose,
  };
}

function portOf({ healthy, mortal }: Ports, endpoint: number, isMortal: boolean): number {
  if (!isMortal) return healthy[endpoint % healthy.length] ?? 0;
  return mortal[fates[endpoint % fates.length] ?? 'failing'] ?? 0;
}
