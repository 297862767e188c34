import { once } from 'node:events';
import { createConnection } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { launch, works } from '#src/embedded/process.ts';
import type { Launch } from '#src/embedded/process.ts';
import { freePort } from '#src/free-port.ts';

/** A relay in a process of its own that accepts everything and keeps nothing. */
export interface Sink extends AsyncDisposable {
  readonly name: 'smtp-sink' | 'own';
  readonly url: string;
  readonly port: number;
  readonly pid: number;
}

type Program = Pick<Launch, 'command' | 'as'>;

interface SinkOptions {
  readonly dir: string;
  /** Every reply is held back this long, by a sink of ours; Postfix's has no such thing. */
  readonly latencyMs?: number;
}

/** Postfix's `smtp-sink` where it is installed, else one of ours. */
export async function startSink(
  { dir, latencyMs = 0 }: SinkOptions,
  signal: AbortSignal,
): Promise<Sink> {
  const name = latencyMs === 0 && (await isInstalled('smtp-sink')) ? 'smtp-sink' : 'own';
  const port = await freePort();
  const logFile = join(dir, 'sink.log');
  const program = name === 'own' ? ownSink(port, latencyMs) : await postfixSink(port);
  const running = await launch({ ...program, logFile, dyingSignal: 'TERM' });
  const dispose = async () => {
    running.kill('SIGTERM');
    await running.ended;
  };
  try {
    while (!(await isListening(port))) {
      if (running.hasEnded()) throw new Error(`the sink ended:\n${await running.lastWords()}`);
      await sleep(20, undefined, { signal });
    }
  } catch (error) {
    await dispose();
    throw error;
  }
  const url = `smtp://127.0.0.1:${port}`;
  return { name, url, port, pid: running.pid, [Symbol.asyncDispose]: dispose };
}

export function isInstalled(program: string): Promise<boolean> {
  return works('sh', '-c', `command -v ${program}`);
}

/** It takes 256 connections unless told otherwise. */
async function postfixSink(port: number): Promise<Program> {
  const command = ['smtp-sink', '-m', '1024', `127.0.0.1:${port}`, '4096'];
  return { command, as: await stepDownFromRoot() };
}

/** As root it refuses to run. Its own `-u postfix` comes too late: whoever changes identity loses the dying signal. */
async function stepDownFromRoot(): Promise<readonly string[]> {
  if (process.getuid?.() !== 0) return [];
  const asPostfix = ['--reuid=postfix', '--regid=postfix', '--clear-groups', '--'];
  if (await works('setpriv', ...asPostfix, 'true')) return ['setpriv', ...asPostfix];
  throw new Error('expected setpriv and the user postfix, to run smtp-sink without being root');
}

function ownSink(port: number, latencyMs: number): Program {
  const main = resolve(import.meta.dirname, 'main.ts');
  return { command: [process.execPath, main, 'own-sink', String(port), String(latencyMs)] };
}

async function isListening(port: number): Promise<boolean> {
  const socket = createConnection(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false; // not yet
  } finally {
    socket.destroy();
  }
}
