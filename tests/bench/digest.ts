import type { FollowedPlace } from '#src/subscription/subscription.ts';
import { beginDigest, zoneInTheAfternoon } from '#tests/support/digest.ts';

import { addFollowers } from './citizens.ts';
import { perSecondOf, summary } from './delivery.ts';
import type { Options } from './flags.ts';
import { measurePipeline, publishAbout } from './pipeline.ts';
import type { Begun } from './pipeline.ts';
import { say } from './progress.ts';
import { atLeast } from './promises.ts';
import type { Round } from './round.ts';
import { settleDown } from './stage.ts';
import type { Stage } from './stage.ts';
import { ratioOf } from './statistics.ts';
import { places, warmUpBefore } from './warm-up.ts';

const languages = ['en', 'hi', 'fr', 'ar'] as const;
const countries = ['SN', 'GN', 'CI'] as const;
/** What a reader of digests follows: one of the countries, or all of them. */
const sets: readonly (readonly string[])[] = [...countries.map((one) => [one]), countries];
const advisoriesEach = 2;

/** The digest of one morning, beside an alert to as many people in the same run. */
export async function benchDigest(stage: Stage, options: Options, signal: AbortSignal) {
  const [recipients = 0] = options.recipients;
  const zone = zoneInTheAfternoon(new Date());
  await addFollowers(stage, { country: places.warmUp, count: warmUpBefore(recipients) }, signal);
  await addFollowers(stage, { country: places.audience, count: recipients }, signal);
  const readers = await addReaders(stage, { recipients, zone }, signal);
  const rounds: { readonly digest: Round[]; readonly pipeline: Round[] } = {
    digest: [],
    pipeline: [],
  };
  for (let round = 1; round <= options.rounds; round += 1) {
    const { profile } = options;
    await settleDown(stage);
    rounds.pipeline.push(await measurePipeline({ stage, profile }, signal));
    await publishNews(stage);
    await settleDown(stage);
    rounds.digest.push(
      await measurePipeline({ stage, profile, begin: () => begin(stage, zone) }, signal),
    );
    say(
      `round ${round}: ${rateOf(rounds.digest)} digests a second, ${rateOf(rounds.pipeline)} alerts`,
    );
  }
  if (rounds.digest.some((round) => round.recipients !== readers))
    throw new Error(`expected ${readers} digests in each round`);
  const ratio = ratioOf(rounds.digest.map(perSecondOf), rounds.pipeline.map(perSecondOf));
  return {
    recipients: readers,
    rounds: options.rounds,
    languages: languages.length,
    sets: sets.length,
    advisories: countries.length * advisoriesEach,
    digest: summary(rounds.digest),
    pipeline: summary(rounds.pipeline),
    ratio: ratio.median,
    ratioSpread: ratio,
    promises: [atLeast(0.8, ratio, { id: 'Digests', what: 'rate of digests over rate of alerts' })],
  };
}

function rateOf(rounds: readonly Round[]): number {
  const last = rounds.at(-1);
  return last === undefined ? 0 : Math.round(perSecondOf(last));
}

/** As many of each language and each set of countries. */
async function addReaders(
  stage: Stage,
  { recipients, zone }: { readonly recipients: number; readonly zone: string },
  signal: AbortSignal,
): Promise<number> {
  const count = Math.max(1, Math.floor(recipients / (languages.length * sets.length)));
  for (const language of languages) {
    for (const set of sets) {
      const followed = set.map((country): FollowedPlace => ({ kind: 'country', country }));
      const rhythm = { every: 'day', timeZone: zone } as const;
      const wish = { places: followed, language, rhythm };
      await addFollowers(stage, { country: '', count, wish }, signal);
    }
  }
  return count * languages.length * sets.length;
}

/** Nobody hears of it at once: all who follow these countries read digests. */
async function publishNews(stage: Stage): Promise<void> {
  for (const country of countries) {
    for (let n = 0; n < advisoriesEach; n += 1) {
      const { publicationId } = await publishAbout(stage, { country, lane: 'routine' });
      await stage.app.plan(publicationId, new AbortController().signal);
    }
  }
}

async function begin({ app }: Stage, zone: string): Promise<Begun> {
  const calledAt = Date.now();
  const publicationId = await beginDigest(app, { zone, day: '2027-01-01' });
  return { publicationId, calledAt };
}
