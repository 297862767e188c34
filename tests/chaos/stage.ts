import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { pino } from 'pino';

import { readEnv } from '#config/env.ts';
import { createApp } from '#src/app.ts';
import type { App } from '#src/app.ts';
import { startPostgres } from '#src/embedded/postgres.ts';
import type { EmbeddedPostgres } from '#src/embedded/postgres.ts';
import type { Wish } from '#src/subscription/subscription.ts';
import { bringUpToDate } from '#src/surroundings.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { addCitizens } from '#tests/support/citizens.ts';
import { zoneInTheAfternoon } from '#tests/support/digest.ts';
import { aKeyFile } from '#tests/support/keyring.ts';

import { createChance } from './chance.ts';
import type { Chance } from './chance.ts';
import { createCrew } from './crew.ts';
import type { Crew } from './crew.ts';
import { makeClockMovable } from './database-clock.ts';
import type { Queue } from './flags.ts';
import type { Policy, Preloading } from './preloading.ts';
import { createDigestPress, createPress } from './press.ts';
import type { Press } from './press.ts';
import { startSwitchableRedis } from './redis.ts';
import type { SwitchableRedis } from './redis.ts';
import { startRelay } from './relay/relay.ts';
import type { Relay } from './relay/relay.ts';

/** Everything a scenario plays with; nothing of it leaves this machine or outlives the scenario. */
export interface Stage extends AsyncDisposable {
  /** The service in this process, where officers work; it sends nothing itself. */
  readonly app: App;
  readonly relay: Relay;
  readonly crew: Crew;
  readonly press: Press;
  readonly postgres: EmbeddedPostgres;
  /** Undefined where PostgreSQL carries the queues. */
  readonly redis: SwitchableRedis | undefined;
  readonly chance: Chance;
  readonly recipients: number;
  readonly rounds: number;
  /** Who is told of what where nobody else is. */
  readonly endpoints: number;
  readonly events: number;
  readonly seed: number;
  readonly policy: Policy;
  /** What is promised in milliseconds, or five times as much in a test, whose machine may be busy. */
  readonly patience: (ms: number) => number;
  /** Aborts when the scenario has taken too long. */
  readonly signal: AbortSignal;
}

export interface StageOptions {
  /** Draws the scenario's faults. */
  readonly name: string;
  readonly queue: Queue;
  readonly recipients: number;
  readonly rounds: number;
  readonly endpoints: number;
  readonly events: number;
  readonly seed: number;
  readonly preloading: Preloading;
  /** Played as a test. */
  readonly hurried: boolean;
  /** The database's clock can be moved, see database-clock.ts. */
  readonly movableClock?: boolean;
  /** Everybody reads digests, and what is published goes out as one. */
  readonly digests?: boolean;
}

const log = pino({ level: 'silent' });

export async function openStage(options: StageOptions, signal: AbortSignal): Promise<Stage> {
  const { name, queue, recipients, rounds, endpoints, events, seed } = options;
  const { preloading, hurried } = options;
  await using owned = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'consular-chaos-'));
  owned.defer(() => rm(folder, { recursive: true, force: true }));
  // Durable: what it has committed it must not forget when it is killed.
  const dataDir = join(folder, 'postgres');
  const postgres = owned.use(await startPostgres({ dataDir, log }, signal));
  if (options.movableClock === true) await makeClockMovable(postgres.url);
  await bringUpToDate({ log, databaseUrl: postgres.url });
  const redis =
    queue === 'redis'
      ? owned.use(await startSwitchableRedis(join(folder, 'redis'), signal))
      : undefined;
  const env = readEnv({ DATA_DIR: folder, ...(redis && { REDIS_URL: redis.url }) });
  const app = owned.use(
    createApp({
      env,
      log,
      databaseUrl: postgres.url,
      publicUrl: 'https://alerts.example',
      relays: undefined,
      isCaught: true,
      keys: aKeyFile(),
      sources: {},
    }),
  );
  const zone = options.digests === true ? zoneInTheAfternoon(new Date()) : undefined;
  await addCitizens(app, { count: recipients, wish: wishIn(zone) });
  const relay = owned.use(startRelay());
  const crew = owned.use(await createCrew({ app, relay, preloading }));
  const kept = owned.move();
  return {
    app,
    relay,
    crew,
    press: zone === undefined ? createPress(app) : createDigestPress(app, zone),
    postgres,
    redis,
    chance: createChance(seed).of(name),
    recipients,
    rounds,
    endpoints,
    events,
    seed,
    policy: preloading.policy ?? {},
    patience: (ms) => (hurried ? 5 * ms : ms),
    signal,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Each message at once, or the digest of a day. */
function wishIn(zone: string | undefined): Wish {
  return zone === undefined ? aWish() : aWish({ rhythm: { every: 'day', timeZone: zone } });
}
