import { describe, expect, test } from 'vitest';
import { z } from 'zod';

import { newEndpointSchema } from '#src/endpoints/endpoint.ts';
import { scopes } from '#src/endpoints/partner.ts';
import type { Scope } from '#src/endpoints/partner.ts';
import { createOfficers } from '#src/store/officers.ts';
import { createPartnerTokens } from '#src/store/partner-tokens.ts';
import { openOffice } from '#tests/support/office.ts';
import type { Office } from '#tests/support/office.ts';
import { operationsOf } from '#tests/support/operations.ts';
import type { Operation } from '#tests/support/operations.ts';

/** What strangers may do; whatever else has no rule of its own is a mistake. */
const open = [
  'createSubscription',
  'getAdvisory',
  'getCountry',
  'listAdvisories',
  'listCountries',
  'listMissions',
  'listPlaces',
  'previewSubscription',
];

describe('who may call what, by the OpenAPI document', () => {
  test('only these operations are for strangers', async () => {
    await using office = await openOffice();
    const { operations } = await operationsOf(office);
    const found = operations.filter(({ security }) => security.length === 0);
    const strange = found.map(({ operationId }) => operationId).filter((id) => !open.includes(id));
    expect(strange).toEqual([]);
  });

  test('every other operation refuses a missing, an unknown, an expired and a revoked token', async () => {
    await using office = await openOffice();
    const bad = await badTokens(office);
    const statuses = await table(office, bad);
    expect(statuses.filter(({ status }) => status !== 401)).toEqual([]);
    expect(statuses.length).toBeGreaterThan(50 * bad.length);
  });

  test('every other operation refuses systems whose token has every scope but its own', async () => {
    await using office = await openOffice();
    const { operations } = await operationsOf(office);
    const answers: { readonly operation: string; readonly status: number }[] = [];
    for (const operation of guarded(operations)) {
      const wanted = operation.security.flatMap(({ partner = [] }) => partner);
      const token = await partnerToken(
        office,
        scopes.filter((scope) => !wanted.includes(scope)),
      );
      answers.push({
        operation: operation.operationId,
        status: await ask(office, operation, token),
      });
    }
    expect(answers.filter(({ status }) => status !== 403)).toEqual([]);
  });

  test('what systems may do, they may do with no other scope than the one that is documented', async () => {
    await using office = await openOffice();
    const { operations } = await operationsOf(office);
    const refused: string[] = [];
    for (const operation of guarded(operations)) {
      const [wanted] = operation.security.flatMap(({ partner = [] }) => partner);
      const scope = scopes.find((one) => one === wanted);
      if (scope === undefined) continue;
      const partner = await partnerToken(office, [scope]);
      const own = await createPartnerTokens({ db: office.db }).issue(
        { name: 'own', scopes: [scope], endpoint: await endpointOf(office), expiresAt: undefined },
        'a test',
      );
      const statuses = [
        await ask(office, operation, partner),
        await ask(office, operation, own?.token),
      ];
      if (statuses.every((status) => [401, 403].includes(status)))
        refused.push(`${operation.operationId} ${statuses.join(' ')}`);
    }
    expect(refused).toEqual([]);
  });

  test('what is of an endpoint refuses the token of another endpoint', async () => {
    await using office = await openOffice();
    const { operations } = await operationsOf(office);
    const [mine, other] = [await endpointOf(office), await endpointOf(office)];
    const issued = await createPartnerTokens({ db: office.db }).issue(
      { name: 'mine', scopes, endpoint: mine, expiresAt: undefined },
      'a test',
    );
    const ofEndpoints = guarded(operations).filter(({ path }) =>
      path.startsWith('/api/v1/endpoints/{id}'),
    );
    expect(ofEndpoints.length).toBeGreaterThan(2);
    const answers: string[] = [];
    for (const operation of ofEndpoints) {
      const path = operation.path.replace('{id}', other);
      const status = await ask(office, { ...operation, path }, issued?.token);
      if (status !== 403) answers.push(`${operation.operationId} ${status}`);
    }
    expect(answers).toEqual([]);
  });
});

function guarded(operations: readonly Operation[]): readonly Operation[] {
  return operations.filter(({ operationId }) => !open.includes(operationId));
}

async function table(office: Office, tokens: readonly (string | undefined)[]) {
  const { operations } = await operationsOf(office);
  const statuses: {
    readonly operation: string;
    readonly token: number;
    readonly status: number;
  }[] = [];
  for (const operation of guarded(operations))
    for (const [token, value] of tokens.entries())
      statuses.push({
        operation: operation.operationId,
        token,
        status: await ask(office, operation, value),
      });
  return statuses;
}

async function ask(
  office: Office,
  { method, path }: Pick<Operation, 'method' | 'path'>,
  token: string | undefined,
): Promise<number> {
  const url = path.replaceAll('{publicationId}', '1').replaceAll(/\{\w+\}/g, '1');
  const { statusCode } = await office.call({
    method: methodSchema.parse(method.toUpperCase()),
    url,
    ...(token === undefined ? {} : { token }),
  });
  return statusCode;
}

const methodSchema = z.enum(['GET', 'POST', 'PUT', 'DELETE', 'PATCH']);

async function badTokens(office: Office): Promise<readonly (string | undefined)[]> {
  const officers = createOfficers({ db: office.db });
  const partners = createPartnerTokens({ db: office.db });
  const roles = ['author', 'approver', 'operator', 'auditor'] as const;
  const past = new Date(Date.now() - 1_000);
  const revoked = await officers.create({ name: 'Gone', roles }, 'a test');
  await officers.revoke('Gone', 'a test');
  const expired = await officers.create({ name: 'Old', roles, expiresAt: past }, 'a test');
  const old = { name: 'old', scopes, endpoint: undefined, expiresAt: past };
  const gone = await partners.issue({ ...old, name: 'gone', expiresAt: undefined }, 'a test');
  await partners.revoke({ id: gone?.entry.id ?? '', endpoint: undefined }, 'a test');
  const overdue = await partners.issue(old, 'a test');
  return [undefined, `cat_${'x'.repeat(43)}`, revoked, expired, gone?.token, overdue?.token];
}

async function partnerToken(office: Office, wanted: readonly Scope[]): Promise<string | undefined> {
  const fresh = {
    name: `p${Math.random()}`,
    scopes: wanted,
    endpoint: undefined,
    expiresAt: undefined,
  };
  return (await createPartnerTokens({ db: office.db }).issue(fresh, 'a test'))?.token;
}

async function endpointOf(office: Office): Promise<string> {
  const token = await office.tokenOf(`Omar ${Math.random()}`, 'operator');
  const body = { name: 'Embassy', kind: 'webhook', url: 'https://embassy.example/hook' };
  newEndpointSchema.parse(body);
  const answer = await office.call({ method: 'POST', url: '/api/v1/endpoints', token, body });
  return z.object({ id: z.string() }).parse(answer.json()).id;
}
