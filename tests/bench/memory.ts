import { addAudiences } from './citizens.ts';
import { perSecondOf, summary } from './delivery.ts';
import type { Options } from './flags.ts';
import { measurePipeline } from './pipeline.ts';
import { say } from './progress.ts';
import { atMost } from './promises.ts';
import type { Round } from './round.ts';
import { settleDown } from './stage.ts';
import type { Stage } from './stage.ts';
import { ratioOf } from './statistics.ts';

/** P3: what a larger audience costs beyond its messages. */
export async function benchMemory(stage: Stage, options: Options, signal: AbortSignal) {
  const audiences = await addAudiences(stage, options.recipients, signal);
  const rounds = new Map<number, Round[]>();
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const { country, count } of audiences) {
      await settleDown(stage);
      const result = await measurePipeline({ stage, profile: options.profile, country }, signal);
      rounds.set(count, [...(rounds.get(count) ?? []), result]);
      say(
        `round ${round}, ${count}: peak ${Math.round(result.peakRssMb)} MB, ${Math.round(perSecondOf(result))} a second`,
      );
    }
  }
  return { rounds: options.rounds, ...compare([...rounds.values()]) };
}

function compare(sizes: readonly (readonly Round[])[]) {
  const [first = []] = sizes;
  const last = sizes.at(-1) ?? [];
  const memory = growth(first, last, ({ peakRssMb }) => peakRssMb);
  const seconds = growth(first, last, ({ allMs, recipients }) => allMs / recipients);
  return {
    sizes: Object.fromEntries(sizes.map((each) => [each[0]?.recipients, summary(each)])),
    ratios: { peakRss: memory.median, secondsPerMessage: seconds.median },
    promises: [
      atMost(1.15, memory, { id: 'P3', what: 'peak memory, last size over first' }),
      atMost(1.15, seconds, { id: 'P3', what: 'seconds per message, last size over first' }),
    ],
  };
}

function growth(first: readonly Round[], last: readonly Round[], figure: (round: Round) => number) {
  return ratioOf(last.map(figure), first.map(figure));
}
