import { Webhook } from 'standardwebhooks';

import { perSecondOf, summary } from '#tests/bench/delivery.ts';
import { onStage } from '#tests/bench/on-stage.ts';
import { say } from '#tests/bench/progress.ts';
import { atLeast, atMost } from '#tests/bench/promises.ts';
import type { Promised } from '#tests/bench/promises.ts';
import type { Stage } from '#tests/bench/stage.ts';
import { median, ratioOf, spreadOf } from '#tests/bench/statistics.ts';

import { addEndpoints } from './addressees.ts';
import type { LoopRound } from './bare-loop.ts';
import { outcomesOf, settleCallsDown } from './calls.ts';
import type { WebhooksOptions } from './flags.ts';
import { measureLateness } from './lateness.ts';
import type { Sample } from './own-receivers.ts';
import { startReceivers } from './receivers.ts';
import { measureLoop, measureService } from './throughput.ts';
import type { ServiceRound, Setting } from './throughput.ts';

/** W4 and what a call costs: the service against a bare loop, and the healthy beside the dead. */
export async function benchWebhooks(options: WebhooksOptions, signal: AbortSignal): Promise<void> {
  await onStage(
    { name: 'webhooks', ...options },
    (stage) => measure(stage, options, signal),
    signal,
  );
}

async function measure(stage: Stage, options: WebhooksOptions, signal: AbortSignal) {
  await using receivers = await startReceivers(stage, signal);
  const addressees = await addEndpoints({ stage, receivers, ...options }, signal);
  say(`endpoints: ${addressees.length}, each verified`);
  const set = { stage, receivers, addressees, options };
  const throughput = options.only.includes('throughput')
    ? await measureThroughput(set, signal)
    : undefined;
  const lateness = options.only.includes('lateness')
    ? await measureLateness(set, signal)
    : undefined;
  return {
    endpoints: options.endpoints,
    rounds: options.rounds,
    ...throughput?.figures,
    ...(lateness && { lateness }),
    outcomes: await outcomesOf(stage),
    promises: [
      ...(throughput?.promises ?? []),
      ...(lateness === undefined
        ? []
        : [
            atMost(1.2, lateness.overAll, {
              id: 'W4',
              what: `p95 of the healthy with ${options.dead} dead, over all healthy`,
            }),
          ]),
    ],
  };
}

async function measureThroughput(set: Setting, signal: AbortSignal) {
  const { stage, options } = set;
  const ours: ServiceRound[] = [];
  const theirs: Awaited<ReturnType<typeof measureLoop>>[] = [];
  let verified = { calls: 0, v1: 0, v1a: 0 };
  for (let round = 1; round <= options.rounds; round += 1) {
    await settleCallsDown(stage);
    const service = await measureService(set, signal);
    ours.push(service.round);
    verified = countVerified(set, service.samples);
    say(`round ${round}, service: ${Math.round(perSecondOf(service.round))} a second`);
    const loop = await measureLoop({ set, samples: service.samples, round }, signal);
    theirs.push(loop);
    say(
      `round ${round}, loop: ${Math.round(loopPerSecond(loop))} a second, ${loop.atOnce} at once`,
    );
    const bytes = service.samples.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0);
    say(`bodies of ${Math.round(bytes / service.samples.length)} bytes`);
  }
  const ratio = ratioOf(ours.map(perSecondOf), theirs.map(loopPerSecond));
  const growth = ratioOf(
    ours.map(({ rssAt }) => rssAt.end),
    ours.map(({ rssAt }) => rssAt.quarter),
  );
  const promises: readonly Promised[] = [
    atLeast(0.7, ratio, { id: 'W4', what: 'calls a second over a bare undici loop' }),
    atMost(1.15, growth, { id: 'W4', what: 'memory after the last call over after a quarter' }),
  ];
  return {
    figures: {
      events: options.events,
      service: { ...summary(ours), rssMbAt: rssOf(ours) },
      loop: loopSummary(theirs),
      ratio: ratio.median,
      ratioSpread: ratio,
      verified,
    },
    promises,
  };
}

function loopPerSecond({ calls, allMs }: LoopRound): number {
  return (calls / allMs) * 1_000;
}

function loopSummary(rounds: readonly (LoopRound & { readonly receiversCpuSeconds: number })[]) {
  const of = (figure: (round: (typeof rounds)[number]) => number, digits = 0) =>
    median(rounds.map(figure), digits);
  return {
    ...summary(
      rounds.map(({ calls, firstMs, allMs, peakRssMb, cpuSeconds }) => ({
        recipients: calls,
        firstMs,
        allMs,
        peakRssMb,
        cpuSecondsPer1000: (cpuSeconds / calls) * 1_000,
      })),
    ),
    atOnce: of(({ atOnce }) => atOnce),
  };
}

function rssOf(rounds: readonly ServiceRound[]) {
  const at = (part: keyof ServiceRound['rssAt']) =>
    spreadOf(rounds.map(({ rssAt }) => Math.round(rssAt[part])));
  return { quarter: at('quarter'), half: at('half'), end: at('end') };
}

/** One call about each event is looked at: the library that receivers use takes it, and it is signed in both schemes. */
function countVerified({ addressees }: Setting, samples: readonly Sample[]) {
  const verified = samples.map(({ endpoint, headers, body }) => {
    const secret = addressees[endpoint]?.secret ?? '';
    const plain = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]),
    );
    new Webhook(secret).verify(body, plain); // throws when it is not so
    return plain['webhook-signature'] ?? '';
  });
  const signedIn = (scheme: string) =>
    verified.filter((signatures) =>
      signatures.split(' ').some((one) => one.startsWith(`${scheme},`)),
    ).length;
  return { calls: samples.length, v1: signedIn('v1'), v1a: signedIn('v1a') };
}
