import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { pino } from 'pino';
import { expect, test } from 'vitest';
import { z } from 'zod';

import { generate, staleOf } from '#tests/client/generated.ts';
import { startService } from '#tests/demo/service.ts';

test('the client’s types are what the service says about itself; when they are not: npm run client', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'client-types-'));
  await using owned = new AsyncDisposableStack();
  owned.defer(() => rm(dir, { recursive: true, force: true }));
  const log = pino({ level: 'silent' });
  const signal = AbortSignal.timeout(120_000);
  const service = owned.use(await startService({ queue: 'postgres', dir, log }, signal));
  const files = await generate(service.publicUrl);
  expect(files.map(({ text }) => text.length > 5_000)).toEqual([true, true]);
  const paths = (await staleOf(files)).map(({ path }) => path);
  expect(paths).toEqual([]);
  const [first] = files;
  expect(first && (await staleOf([{ ...first, text: `${first.text} ` }]))).toHaveLength(1);
});

test('client, example and project are of one version', async () => {
  const paths = [
    'package.json',
    'clients/typescript/package.json',
    'examples/embassy-receiver/package.json',
  ];
  const versions = await Promise.all(
    paths.map(async (path) => {
      const text = await readFile(join(import.meta.dirname, '../..', path), 'utf8');
      return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
    }),
  );
  expect(new Set(versions).size).toBe(1);
});
