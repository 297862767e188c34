import { setTimeout as sleep } from 'node:timers/promises';

import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { Client } from 'pg';

import type { App } from '#src/app.ts';
import { codeOf } from '#src/errors.ts';
import { longestSilence } from '#tests/chaos/recovery.ts';
import type { Episode } from '#tests/chaos/recovery.ts';
import { rightNow } from '#tests/chaos/relay/record.ts';
import type { Scenario } from '#tests/chaos/scenario.ts';
import type { Stage } from '#tests/chaos/stage.ts';

import { inTheMiddle } from './redis.ts';

const limitMs = 30_000;

const faults = {
  'restarted at once': restartPostgres,
  async 'every connection killed'({ app }: Stage) {
    await toEveryConnection(app, sql`pg_terminate_backend`);
  },
  async 'every connection killed, and no other to be had for three seconds'(stage: Stage) {
    await toEveryConnection(stage.app, sql`pg_terminate_backend`);
    await using _hogs = await takeEveryConnection(stage.postgres.url);
    await sleep(3_000, undefined, { signal: stage.signal });
  },
  async 'every statement cancelled, for two seconds'({ app, signal }: Stage) {
    for (let times = 0; times < 200; times += 1) {
      await toEveryConnection(app, sql`pg_cancel_backend`);
      await sleep(10, undefined, { signal });
    }
  },
};

/** Without a goodbye. */
export async function restartPostgres({
  postgres,
  signal,
}: Pick<Stage, 'postgres' | 'signal'>): Promise<void> {
  const before = postgres.pid();
  process.kill(before, 'SIGQUIT');
  while (postgres.pid() === before) await sleep(10, undefined, { signal });
}

async function toEveryConnection({ db }: App, act: RawBuilder<unknown>): Promise<void> {
  await sql`select ${act}(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = 'client backend'`.execute(
    db,
  );
}

/** All that are left over, until there are no more. */
async function takeEveryConnection(url: string): Promise<AsyncDisposable> {
  const taken: Client[] = [];
  for (;;) {
    const client = new Client(url);
    client.on('error', () => {}); // it is there to be in the way
    const failure = await client.connect().then(
      () => undefined,
      (error: unknown) => codeOf(error),
    );
    if (failure !== undefined && taken.length === 0)
      throw new Error(`expected to connect: ${failure}`);
    if (failure !== undefined) break;
    taken.push(client);
  }
  return {
    async [Symbol.asyncDispose]() {
      await Promise.all(taken.map((client) => client.end()));
    },
  };
}

export const postgres: Scenario = {
  title:
    'PostgreSQL restarts without a goodbye, loses every connection, has none to spare, cancels every statement; twice each',
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
