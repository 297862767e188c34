import { expect, test } from 'vitest';

import { runScenario } from '#tests/chaos/run.ts';
import type { ScenarioName } from '#tests/chaos/scenarios.ts';
import { isGood } from '#tests/chaos/verdict.ts';

// Small rounds of what `npm run chaos` plays for longer, with leases and waits of seconds.
const small = {
  hurried: true,
  seed: 7,
  recipients: 1_000,
  rounds: 3,
  endpoints: 12,
  events: 60,
};
const slow = 240_000;

interface Small {
  readonly world: string;
  readonly name: ScenarioName;
  readonly queue: 'redis' | 'postgres';
}

function onBoth(name: ScenarioName, world: string): readonly Small[] {
  return [
    { name, world, queue: 'redis' },
    { name, world, queue: 'postgres' },
  ];
}

const all: readonly Small[] = [
  ...onBoth('kill', 'Q3 · workers are killed at any moment: nobody is lost, copies are few'),
  ...onBoth(
    'digest',
    'Q3 · whoever plans and sends a digest is killed: every reader has it once, copies are few',
  ),
  { name: 'redis', queue: 'redis', world: 'Q4 · Redis goes and forgets: everybody is told once' },
  ...onBoth('postgres', 'Q5 · PostgreSQL goes and comes back: everybody is told once'),
  ...onBoth('smtp', 'Q6 · the relay fails in every way: nobody is lost'),
  ...onBoth(
    'stop',
    'Q7 · workers are restarted one by one: they end in time, everybody is told once',
  ),
  {
    name: 'database-clock',
    queue: 'redis',
    world: 'Q8 · the clock of the database jumps by an hour: nobody is lost or told twice',
  },
  { name: 'clock', queue: 'redis', world: 'Q8 · clocks jump by an hour: nobody is lost' },
  {
    name: 'slow-relay',
    queue: 'redis',
    world: 'Q8 · healthy workers behind a slow relay repeat nothing',
  },
  ...onBoth(
    'webhooks',
    'W4 · W6 · workers, receivers, Redis and PostgreSQL die: every endpoint is told of every event, in order, once in effect',
  ),
  ...onBoth('supersede', 'what is paused, stopped or superseded ends within a second'),
];

for (const { name, queue, world } of all) {
  test(`${world} (queues on ${queue})`, { timeout: slow }, async ({ signal }) => {
    const verdict = await runScenario({ name, queue, ...small }, () => {}, signal);
    expect(verdict).toSatisfy(isGood);
  });
}
