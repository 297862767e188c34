import { spawnSync } from 'node:child_process';
import { mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';
import { z } from 'zod';

import { openOffice } from '#tests/support/office.ts';

const documentShape = z.object({
  paths: z.record(
    z.string(),
    z.record(z.string(), z.object({ operationId: z.string(), tags: z.array(z.string()).min(1) })),
  ),
  tags: z.array(z.object({ name: z.string(), description: z.string() })),
});

test('the OpenAPI document passes every recommended rule of Redocly’s linter, without a warning', async () => {
  await using office = await openOffice();
  const { body } = await office.call({ url: '/api/v1/openapi.json' });
  using folder = mkdtempDisposableSync(join(tmpdir(), 'openapi-'));
  const file = join(folder.path, 'openapi.json');
  writeFileSync(file, body);
  const redocly = join(process.cwd(), 'node_modules/.bin/redocly');
  const { stdout, stderr } = spawnSync(redocly, ['lint', file, '--format=json'], {
    cwd: folder.path,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], REDOCLY_TELEMETRY: 'off', NO_UPDATE_NOTIFIER: 'true' }, // oxlint-disable-line no-process-env -- Node itself is found there
  });
  const found = z
    .object({ problems: z.array(z.object({ ruleId: z.string(), message: z.string() })) })
    .safeParse(JSON.parse(stdout === '' ? 'null' : stdout));
  expect([found.data?.problems, stderr.includes('rror:')]).toEqual([[], false]);
});

/** What an operation may do; a name that begins otherwise is made from a path that reads as none of these. */
const verbs = new Set(
  (
    'accept acknowledge answer approve change correct create disable dismiss end find get lift list pause ping preview ' +
    'publish record reject release remove replace replay resume review rotate send set stop submit test verify withdraw'
  ).split(' '),
);

test('every operation has a name of its own that says what it does, from which clients are made, and every tag is explained', async () => {
  await using office = await openOffice();
  const document = documentShape.parse((await office.call({ url: '/api/v1/openapi.json' })).json());
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  const names = operations.map(({ operationId }) => operationId);
  expect(names.filter((name) => !/^[a-z][a-zA-Z]+$/.test(name))).toEqual([]);
  expect(names.filter((name) => !verbs.has(/^[a-z]+/.exec(name)?.[0] ?? ''))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(
    expect.arrayContaining(['listDrafts', 'createDraft', 'getDraft', 'approveDraft', 'getCrisis']),
  );
  const unexplained = document.tags.filter(({ name, description }) => name === description);
  expect(unexplained).toEqual([]);
});

test.each(['%zz', '%00', '%ff', 'x'.repeat(9_000), '..%2f..%2fetc', '%ed%a0%80'])(
  'an id of %.20s is refused in our words',
  async (id) => {
    await using office = await openOffice();
    const answer = await office.call({ url: `/api/v1/advisories/${id}` });
    expect([400, 404]).toContain(answer.statusCode);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body).not.toContain('FST_');
  },
);

test('what is held already is not sent again, and the document says so', async () => {
  await using office = await openOffice();
  const token = await office.tokenOf('Vera', 'auditor');
  const first = await office.call({ url: '/api/v1/missions' });
  expect(first.headers).toMatchObject({ 'cache-control': 'public, no-cache' });
  const etag = String(first.headers.etag);
  const again = await office.call({ url: '/api/v1/missions', headers: { 'if-none-match': etag } });
  expect([again.statusCode, again.body, again.headers.etag]).toEqual([304, '', etag]);
  const other = await office.call({
    url: '/api/v1/missions?limit=1&x=1',
    headers: { 'if-none-match': '"x"' },
  });
  expect(other.statusCode).toBe(200);
  const own = await office.call({ url: '/api/v1/drafts', token });
  expect(own.headers).toMatchObject({ 'cache-control': 'private, no-cache' });
});

test('the document itself is sent once to whoever keeps it', async () => {
  await using office = await openOffice();
  const url = '/api/v1/openapi.json';
  const first = await office.call({ url });
  expect(first.headers).toMatchObject({
    'cache-control': 'public, no-cache',
    'content-type': 'application/json; charset=utf-8',
  });
  const etag = String(first.headers.etag);
  const again = await office.call({ url, headers: { 'if-none-match': etag } });
  expect([again.statusCode, again.body]).toEqual([304, '']);
});

test.each([
  ['PUT', '/api/v1/advisories', 'GET'],
  ['DELETE', '/api/v1/publications/7', 'GET'],
  ['GET', '/api/v1/drafts/7/publish', 'POST'],
  ['POST', '/api/v1/crisis', 'GET, PUT, DELETE'],
  ['POST', '/api/v1/openapi.json', 'GET'],
] as const)('%s %s is answered with the methods that are: %s', async (method, url, methods) => {
  await using office = await openOffice();
  const answer = await office.call({ method, url });
  expect(answer.json()).toMatchObject({ status: 405 });
  const allowed = String(answer.headers['allow']).split(', ');
  expect(allowed.filter((one) => one !== 'HEAD')).toEqual(methods.split(', '));
});

test('what a query says that nobody knows is ignored', async () => {
  await using office = await openOffice();
  const [plain, more] = [
    await office.call({ url: '/api/v1/missions' }),
    await office.call({ url: '/api/v1/missions?utm_source=x&colour=blue' }),
  ];
  expect([more.statusCode, more.body]).toEqual([200, plain.body]);
});
