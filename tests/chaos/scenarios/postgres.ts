import { setTimeout as sleep } from 'node:timers/promises';

import { sql } from 'kysely';

import { longestSilence } from '#tests/chaos/recovery.ts';
import type { Episode } from '#tests/chaos/recovery.ts';
import { rightNow } from '#tests/chaos/relay/record.ts';
import type { Scenario } from '#tests/chaos/scenario.ts';
import type { Stage } from '#tests/chaos/stage.ts';

import { inTheMiddle } from './redis.ts';

const limitMs = 30_000;

const faults = {
  async 'restarted at once'({ postgres, signal }: Stage) {
    const before = postgres.pid();
    process.kill(before, 'SIGQUIT');
    while (postgres.pid() === before) await sleep(10, undefined, { signal });
  },
  async 'every connection killed'({ app }: Stage) {
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where pid <> pg_backend_pid() and backend_type = 'client backend'`.execute(app.db);
  },
};

export const postgres: Scenario = {
  title: 'PostgreSQL restarts without a goodbye and loses every connection, twice each',
  async perform(stage, tell) {
    const { crew, relay, press, signal } = stage;
    await Promise.all([crew.hire(), crew.hire()]);
    const episodes: Episode[] = [];
    for (const [name, strike] of [...Object.entries(faults), ...Object.entries(faults)]) {
      await inTheMiddle(stage);
      const at = rightNow();
      await strike(stage);
      tell(`${name} after ${relay.record.all.length} acceptances`);
      await press.finished(press.issues(), signal);
      episodes.push({ at, overAt: rightNow() });
    }
    const slowestRecoveryMs = longestSilence(episodes, relay.record.all);
    return {
      faults: episodes.length,
      allowedRepeats: 0,
      slowestRecoveryMs,
      broken: slowestRecoveryMs > limitMs ? [`nothing was sent for ${limitMs} ms`] : [],
    };
  },
};
