import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

export interface Launch {
  readonly command: readonly string[];
  /** A command that runs the rest as somebody else; it stands first, for a change of identity clears the dying signal. */
  readonly as?: readonly string[];
  readonly logFile: string;
  readonly dyingSignal: 'INT' | 'TERM';
}

/** How a process ended: `clean` is exit code 0, `how` is for people. */
interface Ending {
  readonly clean: boolean;
  readonly how: string;
}

export interface Running {
  readonly pid: number;
  readonly ended: Promise<Ending>;
  readonly hasEnded: () => boolean;
  readonly kill: (signal: 'SIGINT' | 'SIGTERM') => void;
  /** The end of what it has printed so far. */
  readonly lastWords: () => Promise<string>;
}

/**
 * Starts a server that does not outlive us: it gets `dyingSignal` when our process dies, even by
 * kill -9. (macOS has no `setpriv`: an orphan may live on there.) `detached` keeps Ctrl-C in the
 * terminal away from it, so that we can drain first. Both outputs are appended to `logFile`.
 */
export async function launch({ command, as = [], logFile, dyingSignal }: Launch): Promise<Running> {
  const diesWithUs = (await works('setpriv', '--version'))
    ? ['setpriv', '--pdeathsig', dyingSignal, '--']
    : [];
  const [file = '', ...args] = [...as, ...diesWithUs, ...command];
  await using log = await open(logFile, 'a', 0o600);
  const { size } = await log.stat();
  const child = spawn(file, args, { stdio: ['ignore', log.fd, log.fd], detached: true });
  return { ...(await watch(child)), lastWords: () => tail(logFile, size) };
}

/** Whether a program is there and exits with 0. */
export async function works(program: string, ...args: readonly string[]): Promise<boolean> {
  return await promisify(execFile)(program, args).then(
    () => true,
    () => false,
  );
}

async function watch(child: ChildProcess): Promise<Omit<Running, 'lastWords'>> {
  const started = Promise.withResolvers<number>();
  const ended = Promise.withResolvers<Ending>();
  child.once('spawn', () => started.resolve(child.pid ?? 0));
  child.once('error', started.reject);
  child.once('exit', (code, signal) => {
    ended.resolve({ clean: code === 0, how: signal ?? `exit code ${code}` });
  });
  return {
    pid: await started.promise,
    ended: ended.promise,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    kill: (signal) => {
      child.kill(signal);
    },
  };
}

async function tail(logFile: string, from: number): Promise<string> {
  const printed = (await readFile(logFile)).subarray(from).toString('utf8');
  return printed.trimEnd().split('\n').slice(-8).join('\n');
}
