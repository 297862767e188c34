import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { pino } from 'pino';

import { run } from '#src/running.ts';
import { startService } from '#tests/demo/service.ts';

import { generate, staleOf } from './generated.ts';

const longestMs = 60_000;

/** Writes the types of clients/typescript: of the OpenAPI document of a service that runs for this alone, and of the events’ schemas. */
await run(async () => {
  const dir = await mkdtemp(join(tmpdir(), 'consular-client-'));
  await using owned = new AsyncDisposableStack();
  owned.defer(() => rm(dir, { recursive: true, force: true }));
  const log = pino({ level: 'silent' });
  const service = owned.use(
    await startService({ queue: 'postgres', dir, log }, AbortSignal.timeout(longestMs)),
  );
  const stale = await staleOf(await generate(service.publicUrl));
  await Promise.all(stale.map(async ({ path, text }) => writeFile(path, text)));
  const names = stale.map(({ path }) => relative('', path)).join(' and ');
  process.stdout.write(stale.length === 0 ? 'Everything is up to date.\n' : `Wrote ${names}.\n`);
});
