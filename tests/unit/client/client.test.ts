import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';

import { expect, test } from 'vitest';

import { ApiError } from '#clients/typescript/src/api-error.ts';
import { createClient } from '#clients/typescript/src/client.ts';

interface Asked {
  readonly line: string;
  readonly headers: IncomingHttpHeaders;
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A service that gives these answers one after the other. */
async function aService(...answers: readonly Answer[]) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const { status, headers = {}, body } = answers[asked.length] ?? { status: 500 };
    asked.push({ line: `${request.method} ${request.url}`, headers: request.headers });
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(body === undefined ? '' : JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    asked,
    baseUrl: `http://127.0.0.1:${port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

test('a question names its path, its query and who asks, and the answer is given as it is', async () => {
  await using service = await aService({ status: 200, body: { advisories: [] } });
  const client = createClient({ baseUrl: service.baseUrl, token: 'cap_1' });
  expect(await client.get('/advisories', { query: { country: 'ML' } })).toEqual({ advisories: [] });
  expect(service.asked).toMatchObject([
    { line: 'GET /api/v1/advisories?country=ML', headers: { authorization: 'Bearer cap_1' } },
  ]);
});

test('what stands in a path is one segment of it, whatever it is', async () => {
  await using service = await aService({ status: 200, body: {} });
  const client = createClient({ baseUrl: service.baseUrl });
  await client.get('/advisories/{id}', { params: { id: '../a b?/ü' } });
  expect(service.asked[0]?.line).toBe('GET /api/v1/advisories/..%2Fa%20b%3F%2F%C3%BC');
});

test('who finds the service busy asks again after what it says, and not before it is answered', async () => {
  const busy = { status: 429, headers: { 'retry-after': '0' }, body: {} };
  const away = { status: 503, headers: { 'retry-after': '0' }, body: {} };
  await using service = await aService(busy, away, { status: 200, body: { advisories: [] } });
  const client = createClient({ baseUrl: service.baseUrl });
  expect(await client.get('/advisories')).toEqual({ advisories: [] });
  expect(service.asked).toHaveLength(3);
});

test.each([
  { status: 409, body: { code: 'IDEMPOTENCY_KEY_BUSY' } },
  { status: 502, body: {} },
  { status: 504, body: {} },
])('a write answered with $status $body is sent again', async ({ status, body }) => {
  const headers = { 'retry-after': '0' };
  await using service = await aService({ status, headers, body }, { status: 200, body: {} });
  const client = createClient({ baseUrl: service.baseUrl });
  await client.post('/endpoints/{id}/pause', { params: { id: 'ep_1' } });
  expect(service.asked).toHaveLength(2);
});

test('Q9 · patience has an end, and then the refusal is thrown', async () => {
  const busy = { status: 503, headers: { 'retry-after': '0' }, body: { code: 'TOO_BUSY' } };
  await using service = await aService(busy, busy, busy);
  const client = createClient({ baseUrl: service.baseUrl, retries: 2 });
  await expect(client.get('/advisories')).rejects.toMatchObject({ status: 503, code: 'TOO_BUSY' });
  expect(service.asked).toHaveLength(3);
});

test('a write that is made again names the same key, so that it is done once; another write names another', async () => {
  const away = { status: 503, headers: { 'retry-after': '0' }, body: {} };
  const done = { status: 200, body: {} };
  await using service = await aService(away, done, done);
  const client = createClient({ baseUrl: service.baseUrl });
  await client.post('/endpoints/{id}/pause', { params: { id: 'ep_1' } });
  await client.post('/endpoints/{id}/pause', { params: { id: 'ep_1' } });
  const keys = service.asked.map(({ headers }) => headers['idempotency-key']);
  expect(keys[0]).toMatch(/^[\w-]{36}$/);
  expect(keys[1]).toBe(keys[0]);
  expect(keys[2]).not.toBe(keys[0]);
});

test('a refusal is an error that says what the service said', async () => {
  const problem = { title: 'Not Found', code: 'NOT_FOUND', detail: 'There is no advisory x' };
  await using service = await aService({
    status: 404,
    headers: { 'content-type': 'application/problem+json' },
    body: problem,
  });
  const client = createClient({ baseUrl: service.baseUrl });
  const refused = client.get('/advisories/{id}', { params: { id: 'x' } });
  const error: unknown = await refused.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ status: 404, code: 'NOT_FOUND', message: problem.detail, problem });
});

test('nothing is asked again that was refused for good, and a proxy’s page is a refusal too', async () => {
  await using service = await aService({ status: 403, headers: { 'content-type': 'text/html' } });
  const client = createClient({ baseUrl: service.baseUrl });
  await expect(client.get('/advisories')).rejects.toMatchObject({ status: 403, code: undefined });
  expect(service.asked).toHaveLength(1);
});

test('who is told to stop waits no longer', async () => {
  const busy = { status: 429, headers: { 'retry-after': '3600' }, body: {} };
  await using service = await aService(busy);
  const client = createClient({ baseUrl: service.baseUrl });
  const stop = new AbortController();
  const waiting = client.get('/advisories', { signal: stop.signal });
  await expect.poll(() => service.asked.length).toBe(1);
  stop.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
});
