import { setTimeout as sleep } from 'node:timers/promises';

import { sql } from 'kysely';

import type { Stage } from '#tests/bench/stage.ts';
import type { WorkerProcess } from '#tests/bench/worker.ts';

/** Holds a worker process where it is, at a moment when it holds nothing in the database that others wait for. */
export async function hold(
  { app: { db } }: Pick<Stage, 'app'>,
  { pid }: WorkerProcess,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    process.kill(pid, 'SIGSTOP');
    await sleep(50, undefined, { signal }); // its last statements end by themselves
    const { rows } = await sql<{ busy: boolean }>`
      select exists (select from pg_stat_activity where pid <> pg_backend_pid()
        and backend_type = 'client backend' and state <> 'idle') as busy`.execute(db);
    if (rows[0]?.busy !== true) return;
    process.kill(pid, 'SIGCONT');
    await sleep(7, undefined, { signal });
  }
}

export function letGo({ pid }: WorkerProcess): void {
  process.kill(pid, 'SIGCONT');
}
