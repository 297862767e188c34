import { addFollowers } from './citizens.ts';
import { perSecondOf, summary } from './delivery.ts';
import type { Options } from './flags.ts';
import { measurePipeline } from './pipeline.ts';
import { say } from './progress.ts';
import { atLeast } from './promises.ts';
import type { Round } from './round.ts';
import { settleDown } from './stage.ts';
import type { Stage } from './stage.ts';
import { ratioOf, spreadOf } from './statistics.ts';
import { places, warmUpBefore } from './warm-up.ts';

/** Few enough that one worker waits for the relay and leaves half of the machine to another. */
const connectionsPerWorker = 32;

/** P6: two worker processes against one, where the relay and not the machine is what is waited for. */
export async function benchScaleOut(stage: Stage, options: Options, signal: AbortSignal) {
  const [recipients = 0] = options.recipients;
  await addFollowers(stage, { country: places.warmUp, count: warmUpBefore(recipients) }, signal);
  await addFollowers(stage, { country: places.audience, count: recipients }, signal);
  const one: Round[] = [];
  const two: Round[] = [];
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const [workers, results] of [[1, one] as const, [2, two] as const]) {
      await settleDown(stage);
      const env = { SMTP_CONNECTIONS: String(connectionsPerWorker) };
      const way = { stage, profile: options.profile, workers, env };
      const result = await measurePipeline(way, signal);
      results.push(result);
      say(`round ${round}, workers ${workers}: ${Math.round(perSecondOf(result))} a second`);
    }
  }
  const ratio = ratioOf(two.map(perSecondOf), one.map(perSecondOf));
  return {
    recipients,
    rounds: options.rounds,
    connectionsPerWorker,
    oneWorker: summary(one),
    twoWorkers: summary(two),
    /** How the two shared the work, round by round: the smaller part over the larger. */
    balance: spreadOf(two.map(balanceOf), 2),
    ratio: ratio.median,
    promises: [atLeast(1.9, ratio, { id: 'P6', what: 'two workers over one' })],
  };
}

function balanceOf({ sentBy = [] }: Round): number {
  const [most = 0, other = 0] = sentBy;
  return other / most;
}
