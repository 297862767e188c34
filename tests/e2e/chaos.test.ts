import { expect, test } from 'vitest';

import { runScenario } from '#tests/chaos/run.ts';
import { isGood } from '#tests/chaos/verdict.ts';

// Small rounds of what `npm run chaos` plays for longer, with leases and waits of seconds.
const small = { hurried: true, seed: 7, recipients: 2_000, rounds: 4 };
const slow = { timeout: 240_000 };
const onBoth = [{ queue: 'redis' }, { queue: 'postgres' }] as const;

test.for(onBoth)(
  'Q3 · workers killed at any moment, queues on $queue: nobody is lost, and repeats are the messages in flight',
  slow,
  async ({ queue }) => {
    const verdict = await runScenario({ name: 'kill', queue, ...small }, () => {});
    expect(verdict).toSatisfy(isGood);
  },
);
