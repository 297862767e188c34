import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';

import { judge } from '#tests/support/answer-judge.ts';
import { aContent } from '#tests/support/builders-content.ts';
import { broken, nasty, valuesOf } from '#tests/support/from-schema.ts';
import { openOffice } from '#tests/support/office.ts';
import type { Office } from '#tests/support/office.ts';
import { documentShape, operationsOf } from '#tests/support/operations.ts';
import type { Operation } from '#tests/support/operations.ts';

type Document = z.infer<typeof documentShape>;

/** A request as it is drawn; which ids there are is known only when it is sent. */
interface Drawn {
  readonly operation: Operation;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly pick: number;
  readonly breaks: { readonly at: number; readonly by: unknown } | undefined;
  readonly contentType: string;
}

test('whatever is asked, the API answers as its document says: no failure, no status and no body that is not in it', async () => {
  await using office = await openOffice();
  const { document, operations } = await operationsOf(office);
  const tokens = {
    officer: await office.tokenOf('Everybody', 'author', 'approver', 'operator', 'auditor'),
  };
  const learnt = new Set<string>();
  await begin(office, tokens.officer, learnt);
  const faults: string[] = [];
  await fc.assert(
    fc.asyncProperty(
      fc.array(drawn(document, operations), { minLength: 80, maxLength: 80 }),
      async (requests) => {
        for (const request of requests) {
          const fault = await faultOf({ office, document, token: tokens.officer, learnt }, request);
          if (fault !== undefined) faults.push(fault);
        }
      },
    ),
    { numRuns: 25, endOnFailure: true },
  );
  expect([...new Set(faults)].toSorted()).toEqual([]);
  expect(learnt.size).toBeGreaterThan(10);
}, 120_000);

/** What cannot be drawn by chance: drafts that are complete, and an endpoint. */
async function begin(office: Office, token: string, learnt: Set<string>): Promise<void> {
  const endpoint = { kind: 'webhook', name: 'Embassy', url: 'https://embassy.example/hook' };
  const draft = { content: aContent(), lane: 'routine' };
  for (const [resource, body] of [
    ['drafts', draft],
    ['drafts', draft],
    ['drafts', draft],
    ['endpoints', endpoint],
  ] as const) {
    const url = `/api/v1/${resource}`;
    const answer = await office.call({ method: 'POST', url, token, body });
    learnt.add(`${resource} ${z.object({ id: z.string() }).parse(answer.json()).id}`);
  }
  learnt.add('countries ML');
}

function drawn(document: Document, operations: readonly Operation[]): fc.Arbitrary<Drawn> {
  const resolve = (ref: string) => document.components.schemas[ref.split('/').at(-1) ?? ''];
  return fc.oneof(
    ...operations.map((operation) => {
      const asked = operation.parameters.filter((parameter) => parameter.in === 'query');
      const sent = operation.requestBody?.content['application/json']?.schema;
      return fc.record({
        operation: fc.constant(operation),
        query: fc.record(
          Object.fromEntries(
            asked.map(({ name = '', schema }) => [
              name,
              fc.oneof({ weight: 4, arbitrary: valuesOf(schema, resolve) }, nasty),
            ]),
          ),
          { requiredKeys: [] },
        ),
        body: sent === undefined ? fc.constant(undefined) : valuesOf(sent, resolve),
        pick: fc.nat(),
        breaks: fc.option(fc.record({ at: fc.nat(1_000), by: nasty }), { nil: undefined }),
        contentType: fc.oneof(
          { weight: 9, arbitrary: fc.constant('application/json') },
          fc.constantFrom('text/plain', 'application/xml', 'application/json; charset=x', ','),
        ),
      });
    }),
  );
}

interface Run {
  readonly office: Office;
  readonly document: Document;
  readonly token: string;
  readonly learnt: Set<string>;
}

async function faultOf(run: Run, request: Drawn): Promise<string | undefined> {
  const { operation, body, breaks, contentType, pick } = request;
  const sent = breaks === undefined ? body : broken(body, breaks);
  const ours = [...run.learnt].filter((one) => one.startsWith(`${resourceOf(operation)} `));
  const url = urlOf(
    request,
    ours.map((one) => one.split(' ')[1] ?? ''),
  );
  const answer = await run.office.call({
    method: methodSchema.parse(operation.method.toUpperCase()),
    url,
    ...(pick % 20 === 0 ? {} : { token: run.token }),
    ...sentAs(sent, contentType),
  });
  const wrong = judge(run.document, operation, {
    status: answer.statusCode,
    contentType: answer.headers['content-type'] ?? '',
    body: answer.body,
  });
  if (answer.statusCode < 300 && answer.body !== '')
    learn(run.learnt, resourceOf(operation), JSON.parse(answer.body));
  return (
    wrong && `${operation.operationId}: ${wrong} (asked ${JSON.stringify(sent)?.slice(0, 300)})`
  );
}

function sentAs(sent: unknown, contentType: string) {
  if (sent === undefined) return {};
  return { headers: { 'content-type': contentType }, body: JSON.stringify(sent) };
}

const methodSchema = z.enum(['GET', 'POST', 'PUT', 'DELETE', 'PATCH']);

function urlOf({ operation, query, pick, breaks }: Drawn, learnt: readonly string[]): string {
  const known = learnt[pick % Math.max(1, learnt.length)] ?? '1';
  const odd = breaks === undefined || pick % 3 > 0 ? known : textOf(breaks.by);
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_all, name) =>
    encoded(name === 'language' ? 'en' : odd),
  );
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((one) => `${name}=${encoded(textOf(one))}`),
  );
  return `${path}?${pairs.join('&')}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** Half a surrogate pair has no encoding: its bytes are sent. */
function encoded(text: string): string {
  return encodeURIComponent(text.replaceAll(/[\ud800-\udfff]/g, '\u{fffd}')) || '%20';
}

/** Ids are learnt of the things they are of. */
function resourceOf({ path }: Operation): string {
  return path.split('/')[3] ?? '';
}

function learn(learnt: Set<string>, resource: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, one] of Object.entries(value)) {
    if (
      /^(?:id|.*Id)$/.test(name) &&
      ['string', 'number'].includes(typeof one) &&
      learnt.size < 200
    )
      learnt.add(`${resource} ${String(one)}`);
    else learn(learnt, resource, one);
  }
}
