import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { pino } from 'pino';

import type { Logger } from '#src/log.ts';
import { logUnhandled } from '#src/running.ts';

export interface Workshop extends AsyncDisposable {
  /** Temporary, for everything the service keeps. */
  readonly dir: string;
  /** Of the service; beside the evidence where that is kept. */
  readonly logFile: string;
  readonly log: Logger;
}

export async function openWorkshop(out: string | undefined): Promise<Workshop> {
  const dir = await mkdtemp(join(tmpdir(), 'consular-demo-'));
  const logFile = join(out ?? dir, 'service.log');
  const log = pino(pino.destination({ dest: logFile, sync: true, append: false }));
  logUnhandled(log);
  return {
    dir,
    logFile,
    log,
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  };
}
