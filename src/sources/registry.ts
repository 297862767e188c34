import { sources } from '#config/sources.ts';
import type { SourceConfig, SourceMode } from '#config/sources.ts';
import type { Mission } from '#src/advisory/mission.ts';
import { AppError } from '#src/errors.ts';
import type { GuardedFetch } from '#src/outbound/fetch.ts';

import { createInMea } from './in-mea.ts';
import type { PushedSource, Source } from './source.ts';
import { createUkFcdo } from './uk-fcdo.ts';

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
}

type Polled = Extract<SourceConfig, { kind: 'polled' }>;

export function createRegistry({
  fetch,
  now,
  directory,
  config = sources,
}: RegistryNeeds): Registry {
  const polledBy: Readonly<Record<string, (settings: Polled) => Source>> = {
    'uk-fcdo': ({ url, licence }) => createUkFcdo({ fetch, now, url, licence }),
  };
  const pushedBy: Readonly<Record<string, () => PushedSource>> = {
    'in-mea': () => createInMea({ directory }),
  };
  const entries = Object.entries(config);

  return {
    polled: new Map(
      entries.flatMap(([id, settings]) => {
        if (settings.kind !== 'polled') return [];
        const source = adapterFor(id, polledBy)(settings);
        return [[id, { source, everySeconds: settings.everySeconds }] as const];
      }),
    ),
    pushed: new Map(
      entries.flatMap(([id, settings]) => {
        if (settings.kind !== 'pushed') return [];
        const source = adapterFor(id, pushedBy)();
        return [[id, { source, licence: settings.licence }] as const];
      }),
    ),
    modeOf: (sourceId) => config[sourceId]?.mode ?? 'signal',
  };
}

function adapterFor<Adapter>(id: string, adapters: Readonly<Record<string, Adapter>>): Adapter {
  const adapter = adapters[id];
  if (adapter !== undefined) return adapter;
  const known = Object.keys(adapters).join(', ');
  throw new AppError(
    'CONFIGURATION_INVALID',
    `config/sources.ts: expected an adapter for ${id} in src/sources/registry.ts, got only ${known}`,
  );
}
