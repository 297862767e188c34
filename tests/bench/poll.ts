import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { pino } from 'pino';

import { queues } from '#config/queues.ts';
import { startPostgres } from '#src/embedded/postgres.ts';
import { createFetch } from '#src/outbound/fetch.ts';
import { createGuard } from '#src/outbound/guard.ts';
import { createIngest } from '#src/sources/ingest.ts';
import type { Ingest } from '#src/sources/ingest.ts';
import { createRegistry } from '#src/sources/registry.ts';
import { createDatabase } from '#src/store/database.ts';
import type { Database } from '#src/store/database.ts';
import { migrate } from '#src/store/migrate.ts';
import { createSourceHealth } from '#src/store/source-health.ts';
import { createSourceLedger } from '#src/store/source-ledger.ts';
import { listen } from '#tests/support/raw-server.ts';
import { rowsBut } from '#tests/support/rows-written.ts';

import type { PollOptions } from './poll-flags.ts';
import { readRecordings } from './recordings.ts';
import type { Recordings } from './recordings.ts';

/** What the issue promises of a poll of all sources. */
const mostSeconds = 60;
const mostMb = 300;

/** Stands apart from the others: one process is the service's ears and the publishers, and what it takes is the figure. */
export async function benchPoll({ json, dir = defaultFolder() }: PollOptions): Promise<void> {
  const recordings = await readRecordings(dir);
  await using stage = await openStage(recordings);
  const idleMb = peakMbNow();
  const before = process.cpuUsage();
  const startedAt = performance.now();
  const first = await pollAll(stage);
  const wallSeconds = secondsOf(performance.now() - startedAt);
  const { user, system } = process.cpuUsage(before);
  const rows = await rowsBut(stage.db, 'sources');
  const second = await pollAll(stage);
  const after = await rowsBut(stage.db, 'sources');
  const cpuSeconds = secondsOf((user + system) / 1000);
  const peakMb = peakMbNow();
  const health = await createSourceHealth({ db: stage.db, sources: recordings.config }).list();
  const figures = {
    benchmark: 'poll',
    wallSeconds,
    cpuSeconds,
    idleMb,
    peakMb,
    sources: Object.fromEntries(
      health.map(({ id, entries, reason }) => [
        id,
        { entries, reason, first: first.get(id), second: second.get(id)?.kind },
      ]),
    ),
    skipped: recordings.skipped,
    writtenUnchanged: Object.keys(after).filter((table) => after[table] !== rows[table]),
    holds: cpuSeconds < mostSeconds && peakMb < mostMb,
  };
  process.stdout.write(
    json ? `${JSON.stringify(figures)}\n` : `${JSON.stringify(figures, null, 2)}\n`,
  );
}

interface Stage extends AsyncDisposable {
  readonly db: Database;
  readonly ingest: Ingest;
  readonly ids: readonly string[];
}

/** As many at once as a process of the service asks. */
async function pollAll({ ingest, ids }: Stage) {
  const outcomes = new Map<string, Awaited<ReturnType<Ingest['poll']>>>();
  const left = ids.values();
  const asking = Array.from({ length: queues.ingest.concurrency }, async () => {
    for (const sourceId of left) {
      const request = { sourceId, evenIfNotDue: true };
      outcomes.set(sourceId, await ingest.poll(request, AbortSignal.timeout(300_000)));
    }
  });
  await Promise.all(asking);
  return outcomes;
}

async function openStage({ config, bodies }: Recordings): Promise<Stage> {
  await using owned = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'consular-bench-'));
  owned.defer(() => rm(folder, { recursive: true, force: true }));
  const log = pino({ level: 'silent' });
  const { url } = owned.use(await startPostgres({ dataDir: folder, log }));
  await migrate(url, log);
  const db = owned.use(createDatabase({ url, log, connections: 8 }));
  const port = await servePublishers(bodies, owned);
  const guard = createGuard({ allow: ['127.0.0.0/8'] });
  const door = owned.use(createFetch({ guard, userAgent: 'consular-alerts bench' }));
  const registry = createRegistry({
    // Every publisher lives on this machine for now, each at its own address.
    fetch: (call, signal) =>
      door.request(
        { ...call, url: `http://127.0.0.1:${port}/${encodeURIComponent(call.url)}` },
        signal,
      ),
    now,
    directory: async () => [],
    config,
    pauseMs: 0,
  });
  const ingest = createIngest({ registry, ledger: createSourceLedger(db), wake: asleep, now, log });
  const kept = owned.move();
  return {
    db,
    ingest,
    ids: [...registry.polled.keys()],
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function servePublishers(
  bodies: Recordings['bodies'],
  owned: AsyncDisposableStack,
): Promise<number> {
  const http = createServer((request, response) => {
    const body = bodies.get(decodeURIComponent(request.url?.slice(1) ?? ''))?.();
    if (body === undefined) response.writeHead(404).end();
    else response.end(body);
  });
  const { port } = await listen(http);
  owned.defer(() => void http.close());
  return port;
}

/** Nobody judges here: what is heard is kept. */
async function asleep(): Promise<void> {}

function now(): Date {
  return new Date();
}

function peakMbNow(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}

function secondsOf(ms: number): number {
  return Math.round(ms / 10) / 100;
}

function defaultFolder(): string {
  // oxlint-disable-next-line node/no-process-env -- the folder belongs to whoever runs the benchmark, not to the service
  const set = process.env['CORPORA_DIR'];
  return resolve(set ?? join(import.meta.dirname, '../../../shared/corpora'), 'feeds');
}
