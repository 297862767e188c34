import { setTimeout as sleep } from 'node:timers/promises';

import { delivery } from '#config/delivery.ts';
import { lanes } from '#src/advisory/lane.ts';
import type { Scenario, Tell } from '#tests/chaos/scenario.ts';
import type { Stage } from '#tests/chaos/stage.ts';
import { createExample } from '#tests/chaos/webhooks/example.ts';
import type { Example } from '#tests/chaos/webhooks/example.ts';
import { judgeCalls } from '#tests/chaos/webhooks/judge-calls.ts';
import { judgeExample } from '#tests/chaos/webhooks/judge-example.ts';
import { judgeLog } from '#tests/chaos/webhooks/judge-log.ts';
import { heldLines, isOwed, ledgerCalls, publicationsIn } from '#tests/chaos/webhooks/ledger.ts';
import { createReceivers } from '#tests/chaos/webhooks/receivers.ts';
import type { Receivers } from '#tests/chaos/webhooks/receivers.ts';
import type { Request } from '#tests/chaos/webhooks/record.ts';
import { aContent, aFollowUp } from '#tests/support/builders-content.ts';
import { anEndpoint } from '#tests/support/endpoints.ts';
import { publish } from '#tests/support/publishing.ts';

import { restartPostgres } from './postgres.ts';

/** Minutes instead of days. */
const webhookRetryMs = [500, 1_000, 2_000, 3_000];
const workers = 3;
const env = { OUTBOUND_ALLOW: '127.0.0.0/8' };
/** However busy the machine: nobody waits for the lease of a dead worker. */
const limitMs = delivery.lineLeaseMs;

/** Something that died, and how many calls may have been under way then. */
interface Strike {
  readonly name: string;
  readonly at: number;
  readonly underWay: number;
}

interface Setting extends Stage {
  readonly receivers: Receivers;
  readonly example: Example;
  readonly tell: Tell;
  readonly strikes: Strike[];
  readonly away: { from: number; until: number }[];
}

export const webhooks: Scenario = {
  title:
    'workers, receivers, Redis and PostgreSQL die while endpoints are told of event after event',
  staging: { recipients: 0, preloading: { policy: { webhookRetryMs } } },
  async perform(stage, tell) {
    await using receivers = await createReceivers(stage.seed);
    const endpoints = await addEndpoints(stage, receivers);
    await using example = await createExample(stage.app, stage.signal);
    const setting: Setting = { ...stage, receivers, example, tell, strikes: [], away: [] };
    await Promise.all(Array.from({ length: workers }, () => stage.crew.hire({ env })));
    const startedAt = performance.timeOrigin + performance.now();
    await publishAndStrike(setting);
    await untilNothingIsOwed(stage);
    const requests = await receivers.record();
    const seconds = ((requests.at(-1)?.at ?? startedAt) - startedAt) / 1_000;
    // Before the receivers and the API go.
    return await accountOf(setting, { endpoints, requests, seconds });
  },
};

/** Every fourth asks for thin events. */
async function addEndpoints({ app, endpoints }: Stage, receivers: Receivers) {
  const ids: string[] = [];
  const keys: { secret: string; publicKey: string }[] = [];
  for (let number = 0; number < endpoints; number += 1) {
    const { id, secret } = await anEndpoint(app.endpoints, {
      name: `Embassy ${number}`,
      url: receivers.urlOf(number),
      detail: number % 4 === 3 ? 'thin' : 'full',
    });
    const endpoint = await app.endpoints.find(id);
    const publicKey = endpoint?.keys.find(({ scheme }) => scheme === 'v1a')?.publicKey ?? '';
    ids.push(id);
    keys.push({ secret, publicKey });
  }
  await receivers.start(keys);
  return { ids, keys };
}

type Fault = (setting: Setting) => Promise<void>;

/** One event after the other, and the faults each at its place among them. */
async function publishAndStrike(setting: Setting): Promise<void> {
  const { events, chance, signal, tell } = setting;
  const faults = planFaults(setting);
  const under = new Map<Fault, Promise<void>>();
  const known: string[] = [];
  let failed = 0;
  for (let event = 0; event < events; event += 1) {
    // The database may be away; whether it was published then, the ledger says.
    await publishOne(setting, known).catch(() => (failed += 1));
    const [, strike] = faults.find(([place]) => place === event) ?? [];
    if (strike !== undefined) {
      const struck = after(under.get(strike), () => strike(setting));
      struck.catch(() => {}); // heard below
      under.set(strike, struck);
    }
    await sleep(chance.between(20, 150), undefined, { signal });
  }
  await Promise.all(under.values());
  tell(`${events} events, ${failed} of them refused while the database was away`);
}

/** Nobody dies twice at once. */
async function after(earlier: Promise<void> | undefined, strike: () => Promise<void>) {
  await earlier;
  await strike();
}

/** A new advisory, or a correction of one of those that are known. */
async function publishOne({ app, chance }: Setting, known: string[]): Promise<void> {
  const lane = chance.next() < 0.15 ? lanes[0] : chance.pick([lanes[1], lanes[2]]);
  const isNew = known.length === 0 || chance.next() < 0.5;
  const advisoryId = known[chance.between(0, known.length - 1)];
  if (isNew || advisoryId === undefined) {
    const published = await publish(app, { content: aContent(), lane });
    known.push(published.advisoryId);
  } else await publish(app, { content: aFollowUp('correction'), lane, advisoryId });
}

/** At most one after each event, all over them. */
function planFaults({
  rounds,
  events,
  chance,
  redis,
}: Setting): readonly (readonly [number, Fault])[] {
  const faults: readonly Fault[] = [
    ...Array.from({ length: rounds }, () => killWorker),
    ...(redis === undefined ? [] : [flushRedis, flushRedis]),
    restart,
    killReceivers,
    killReceivers,
    killExample,
    killExample,
  ];
  const order = faults
    .map((fault) => ({ fault, by: chance.next() }))
    .toSorted((a, b) => a.by - b.by);
  const part = Math.max(1, events / faults.length);
  return order.map(({ fault }, place) => [Math.floor((place + chance.next()) * part), fault]);
}

const killWorker: Fault = async (setting) => {
  const { crew, chance, signal } = setting;
  await sleep(chance.between(0, 150), undefined, { signal });
  const [oldest] = crew.all();
  if (oldest === undefined) throw new Error('expected a worker that works');
  crew.kill(oldest);
  await note(setting, 'a worker killed');
  await crew.hire({ env });
};

const flushRedis: Fault = async (setting) => {
  await setting.redis?.flush();
  setting.tell('Redis forgot everything');
};

const restart: Fault = async (setting) => {
  const underWay = await heldLines(setting.app);
  setting.strikes.push({ name: 'PostgreSQL restarted', at: rightNow(), underWay });
  setting.tell(`PostgreSQL restarts, ${underWay} lines are held`);
  await restartPostgres(setting);
};

const killReceivers: Fault = async (setting) => {
  const { receivers, away, chance, signal } = setting;
  const from = rightNow();
  const back = receivers.dieFor(chance.between(200, 1_500), signal);
  await note(setting, 'the receivers killed');
  await back;
  away.push({ from, until: rightNow() });
};

/** It is away while others are told, and fetches what it missed. */
const killExample: Fault = async (setting) => {
  const { example, chance, signal } = setting;
  const back = example.dieFor(chance.between(500, 2_500), signal);
  await note(setting, 'the example receiver killed');
  await back;
};

async function note({ app, endpoints, strikes, tell }: Setting, name: string): Promise<void> {
  const at = rightNow();
  // While the database is away nobody can say, and no endpoint has more than one.
  const underWay = await heldLines(app).catch(() => endpoints);
  strikes.push({ name, at, underWay });
  tell(`${name}, ${underWay} lines were held`);
}

function rightNow(): number {
  return performance.timeOrigin + performance.now();
}

async function untilNothingIsOwed({ app, signal }: Stage): Promise<void> {
  while (await isOwed(app).catch(() => true)) await sleep(100, undefined, { signal });
}

interface Outcome {
  readonly endpoints: { readonly ids: readonly string[] };
  readonly requests: readonly Request[];
  readonly seconds: number;
}

async function accountOf(setting: Setting, { endpoints, requests, seconds }: Outcome) {
  const { app, example, strikes, away, tell } = setting;
  const { ids } = endpoints;
  const events = await publicationsIn(app);
  const calls = await ledgerCalls(app, ids);
  const found = judgeCalls({ requests, calls, events, endpoints: ids.length, away });
  const log = await judgeLog({ client: example.client, endpoints: ids, requests, calls });
  const itsCalls = await ledgerCalls(app, [example.id]);
  const its = judgeExample({ record: await example.record(), calls: itsCalls, events });
  const answers = answersIn(requests);
  tell(`${requests.length} requests: ${JSON.stringify(answers)}`);
  const slowestRecoveryMs = longestSilence(strikes, requests);
  const { lost, repeated, otherIds, unverified, emergenciesAhead, setAside, superseded } = found;
  return {
    faults: strikes.length,
    allowedRepeats: strikes.reduce((sum, { underWay }) => sum + underWay, 0),
    slowestRecoveryMs,
    counted: {
      lost: lost + its.lost,
      repeatedAcceptances: repeated,
      repeatedWithOtherMessageId: otherIds,
    },
    broken: [
      ...found.broken.slice(0, 20),
      ...log.broken.slice(0, 20),
      ...its.broken.slice(0, 20),
      ...(unverified > 0 ? [`${unverified} calls were not signed in both schemes`] : []),
      ...(slowestRecoveryMs > limitMs ? [`nobody was called for ${limitMs} ms`] : []),
    ],
    figures: {
      endpoints: ids.length,
      publications: events,
      calls: calls.length,
      requests: requests.length,
      answers,
      superseded,
      emergenciesAhead,
      setAside,
      log: { listed: log.listed, filled: log.filled },
      example: {
        calls: itsCalls.length,
        fromTheLog: its.fromTheLog,
        heardAgain: example.heardAgain(),
      },
      ...(Object.keys(found.trails).length === 0 ? {} : { trails: found.trails }),
      perSecond: Math.round(requests.length / seconds),
    },
  };
}

function answersIn(requests: readonly Request[]): Readonly<Record<string, number>> {
  const did = Map.groupBy(requests, (request) => request.did);
  return Object.fromEntries([...did].map(([name, some]) => [name, some.length]));
}

/** From something that died to the next call to anybody; nobody waits long where so much is owed. */
function longestSilence(strikes: readonly Strike[], requests: readonly Request[]): number {
  const waits = strikes.map(({ at }) => (requests.find((one) => one.at > at)?.at ?? at) - at);
  return Math.round(Math.max(0, ...waits));
}
