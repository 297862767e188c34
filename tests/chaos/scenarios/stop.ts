import type { Hand } from '#tests/chaos/crew.ts';
import { longestSilence } from '#tests/chaos/recovery.ts';
import type { Faults } from '#tests/chaos/relay/fault.ts';
import { rightNow } from '#tests/chaos/relay/record.ts';
import type { Scenario } from '#tests/chaos/scenario.ts';
import type { Stage } from '#tests/chaos/stage.ts';

/** Q7. */
const withinMs = 25_000;
const slow = { kind: 'slow', ms: 2_000 } as const;

interface Stopped {
  readonly at: number;
  readonly exitCode: number | undefined;
  readonly tookMs: number;
}

export const stop: Scenario = {
  title: 'workers are told to stop with SIGTERM one after another, and others take their place',
  async perform(stage, tell) {
    const { relay, crew, press, signal } = stage;
    relay.misbehave(someAnswersLate(stage));
    await Promise.all([crew.hire(), crew.hire()]);
    await press.publish();
    const stopping: Promise<Stopped>[] = [];
    for (const after of planMoments(stage)) {
      if (isAlmostOver(stage)) await press.publish();
      await relay.record.reaches(after, signal);
      const [oldest] = crew.all();
      if (oldest === undefined) throw new Error('expected a worker that works');
      stopping.push(stopped(oldest));
      tell(`SIGTERM after ${relay.record.all.length} acceptances`);
      await crew.hire();
      // A rolling restart: the next one is told when this one is gone.
      await stopping.at(-1);
    }
    await press.finished(press.issues(), signal);
    const ends = await Promise.all(stopping);
    const slowestStopMs = Math.max(0, ...ends.map(({ tookMs }) => tookMs));
    tell(`the slowest took ${slowestStopMs} ms to stop`);
    return {
      faults: ends.length,
      allowedRepeats: 0,
      slowestRecoveryMs: longestSilence(
        ends.slice(0, 1).map(({ at }) => ({ at, overAt: rightNow() })),
        relay.record.all,
      ),
      broken: ends.flatMap(whatIsWrong),
      figures: { exitCodes: ends.map(({ exitCode }) => exitCode), slowestStopMs },
    };
  },
};

async function stopped({ process }: Hand): Promise<Stopped> {
  const at = rightNow();
  process.terminate();
  const { exitCode } = await process.ended;
  return { at, exitCode, tookMs: Math.round(rightNow() - at) };
}

function whatIsWrong({ exitCode, tookMs }: Stopped): readonly string[] {
  return [
    ...(exitCode === 0 ? [] : [`a worker ended with ${exitCode ?? 'a signal'}, not with 0`]),
    ...(tookMs <= withinMs ? [] : [`a worker took ${tookMs} ms to stop`]),
  ];
}

/** Whoever stops has to wait for an answer now and then. */
function someAnswersLate({ chance }: Stage): Faults {
  return (verb) => (verb === 'dot' && chance.next() < 0.005 ? slow : undefined);
}

function planMoments({ chance, recipients, rounds }: Stage): readonly number[] {
  const part = recipients / rounds;
  return Array.from(
    { length: rounds },
    (_, round) => Math.floor(round * part) + chance.between(1, Math.ceil(part)),
  );
}

function isAlmostOver({ press, relay, recipients }: Stage): boolean {
  return press.issues().length * recipients - relay.record.all.length < 50;
}
