import { delivery } from '#config/delivery.ts';
import { issuer } from '#config/issuer.ts';
import { someIdentity, writeKeys } from '#tests/support/dkim.ts';

import { catchSample, keepSample } from './catch-sample.ts';
import { addFollowers } from './citizens.ts';
import { contenders } from './contenders.ts';
import type { Contender } from './contenders.ts';
import type { Options } from './flags.ts';
import { measureBaseline, measureSmtpSource } from './opponents.ts';
import { measurePipeline } from './pipeline.ts';
import { say } from './progress.ts';
import { atLeast, atMost } from './promises.ts';
import type { Promised } from './promises.ts';
import type { Round } from './round.ts';
import type { Sample } from './sample.ts';
import { isInstalled } from './sink.ts';
import { settleDown } from './stage.ts';
import type { Stage } from './stage.ts';
import { isNoisy, median, ratioOf, spreadOf } from './statistics.ts';
import type { Spread } from './statistics.ts';
import { places, warmUpBefore } from './warm-up.ts';

type Rounds = Readonly<Partial<Record<Contender, readonly Round[]>>>;

/** What a slow contender sends in a round, or a run of 100,000 would take an hour. */
const mostInARound: Readonly<Record<Contender, number>> = {
  pipeline: Number.POSITIVE_INFINITY,
  signed: 20_000,
  composing: 20_000,
  raw: 50_000,
  jobPerRecipient: 10_000,
  smtpSource: 100_000,
};

/** P1 and P2: the real way against four others, in interleaved rounds. */
export async function benchDelivery(stage: Stage, options: Options, signal: AbortSignal) {
  const [recipients = 0] = options.recipients;
  const connections = delivery.mailConnections;
  await addFollowers(stage, { country: places.audience, count: 1 }, signal);
  const sample = await catchSample(stage, signal);
  const sampleFile = await keepSample(stage, sample);
  const warmUp = warmUpBefore(recipients);
  await addFollowers(stage, { country: places.warmUp, count: warmUp }, signal);
  await addFollowers(stage, { country: places.audience, count: recipients - 1 }, signal);
  const signed = { country: places.signed, count: Math.min(recipients, mostInARound.signed) };
  await addFollowers(stage, signed, signal);
  const run = { stage, options, sample, sampleFile, connections, recipients, warmUp };
  const rounds = await interleaved(run, await present(options.only), signal);
  return {
    recipients,
    rounds: options.rounds,
    connections,
    warmUp,
    messageBytes: Buffer.from(sample.raw, 'base64').length,
    ...Object.fromEntries(Object.entries(rounds).map(([name, each]) => [name, summary(each)])),
    ...comparison(rounds),
  };
}

/** Who was asked for and can take part here. */
async function present(only: readonly Contender[]): Promise<readonly Contender[]> {
  if (await isInstalled('smtp-source')) return only;
  return only.filter((name) => name !== 'smtpSource');
}

interface Run {
  readonly stage: Stage;
  readonly options: Options;
  readonly sample: Sample;
  readonly sampleFile: string;
  readonly connections: number;
  readonly recipients: number;
  readonly warmUp: number;
}

async function interleaved(
  run: Run,
  names: readonly Contender[],
  signal: AbortSignal,
): Promise<Rounds> {
  const rounds: Partial<Record<Contender, readonly Round[]>> = {};
  for (let round = 1; round <= run.options.rounds; round += 1) {
    for (const name of names) {
      await settleDown(run.stage);
      const result = await measure(run, name, signal);
      rounds[name] = [...(rounds[name] ?? []), result];
      say(`round ${round}, ${name}: ${Math.round(perSecondOf(result))} a second`);
    }
  }
  return rounds;
}

function measure(run: Run, name: Contender, signal: AbortSignal): Promise<Round> {
  const { stage, sample, sampleFile, connections, warmUp, options } = run;
  const recipients = Math.min(run.recipients, mostInARound[name]);
  switch (name) {
    case 'pipeline':
      return measurePipeline({ stage, profile: options.profile }, signal);
    case 'signed':
      return measureSigned({ stage, profile: options.profile }, signal);
    case 'smtpSource':
      return measureSmtpSource({ stage, sample, recipients, connections }, signal);
    case 'composing':
    case 'raw':
    case 'jobPerRecipient': {
      const [port, redisUrl] = [stage.sink.port, stage.redis.url];
      const task = { name, recipients, warmUp, connections, port, redisUrl, sampleFile };
      return measureBaseline({ stage, task }, signal);
    }
  }
}

/** The same way with signatures of both kinds on every message (E3). */
async function measureSigned(
  { stage, profile }: Pick<Run, 'stage'> & Pick<Options, 'profile'>,
  signal: AbortSignal,
): Promise<Round> {
  const [, domain = ''] = issuer.from.split('@');
  const keys = await writeKeys(someIdentity(domain), stage.dir);
  const env = { DKIM_DOMAIN: domain, DKIM_KEYS: keys };
  return measurePipeline({ stage, profile, env, country: places.signed }, signal);
}

export function perSecondOf({ recipients, allMs }: Round): number {
  return (recipients / allMs) * 1_000;
}

/** Medians; the rate with its spread, and every round as it was. */
export function summary(rounds: readonly Round[]) {
  const perSecond = spreadOf(rounds.map(perSecondOf));
  const of = (part: 'firstMs' | 'allMs' | 'peakRssMb' | 'cpuSecondsPer1000', digits = 0) =>
    median(
      rounds.map((round) => round[part]),
      digits,
    );
  return {
    recipients: rounds[0]?.recipients ?? 0,
    perSecond,
    firstMs: of('firstMs'),
    allMs: of('allMs'),
    peakRssMb: of('peakRssMb', 1),
    cpuSecondsPer1000: of('cpuSecondsPer1000', 3),
    noisy: isNoisy(perSecond),
    ...besides(rounds),
    each: rounds,
  };
}

/** CPU seconds per 1,000 messages of the other processes; medians. */
function besides(rounds: readonly Round[]) {
  const each = rounds.flatMap(({ besides: others }) => (others === undefined ? [] : [others]));
  const [first] = each;
  if (first === undefined) return {};
  const medians = Object.keys(first).map((name) => {
    const seconds = each.map((others) => others[name] ?? 0);
    return [name, median(seconds, 3)] as const;
  });
  return { besides: Object.fromEntries(medians) };
}

/** Pipeline over baseline, of the medians; and how far that lay apart from round to round. */
function comparison({ pipeline, ...baselines }: Rounds) {
  if (pipeline === undefined) return { ratios: {}, ratioSpreads: {}, promises: [] };
  const spreads = contenders.flatMap((name) => {
    const theirs = name === 'pipeline' ? undefined : baselines[name];
    if (theirs === undefined) return [];
    return [[name, ratioOf(pipeline.map(perSecondOf), theirs.map(perSecondOf))] as const];
  });
  return {
    ratios: Object.fromEntries(spreads.map(([name, spread]) => [name, spread.median])),
    ratioSpreads: Object.fromEntries(spreads),
    promises: promised(pipeline, new Map(spreads)),
  };
}

function promised(
  pipeline: readonly Round[],
  ratios: ReadonlyMap<Contender, Spread>,
): readonly Promised[] {
  const [raw, composing] = [ratios.get('raw'), ratios.get('composing')];
  const firstMs = spreadOf(pipeline.map((round) => round.firstMs));
  return [
    ...(raw === undefined ? [] : [atLeast(2, raw, { id: 'P1', what: 'pipeline over raw' })]),
    ...(composing === undefined
      ? []
      : [atLeast(4, composing, { id: 'P1', what: 'pipeline over composing' })]),
    atMost(500, firstMs, { id: 'P2', what: 'ms to the first message' }),
  ];
}
