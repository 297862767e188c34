import { longestSilence } from '#tests/chaos/recovery.ts';
import type { Episode } from '#tests/chaos/recovery.ts';
import { rightNow } from '#tests/chaos/relay/record.ts';
import type { Scenario } from '#tests/chaos/scenario.ts';

import { inTheMiddle } from './redis.ts';

const hour = 3_600_000;
const limitMs = 30_000;

/** Central Europe goes from 02:00 to 03:00, and back from 03:00 to 02:00. */
const clockChanges = ['2027-03-28T01:00:00Z', '2027-10-31T01:00:00Z'] as const;
/** The change comes this long after the workers were set, in the middle of a publication. */
const beforeChangeMs = 500;

const jumps = ['an hour forward', 'an hour back', 'up to summer time', 'up to winter time'];

export const clock: Scenario = {
  title: 'the clocks of the workers jump by an hour, and come up to summer and winter time',
  async perform(stage, tell) {
    const { crew, relay, press, signal } = stage;
    const now = Date.now();
    const changes = clockChanges.map((change) => Date.parse(change) - now - beforeChangeMs);
    const worker = { clock: [0, hour, 0, ...changes], env: { TZ: 'Europe/Berlin' } };
    await Promise.all([crew.hire(worker), crew.hire(worker)]);
    const episodes: (Episode & { connections: number })[] = [];
    for (const jump of jumps) {
      await inTheMiddle(stage);
      const open = crew.all().map(({ door }) => door.connections());
      const connections = open.reduce((sum, one) => sum + one, 0);
      const at = rightNow();
      // To the next of the times that they were given.
      for (const { process } of crew.all()) process.signal('SIGUSR2');
      tell(`${jump} after ${relay.record.all.length} acceptances`);
      await press.finished(press.issues(), signal);
      episodes.push({ at, overAt: rightNow(), connections });
    }
    const slowestRecoveryMs = longestSilence(episodes, relay.record.all);
    return {
      faults: episodes.length,
      allowedRepeats: episodes.reduce((sum, { connections }) => sum + connections, 0),
      slowestRecoveryMs,
      broken: slowestRecoveryMs > limitMs ? [`nothing was sent for ${limitMs} ms`] : [],
    };
  },
};
