import { addFollowers } from './citizens.ts';
import type { Options } from './flags.ts';
import { stopAndClose } from './latency.ts';
import { publishAbout, untilProgress, untilSettled } from './pipeline.ts';
import type { Begun } from './pipeline.ts';
import { say } from './progress.ts';
import { atMost } from './promises.ts';
import { settleDown } from './stage.ts';
import type { Stage } from './stage.ts';
import { spreadOf } from './statistics.ts';
import { places, warmUpBefore } from './warm-up.ts';
import { startWorker } from './worker.ts';

/** So much of the emergency is out when it is taken back. */
const toldShare = 0.1;

/** S9: an emergency at full speed is taken back by one officer; how soon is the first of its readers told. */
export async function benchWithdrawal(stage: Stage, options: Options, signal: AbortSignal) {
  const [recipients = 0] = options.recipients;
  await addFollowers(stage, { country: places.warmUp, count: warmUpBefore(recipients) }, signal);
  await addFollowers(stage, { country: places.audience, count: recipients }, signal);
  await using _worker = await startWorker({ stage, profile: options.profile }, signal);
  await untilSettled(stage, await publishAbout(stage, { country: places.warmUp }), signal);
  const firsts: number[] = [];
  for (let round = 1; round <= options.rounds; round += 1) {
    await settleDown(stage);
    const firstMs = await withdrawOnce(stage, recipients, signal);
    firsts.push(firstMs);
    say(`round ${round}: the first reader was told after ${firstMs} ms`);
  }
  const firstMs = spreadOf(firsts);
  return {
    recipients,
    rounds: options.rounds,
    firstMs,
    promises: [
      atMost(10_000, firstMs, { id: 'S9', what: 'ms from the command to the first reader told' }),
    ],
  };
}

async function withdrawOnce(
  stage: Stage,
  recipients: number,
  signal: AbortSignal,
): Promise<number> {
  const { app } = stage;
  const wrong = await publishAbout(stage, { country: places.audience, lane: 'emergency' });
  const told = Math.ceil(recipients * toldShare);
  await untilProgress(
    { app, begun: wrong, holds: ({ outcomes }) => (outcomes.sent ?? 0) >= told },
    signal,
  );
  const calledAt = Date.now();
  const { publicationId } = await app.desk.withdraw(
    { name: 'the benchmark', roles: ['operator'] },
    { advisoryId: wrong.advisoryId, reason: 'a benchmark' },
  );
  const withdrawal: Begun = { ...wrong, publicationId, calledAt };
  const isOut = await untilProgress(
    { app, begun: withdrawal, holds: ({ firstSentAt }) => firstSentAt !== undefined },
    signal,
  );
  await stopAndClose(stage, withdrawal, signal);
  return (isOut.firstSentAt?.getTime() ?? Number.NaN) - calledAt;
}
