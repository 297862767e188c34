import { sources } from '#config/sources.ts';
import type { PolledConfig, SourceConfig, SourceMode } from '#config/sources.ts';
import type { Mission } from '#src/advisory/mission.ts';
import { AppError } from '#src/errors.ts';
import type { GuardedFetch } from '#src/outbound/fetch.ts';

import { formats as known } from './formats.ts';
import { createInMea } from './in-mea.ts';
import { isProse } from './is-prose.ts';
import { createAsk } from './polling/asking.ts';
import { createManners } from './polling/manners.ts';
import type { Manners } from './polling/manners.ts';
import { createPolled } from './polling/polled.ts';
import { createRobots } from './polling/robots.ts';
import type { Robots } from './polling/robots.ts';
import type { CreatePublisher } from './publisher.ts';
import type { PushedSource, Source } from './source.ts';

/** The sources that are followed, by id, ready to be asked. */
export interface Registry {
  readonly polled: ReadonlyMap<string, PolledEntry>;
  readonly pushed: ReadonlyMap<string, PushedEntry>;
  /** May the source publish by itself? One that is followed no more is a signal: what it said is judged, and blocks nobody. */
  readonly modeOf: (sourceId: string) => SourceMode;
}

interface PolledEntry {
  readonly source: Source;
  readonly everySeconds: number;
}

interface PushedEntry {
  readonly source: PushedSource;
  readonly licence: string;
}

interface RegistryNeeds {
  readonly fetch: GuardedFetch['request'];
  readonly now: () => Date;
  /** The mission directory, with which texts in prose are compared. */
  readonly directory: () => Promise<readonly Mission[]>;
  /** Which sources, how often, whether they publish; `config/sources.ts` where nothing is said. */
  readonly config?: Readonly<Record<string, SourceConfig>>;
  readonly formats?: Readonly<Record<string, CreatePublisher>>;
  /** Between two requests to one host; `config/manners.ts` where nothing is said. */
  readonly pauseMs?: number;
}

export function createRegistry({
  directory,
  config = sources,
  formats = known,
  ...needs
}: RegistryNeeds): Registry {
  const manners = createManners(needs);
  const polite = { manners, robots: createRobots({ manners, now: needs.now }), now: needs.now };
  const pushedBy: Readonly<Record<string, () => PushedSource>> = {
    'in-mea': () => createInMea({ directory }),
  };
  const entries = Object.entries(config);

  return {
    polled: new Map(
      entries.flatMap(([id, settings]) => {
        if (settings.kind !== 'polled' || settings.off === true) return [];
        const create = oneOf(settings.format ?? id, formats, `the format of ${id}`);
        const source = polledSource({ id, settings, create }, polite);
        return [[id, { source, everySeconds: settings.everySeconds }] as const];
      }),
    ),
    pushed: new Map(
      entries.flatMap(([id, settings]) => {
        if (settings.kind !== 'pushed') return [];
        const source = oneOf(id, pushedBy, 'a source that is pushed')();
        return [[id, { source, licence: settings.licence }] as const];
      }),
    ),
    modeOf: (sourceId) => modeIn(config, sourceId),
  };
}

/** Whatever the configuration says, prose waits for an officer. */
function modeIn(config: Readonly<Record<string, SourceConfig>>, id: string): SourceMode {
  const source = Object.hasOwn(config, id) ? config[id] : undefined;
  if (source === undefined) return 'signal';
  return source.mode === 'publish' && isProse(id, source) ? 'review' : source.mode;
}

interface Followed {
  readonly id: string;
  readonly settings: PolledConfig;
  readonly create: CreatePublisher;
}

interface Polite {
  readonly manners: Manners;
  readonly robots: Robots;
  readonly now: () => Date;
}

function polledSource(
  { id: sourceId, settings, create }: Followed,
  { manners, robots, now }: Polite,
): Source {
  const { url, options, licence, reviewAfterDays, pauseMs } = settings;
  return createPolled({
    sourceId,
    publisher: create({ sourceId, url, options }),
    licence,
    reviewAfterDays,
    ask: createAsk({
      manners,
      robots: settings.robots === true ? robots : undefined,
      pauseMs,
      now,
    }),
    now,
  });
}

function oneOf<Value>(name: string, all: Readonly<Record<string, Value>>, what: string): Value {
  const found = Object.hasOwn(all, name) ? all[name] : undefined;
  if (found !== undefined) return found;
  const names = Object.keys(all).join(', ');
  throw new AppError(
    'CONFIGURATION_INVALID',
    `Expected as ${what} one of ${names}, got ${name}: see config/sources.ts and SOURCES_FILE`,
  );
}
