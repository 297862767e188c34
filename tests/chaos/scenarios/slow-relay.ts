import { delivery } from '#config/delivery.ts';
import type { Faults } from '#tests/chaos/relay/fault.ts';
import type { Scenario } from '#tests/chaos/scenario.ts';
import type { Stage } from '#tests/chaos/stage.ts';

export const slowRelay: Scenario = {
  title: 'two healthy workers behind a relay that takes longer than half a lease for some messages',
  async perform(stage, tell) {
    const { relay, crew, press, policy, signal } = stage;
    const { leaseMs = delivery.leaseMs } = policy;
    const slow = slowAnswers(stage, leaseMs);
    relay.misbehave(slow.faults);
    await Promise.all([crew.hire(), crew.hire()]);
    await press.finished([await press.publish()], signal);
    tell(`${slow.count()} answers came after ${slow.ms} ms; a lease is ${leaseMs} ms`);
    return {
      faults: slow.count(),
      allowedRepeats: 0,
      slowestRecoveryMs: 0,
      broken: slow.count() === 0 ? ['no answer was slow'] : [],
    };
  },
};

/** All answers take a while, so that what is claimed lasts for long; a few take more than half a lease. */
function slowAnswers({ chance, recipients }: Stage, leaseMs: number) {
  const ms = Math.round(leaseMs * 0.6);
  const share = 40 / recipients;
  let count = 0;
  const faults: Faults = (verb) => {
    if (verb !== 'dot') return undefined;
    if (chance.next() >= share) return { kind: 'slow', ms: 20 };
    count += 1;
    return { kind: 'slow', ms };
  };
  return { faults, ms, count: () => count };
}
