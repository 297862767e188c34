import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';

import { judge } from '#tests/support/answer-judge.ts';
import { openOffice } from '#tests/support/office.ts';
import type { Office } from '#tests/support/office.ts';
import { operationsOf } from '#tests/support/operations.ts';
import type { Operation } from '#tests/support/operations.ts';

const megabyte = 1_048_576;
const injected = '%0d%0aX-Injected:%20yes';

const ids = fc.constantFrom(
  '%00',
  '%ed%a0%80',
  '%zz',
  '%2F',
  'a%2Fb',
  '..%2f..%2f',
  '%252F',
  'x'.repeat(99),
  'x'.repeat(101),
  'x'.repeat(20_000),
  '9'.repeat(40),
  '-1',
  '0',
  '1e3',
  '2147483648',
  '9223372036854775808',
  '00000000-0000-0000-0000-000000000000',
  '%F0%9F%98%80',
  '__proto__',
  injected,
);
const asked = fc.constantFrom(
  '=',
  '=%00',
  '=%ed%a0%80',
  '=%zz',
  `=${'9'.repeat(400)}`,
  '=-0',
  '=NaN',
  '=1e308',
  '=a&{}=b',
  '=1&{}=2&{}=3',
  '[]=1',
  '[a]=1',
  '[__proto__][x]=1',
  `=${'x'.repeat(20_000)}`,
  `=${injected}`,
  '',
);
const bodies = fc.constantFrom<string | Buffer>(
  '',
  ' ',
  'null',
  '[]',
  '"x"',
  '0',
  '1e999',
  '{}',
  '{"__proto__":{"a":1}}',
  '{"constructor":{"prototype":{}}}',
  '{"a":1,"a":2}',
  '{"\\u0000":1}',
  '{"id":"\\ud800"}',
  '{"content":{"words":{"en":"\\u0000"}}}',
  `{"name":${'9'.repeat(400)}}`,
  `${'['.repeat(9_000)}${']'.repeat(9_000)}`,
  `${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}`,
  '\ufeff{}',
  '{',
  Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  JSON.stringify({ a: 'x'.repeat(megabyte) }),
  JSON.stringify({ a: 'x'.repeat(megabyte - 8) }),
);
const types = fc.constantFrom(
  'application/json',
  'application/json',
  'application/json; charset=utf-16',
  'APPLICATION/JSON',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'multipart/form-data',
  'text/plain',
  'text/html',
  'application/octet-stream',
  'application/json, text/plain',
  '/',
  '',
);
const values = fc.constantFrom(
  '',
  '*',
  '"',
  'a\r\nX-Injected: yes',
  'a\u0000b',
  '\u00ff',
  'x'.repeat(9_000),
  '"x", W/"y", *',
  '-1',
);
const headers = fc.dictionary(
  fc.constantFrom(
    'idempotency-key',
    'if-none-match',
    'if-modified-since',
    'accept',
    'accept-language',
    'accept-encoding',
    'x-forwarded-for',
    'x-http-method-override',
    'origin',
    'range',
    'webhook-signature',
  ),
  values,
  { maxKeys: 3 },
);

const odd = (operations: readonly Operation[]) =>
  fc.record({
    operation: fc.constantFrom(...operations),
    id: ids,
    query: fc.array(fc.tuple(fc.nat(20), asked), { maxLength: 3 }),
    body: bodies,
    type: types,
    headers,
    hasToken: fc.nat(9).map((one) => one > 0),
  });
type Odd = ReturnType<typeof odd> extends fc.Arbitrary<infer Drawn> ? Drawn : never;

test('however odd a request, the API answers as its document says, and nobody writes its headers', async () => {
  await using office = await openOffice();
  const { document, operations } = await operationsOf(office);
  const token = await office.tokenOf('Everybody', 'author', 'approver', 'operator', 'auditor');
  const faults = new Set<string>();
  await fc.assert(
    fc.asyncProperty(odd(operations), async (request) => {
      const answer = await sent(office, request, token);
      const wrong = judge(document, request.operation, {
        status: answer.statusCode,
        contentType: answer.headers['content-type'] ?? '',
        body: answer.body,
      });
      const { operationId } = request.operation;
      if (wrong !== undefined) faults.add(`${operationId}: ${wrong} ${shortOf(request)}`);
      if ('x-injected' in answer.headers) faults.add(`${operationId}: has our header`);
    }),
    { numRuns: 3_000, endOnFailure: true },
  );
  expect([...faults]).toEqual([]);
});

test('a method that is not documented at an address is refused there, and HEAD says what GET would', async () => {
  await using office = await openOffice();
  const { operations } = await operationsOf(office);
  const token = await office.tokenOf('Everybody', 'author', 'approver', 'operator', 'auditor');
  const call = (method: 'HEAD' | 'GET' | 'OPTIONS' | 'TRACE', path: string) =>
    office.server.app.inject({
      method,
      url: path.replaceAll(/\{\w+\}/g, '1'),
      headers: bearer(token),
    });
  const answers: string[] = [];
  for (const path of new Set(operations.map((one) => one.path))) {
    for (const method of ['OPTIONS', 'TRACE'] as const) {
      const {
        statusCode,
        headers: { allow = '' },
      } = await call(method, path);
      const methods = operations.filter((one) => one.path === path).map((one) => one.method);
      const isSaid = methods.every((one) => allow.includes(one.toUpperCase()));
      if (statusCode !== 405 || !isSaid) answers.push(`${method} ${path} ${statusCode} ${allow}`);
    }
    const [head, get] = [await call('HEAD', path), await call('GET', path)];
    if (head.statusCode !== get.statusCode || head.body !== '')
      answers.push(`HEAD ${path} ${head.statusCode} instead of ${get.statusCode}`);
  }
  expect(answers).toEqual([]);
});

const methodSchema = z.enum(['GET', 'POST', 'PUT', 'DELETE', 'PATCH']);

function sent(office: Office, request: Odd, token: string) {
  const { operation, type, body, hasToken } = request;
  const method = methodSchema.parse(operation.method.toUpperCase());
  return office.server.app.inject({
    method,
    url: urlOf(request),
    headers: {
      ...request.headers,
      ...(hasToken ? bearer(token) : {}),
      ...(method === 'GET' ? {} : { 'content-type': type }),
    },
    ...(method === 'GET' ? {} : { body }),
  });
}

function bearer(token: string) {
  return { authorization: `Bearer ${token}` };
}

function urlOf({ operation, id, query }: Odd): string {
  const names = operation.parameters.flatMap((one) => (one.in === 'query' ? (one.name ?? []) : []));
  const pairs = query.map(([at, text]) => {
    const name = [...names, 'unknown'][at % (names.length + 1)] ?? 'unknown';
    return `${name}${text.replaceAll('{}', name)}`;
  });
  return `${operation.path.replaceAll(/\{\w+\}/g, id)}?${pairs.join('&')}`;
}

function shortOf(request: Odd): string {
  const { type, body, headers: read } = request;
  const parts = [urlOf(request).slice(0, 200), type, String(body).slice(0, 60)];
  return `(asked ${parts.join(' | ')} | ${JSON.stringify(read).slice(0, 200)})`;
}
