import { AppError, codeOf } from '#src/errors.ts';

import type { Logger } from './log.ts';

/**
 * The process is asked to stop: SIGTERM, or Ctrl-C. npm passes Ctrl-C on, so that it comes twice at once; only a second
 * one after a second means "now".
 */
export function untilToldToStop(): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  let toldAt: number | undefined;
  const told = (signal: NodeJS.Signals) => {
    toldAt ??= performance.now();
    if (signal === 'SIGINT' && performance.now() - toldAt > impatienceMs) process.exit(130);
    resolve(signal);
  };
  process.on('SIGTERM', told).on('SIGINT', told);
  return promise;
}
const impatienceMs = 1_000;

/** The same for what waits: aborts when the process is asked to stop. */
export function abortedWhenToldToStop(): AbortSignal {
  const stopping = new AbortController();
  void untilToldToStop().then(() => stopping.abort()); // never rejects
  return stopping.signal;
}

/**
 * Runs a process from its entry to its end: exit code 0 when it stopped as asked, 1 with one clear message when it could
 * not. It ends by `process.exit`, because BullMQ's timers may outlive its connections.
 */
export async function run(main: () => Promise<void>): Promise<never> {
  try {
    await main();
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(1);
  }
}

/** Expected failures in one message; the unexpected with its stack. */
function explain(error: unknown): string {
  if (error instanceof AppError) return `${error.message} (${error.code})`;
  if (error instanceof Error && error.message.startsWith('Invalid environment'))
    return error.message;
  if (error instanceof Error && 'syscall' in error)
    return `${error.message} (${codeOf(error)}): expected a folder, file or port that this user may use; DATA_DIR, KEY_FILE, PORT and MAILBOX_PORT name others`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Whatever nobody awaited is a fault of ours: said once, by its code, and the process goes on. */
export function logUnhandled(log: Logger): void {
  process.on('unhandledRejection', (reason) => {
    const stack = reason instanceof Error ? reason.stack?.split('\n').slice(1, 4) : undefined;
    log.error({ code: codeOf(reason), stack }, 'process.unhandled-rejection');
  });
}
