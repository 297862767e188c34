import { sweepEveryMs } from '#config/queues.ts';
import { longestSilence } from '#tests/chaos/recovery.ts';
import type { Episode } from '#tests/chaos/recovery.ts';
import type { SwitchableRedis } from '#tests/chaos/redis.ts';
import { rightNow } from '#tests/chaos/relay/record.ts';
import type { Scenario } from '#tests/chaos/scenario.ts';
import type { Stage } from '#tests/chaos/stage.ts';

/** Q4: late by no more than this. */
const limitMs = sweepEveryMs + 60_000;
const publishWithinMs = 3_000;

interface Outage {
  readonly name: string;
  readonly begin: (redis: SwitchableRedis) => Promise<void>;
  /** Something is published in between, and it is over when everybody has been told without Redis; undefined when it is over at once. */
  readonly end?: (redis: SwitchableRedis) => Promise<void>;
}

const outages: readonly Outage[] = [
  { name: 'FLUSHALL', begin: (redis) => redis.flush() },
  {
    name: 'restarted, and empty',
    async begin(redis) {
      await redis.stop();
      await redis.start();
    },
  },
  { name: 'stopped', begin: (redis) => redis.stop(), end: (redis) => redis.start() },
  {
    name: 'read-only',
    begin: (redis) => redis.readOnly(true),
    end: (redis) => redis.readOnly(false),
  },
];

export const redis: Scenario = {
  title: 'Redis forgets everything, stops, comes back empty, takes no change',
  needsRedis: true,
  async perform(stage, tell) {
    const { redis: own, crew, relay, press, signal } = stage;
    if (own === undefined) throw new Error('expected queues on Redis');
    await Promise.all([crew.hire(), crew.hire()]);
    const episodes: Episode[] = [];
    const slowToPublish: string[] = [];
    for (const { name, begin, end } of outages) {
      await inTheMiddle(stage);
      const at = rightNow();
      await begin(own);
      tell(`${name} after ${relay.record.all.length} acceptances`);
      if (end !== undefined) {
        const askedAt = rightNow();
        await press.publish();
        const tookMs = Math.round(rightNow() - askedAt);
        tell(`published in ${tookMs} ms while it lasts`);
        if (tookMs > publishWithinMs) slowToPublish.push(`publishing took ${tookMs} ms: ${name}`);
      }
      await press.finished(press.issues(), signal);
      episodes.push({ at, overAt: rightNow() });
      await end?.(own);
    }
    const slowestRecoveryMs = longestSilence(episodes, relay.record.all);
    const late =
      slowestRecoveryMs > limitMs ? [`silent for longer than ${limitMs} ms after a fault`] : [];
    return {
      faults: episodes.length,
      allowedRepeats: 0,
      slowestRecoveryMs,
      broken: [...slowToPublish, ...late],
    };
  },
};

/** Publishes, and resolves when some of the citizens have been told. */
export async function inTheMiddle({ relay, press, chance, recipients, signal }: Stage) {
  const before = relay.record.all.length;
  const issue = await press.publish();
  const share = chance.between(5, 60) / 100;
  await relay.record.reaches(before + Math.ceil(recipients * share), signal);
  return issue;
}
