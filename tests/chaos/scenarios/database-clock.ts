import { delivery } from '#config/delivery.ts';
import { moveDatabaseClock } from '#tests/chaos/database-clock.ts';
import { longestSilence } from '#tests/chaos/recovery.ts';
import type { Episode } from '#tests/chaos/recovery.ts';
import { rightNow } from '#tests/chaos/relay/record.ts';
import type { Scenario, Tell } from '#tests/chaos/scenario.ts';
import type { Stage } from '#tests/chaos/stage.ts';

import { inTheMiddle } from './redis.ts';

const hour = 3_600_000;

/** Where the clock stands after each jump, against the true time. */
const jumps = [
  { name: 'an hour forward', shiftMs: hour },
  { name: 'an hour back', shiftMs: 0 },
];

export const databaseClock: Scenario = {
  title: 'the clock of the database jumps by an hour',
  staging: { movableClock: true },
  async perform(stage, tell) {
    const { crew, relay, recipients } = stage;
    // Slow enough that much is claimed and unsent when the clock jumps.
    const ms = Math.floor(60_000 / recipients);
    relay.misbehave((verb) => (verb === 'dot' && ms > 1 ? { kind: 'slow', ms } : undefined));
    await Promise.all([crew.hire(), crew.hire()]);
    const episodes: (Episode & { connections: number })[] = [];
    const broken: string[] = [];
    for (const jump of jumps) {
      await inTheMiddle(stage);
      const connections = crew.all().reduce((sum, { door }) => sum + door.connections(), 0);
      const at = rightNow();
      await moveDatabaseClock(stage.app, jump.shiftMs);
      tell(`${jump.name} after ${relay.record.all.length} acceptances`);
      broken.push(...(await finish(stage, jump.name, tell)));
      episodes.push({ at, overAt: rightNow(), connections });
    }
    return {
      faults: jumps.length,
      allowedRepeats: episodes.reduce((sum, { connections }) => sum + connections, 0),
      slowestRecoveryMs: longestSilence(episodes, relay.record.all),
      broken,
    };
  },
};

/** When nobody is told any more the clock is put on again, so that the scenario can be judged. */
async function finish({ app, press, signal, policy }: Stage, jump: string, tell: Tell) {
  const { leaseMs = delivery.leaseMs } = policy;
  const limitMs = 2 * leaseMs + 30_000;
  const patience = AbortSignal.timeout(limitMs);
  try {
    await press.finished(press.issues(), AbortSignal.any([signal, patience]));
    return [];
  } catch (error) {
    if (!patience.aborted) throw error;
  }
  tell(`not everybody was told within ${limitMs} ms; the clock is put on by an hour again`);
  await moveDatabaseClock(app, hour);
  await press.finished(press.issues(), signal);
  return [`${jump}: not everybody was told within ${limitMs} ms`];
}
