import type { Progress } from '#src/dispatch/publication.ts';

import { addAudiences, addFollowers } from './citizens.ts';
import type { Followers } from './citizens.ts';
import type { Options } from './flags.ts';
import { publishAbout, untilProgress, untilSettled } from './pipeline.ts';
import type { Begun } from './pipeline.ts';
import { say } from './progress.ts';
import { atMost } from './promises.ts';
import { settleDown } from './stage.ts';
import type { Stage } from './stage.ts';
import { spreadOf } from './statistics.ts';
import { places, warmUpBefore } from './warm-up.ts';
import { startWorker } from './worker.ts';

const rare = { country: 'CV', count: 10 } as const;

/** P2: publish call to first message out, whoever matches. */
export async function benchLatency(stage: Stage, options: Options, signal: AbortSignal) {
  const sizes = await addAudiences(stage, options.recipients, signal);
  await addFollowers(stage, rare, signal);
  const audiences: readonly Followers[] = [...sizes, rare];
  await using _worker = await startWorker({ stage, profile: options.profile }, signal);
  await untilSettled(stage, await publishAbout(stage, { country: places.warmUp }), signal);
  const found = new Map<number, number[]>();
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const { country, count } of audiences) {
      await settleDown(stage);
      const firstMs = await firstMessageAfter(stage, country, signal);
      found.set(count, [...(found.get(count) ?? []), firstMs]);
      say(`round ${round}, ${count}: first message after ${firstMs} ms`);
    }
  }
  const warmUp = warmUpBefore(Math.min(...options.recipients));
  const citizens = [...sizes, rare].reduce((sum, { count }) => sum + count, warmUp);
  const spreads = [...found].map(([count, each]) => [count, spreadOf(each)] as const);
  return {
    rounds: options.rounds,
    citizens,
    firstMs: Object.fromEntries(spreads),
    promises: spreads.map(([count, spread]) =>
      atMost(500, spread, {
        id: 'P2',
        what: `ms to the first message, ${count} of ${citizens} match`,
      }),
    ),
  };
}

/** The rest is stopped, and waited for until it is out of the way of the next. */
async function firstMessageAfter(
  stage: Stage,
  country: string,
  signal: AbortSignal,
): Promise<number> {
  const begun = await publishAbout(stage, { country });
  const isOut = await untilProgress(
    { app: stage.app, begun, holds: ({ firstSentAt }) => firstSentAt !== undefined },
    signal,
  );
  await stopAndClose(stage, begun, signal);
  return (isOut.firstSentAt?.getTime() ?? Number.NaN) - begun.calledAt;
}

/** Stops what is left of a publication and waits until every row of it has its outcome. */
export async function stopAndClose(stage: Stage, begun: Begun, signal: AbortSignal): Promise<void> {
  await stage.app.publications.command(begun.publicationId, 'stop', 'the benchmark');
  await untilProgress({ app: stage.app, begun, holds: isClosed }, signal);
}

const isClosed = ({ closedAt }: Progress) => closedAt !== undefined;
