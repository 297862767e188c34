import type { PolledConfig } from '#config/sources.ts';
import { createFetch } from '#src/outbound/fetch.ts';
import type { GuardedFetch } from '#src/outbound/fetch.ts';
import { createGuard } from '#src/outbound/guard.ts';
import type { CreatePublisher } from '#src/sources/publisher.ts';
import { createRegistry } from '#src/sources/registry.ts';
import type { Source } from '#src/sources/source.ts';

interface Asked extends Partial<PolledConfig> {
  /** Of src/sources/formats.ts, and the id of the source. */
  readonly format: string;
  readonly url: string;
  /** For formats that are not there. */
  readonly formats?: Readonly<Record<string, CreatePublisher>>;
  /** Instead of the way out; it may go to loopback only. */
  readonly fetch?: GuardedFetch['request'];
  readonly now?: () => Date;
}

/** A polled source as the service has it, without pauses. */
export function aPolledSource({
  formats,
  fetch,
  now = () => new Date('2026-03-10T12:00:00Z'),
  ...settings
}: Asked): AsyncDisposable & { readonly source: Source } {
  const guard = createGuard({ allow: ['127.0.0.0/8'] });
  const door = createFetch({ guard, userAgent: 'consular-alerts tests' });
  const id = settings.format;
  const config = { kind: 'polled', mode: 'signal', everySeconds: 900, licence: 'test' } as const;
  const { polled } = createRegistry({
    fetch: fetch ?? door.request,
    now,
    directory: async () => [],
    config: { [id]: { ...config, ...settings } },
    pauseMs: 0,
    ...(formats === undefined ? {} : { formats }),
  });
  const entry = polled.get(id);
  if (entry === undefined) throw new Error(`expected ${id} to be followed`);
  return { source: entry.source, [Symbol.asyncDispose]: () => door[Symbol.asyncDispose]() };
}
