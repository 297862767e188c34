import { setTimeout as sleep } from 'node:timers/promises';

import { delivery } from '#config/delivery.ts';
import type { Chance } from '#tests/chaos/chance.ts';
import type { Kill } from '#tests/chaos/crew.ts';
import { addressesById, presentWorkers, strandedRows } from '#tests/chaos/ledger.ts';
import type { Press } from '#tests/chaos/press.ts';
import { recoveryAfterKills } from '#tests/chaos/recovery.ts';
import type { Aftermath } from '#tests/chaos/recovery.ts';
import type { Scenario, Tell } from '#tests/chaos/scenario.ts';
import type { Stage } from '#tests/chaos/stage.ts';

/** When a worker dies. */
type Moment =
  /** When that many citizens have been planned for: whoever may be planning dies, and so everybody. */
  | { readonly kind: 'window-border'; readonly planned: number }
  /** Some time after that many acceptances. */
  | { readonly kind: 'any'; readonly after: number; readonly waitMs: number }
  /** The relay has taken the nth message and not said so yet, or has just said so: it is sent and not settled. */
  | { readonly kind: 'before-answer' | 'after-answer'; readonly after: number };

/** Of each worker. With more, what two dead workers leave behind keeps so slow a relay busy for seconds. */
const connectionsEach = 64;
const env = { SMTP_CONNECTIONS: String(connectionsEach) };
const perRoundMs = 2_500;
const silenceMs = 3_000;
/** Sooner than their leases would end. */
const limitMs = delivery.leaseMs;

export const kill: Scenario = {
  title: 'workers are killed with SIGKILL, and others take their place',
  staging: { preloading: {} }, // real leases, or they would end before anybody's death is noticed
  async perform(stage, tell) {
    const { app, relay, crew, press, signal } = stage;
    const moments = planMoments(stage);
    const ms = paceOf(stage);
    relay.misbehave((verb) => (verb === 'dot' ? { kind: 'slow', ms } : undefined));
    tell(`planned: ${moments.map(describe).join(', ')}`);
    await Promise.all([crew.hire({ env }), crew.hire({ env })]);
    await press.publish();
    const aftermaths: Aftermath[] = [];
    for (const moment of moments) {
      const kills = await busyUntil(stage, strike(stage, moment));
      tell(`${describe(moment)}: ${kills.length} killed, ${relay.record.all.length} accepted`);
      while ((await presentWorkers(app)) > crew.all().length) await sleep(2, undefined, { signal });
      const atOnce = await strandedRows(app);
      await Promise.all(kills.map(() => crew.hire({ env })));
      const stranded = [...atOnce, ...(await strandedRows(app))];
      aftermaths.push(...kills.map((one) => ({ ...one, stranded })));
    }
    await press.finished(press.issues(), signal);
    return accountOf(stage, aftermaths, tell);
  },
};

async function accountOf(stage: Stage, aftermaths: readonly Aftermath[], tell: Tell) {
  const addresses = await addressesById(stage.app);
  const { all } = stage.relay.record;
  const known = { all, issues: stage.press.issues(), addresses };
  const recovery = recoveryAfterKills(aftermaths, known);
  const slowestRecoveryMs = recovery.slowestMs;
  const inFlight = aftermaths.map(({ connections }) => connections);
  const { throughFurtherKillsMs } = recovery;
  tell(
    `slowest recovery ${slowestRecoveryMs} ms, limit ${limitMs} ms; through further kills ${throughFurtherKillsMs} ms`,
  );
  return {
    faults: aftermaths.length,
    allowedRepeats: inFlight.reduce((sum, connections) => sum + connections, 0),
    slowestRecoveryMs,
    broken: slowestRecoveryMs > limitMs ? [`recovery took longer than ${limitMs} ms`] : [],
    figures: { connectionsInFlight: Math.max(0, ...inFlight), throughFurtherKillsMs },
  };
}

/** How long an answer takes, so that somebody is still to be told when the last worker dies: a new one needs its time. */
function paceOf({ recipients, rounds }: Stage): number {
  const lines = 2 * connectionsEach;
  return Math.min(500, Math.ceil((lines * rounds * perRoundMs) / recipients));
}

/** When only those are left whom a dead worker holds, others are to be told: nobody would be sending when a worker is to die. */
async function busyUntil<T>({ relay, press, signal }: Stage, strikes: Promise<T>): Promise<T> {
  const struck = new AbortController();
  const done = strikes.finally(() => struck.abort());
  const busy = async () => {
    while (!struck.signal.aborted) {
      const { length } = relay.record.all;
      await sleep(silenceMs, undefined, { signal: AbortSignal.any([struck.signal, signal]) });
      if (length > 0 && relay.record.all.length === length) await press.publish();
    }
  };
  const [result] = await Promise.all([done, busy().catch(() => {})]); // struck, which ends its wait
  return result;
}

/** Evenly over the publication, in each part at a random place. */
function planMoments({ chance, recipients, rounds }: Stage): readonly Moment[] {
  const borders = windowBorders(recipients).slice(0, Math.ceil(rounds / 5));
  const part = recipients / rounds;
  return Array.from({ length: rounds }, (_, round): Moment => {
    const planned = borders[round];
    if (planned !== undefined) return { kind: 'window-border', planned };
    return momentAfter(Math.floor(round * part) + chance.between(1, Math.ceil(part)), chance);
  });
}

function momentAfter(after: number, chance: Chance): Moment {
  const kind = chance.pick(['any', 'before-answer', 'after-answer'] as const);
  if (kind === 'any') return { kind, after, waitMs: chance.between(0, 300) };
  return { kind, after };
}

function windowBorders(recipients: number): readonly number[] {
  const { firstWindow, window } = delivery;
  const more = Math.floor(Math.max(0, recipients - firstWindow) / window);
  return Array.from({ length: more + 1 }, (_, at) => firstWindow + at * window);
}

function describe(moment: Moment): string {
  switch (moment.kind) {
    case 'window-border':
      return `window border at ${moment.planned}`;
    case 'any':
      return `${moment.waitMs} ms after ${moment.after}`;
    case 'before-answer':
      return `before the answer to ${moment.after}`;
    case 'after-answer':
      return `after the answer to ${moment.after}`;
  }
}

/** Waits for the moment and kills. */
async function strike(stage: Stage, moment: Moment): Promise<readonly Kill[]> {
  const { relay, crew, press, signal } = stage;
  switch (moment.kind) {
    case 'window-border':
      await isPlanned(press, moment.planned, signal);
      return crew.all().map(crew.kill);
    case 'any':
      await relay.record.reaches(moment.after, signal);
      await sleep(moment.waitMs, undefined, { signal });
      return crew.all().slice(0, 1).map(crew.kill);
    case 'before-answer':
    case 'after-answer':
      return [await strikeInFlight(stage, moment)];
  }
}

async function isPlanned(press: Press, citizens: number, signal: AbortSignal): Promise<void> {
  const plannedSoFar = async () => {
    const [issue] = press.issues();
    return (issue && (await press.progress(issue))?.planned) ?? 0;
  };
  while ((await plannedSoFar()) < citizens) await sleep(2, undefined, { signal });
}

/** Kills whoever has just sent the nth message, in the same moment. */
function strikeInFlight(
  stage: Stage,
  { kind, after }: Extract<Moment, { kind: 'before-answer' | 'after-answer' }>,
): Promise<Kill> {
  const { crew, signal } = stage;
  const { record } = stage.relay;
  const { promise, resolve, reject } = Promise.withResolvers<Kill>();
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  const strikeAt = (count: number) =>
    record.onReaching(count, ({ door }) => {
      const sender = crew.behind(door);
      // What somebody sent who is dead already; the next one will do.
      if (sender === undefined) return strikeAt(count + 1);
      const act = () => resolve(crew.kill(sender));
      if (kind === 'before-answer') act();
      else void sleep(paceOf(stage) + 2).then(act); // the answer has just left; nothing rejects here
    });
  strikeAt(Math.max(after, record.all.length + 1));
  return promise;
}
