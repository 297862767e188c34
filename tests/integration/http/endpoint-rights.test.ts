import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { z } from 'zod';

import { openOffice } from '#tests/support/office.ts';
import type { Office } from '#tests/support/office.ts';

const registered = z.object({ id: z.string() });
const issued = z.object({ id: z.string(), token: z.string() });
const base = '/api/v1/endpoints';

async function register(office: Office, token: string, url = 'https://receiver.example/hook') {
  const contacts = [{ email: 'duty@embassy.example' }];
  const body = { kind: 'webhook', name: 'Embassy', url, contacts };
  const answer = await office.call({ method: 'POST', url: base, token, body });
  return registered.parse(answer.json()).id;
}

function makeToken(office: Office, url: string, given: { token: string; body: object }) {
  return office.call({ method: 'POST', url, ...given });
}

test('Q5 · a token makes none that may do more or lives longer than itself, and takes no such one’s place', async () => {
  await using office = await openOffice();
  const olga = await office.tokenOf('Olga', 'operator');
  const url = `${base}/${await register(office, olga)}/tokens`;
  const make = async (token: string, body: object) => makeToken(office, url, { token, body });
  const manage = { name: 'Its system', scopes: ['endpoints:manage'] };
  const reader = { name: 'Its log', scopes: ['events:read', 'endpoints:manage'], days: 90 };
  const strong = issued.parse((await make(olga, reader)).json());
  const weak = issued.parse((await make(olga, { ...manage, days: 7 })).json());
  expect((await make(weak.token, reader)).json()).toMatchObject({ code: 'FORBIDDEN' });
  expect((await make(weak.token, { ...manage, days: 8 })).statusCode).toBe(403);
  const rotate = { token: weak.token, body: { overlapHours: 0 } };
  expect((await makeToken(office, `${url}/${strong.id}/rotate`, rotate)).statusCode).toBe(403);
  const like = await make(weak.token, manage);
  const own = (await office.call({ url, token: weak.token })).json().tokens;
  expect(like.json().expiresAt).toBe(
    own.find(({ id }: { id: string }) => id === weak.id).expiresAt,
  );
  expect((await makeToken(office, `${url}/${weak.id}/rotate`, rotate)).statusCode).toBe(201);
});

test('a partner sees no mission’s contacts, and acknowledges in no mission’s name', async () => {
  await using office = await openOffice();
  const olga = await office.tokenOf('Olga', 'operator');
  const id = await register(office, olga);
  const scopes = ['endpoints:manage', 'acknowledgements:write'];
  const body = { name: 'Hotline', scopes };
  const partner = await makeToken(office, '/api/v1/partner-tokens', { token: olga, body });
  const { token } = issued.parse(partner.json());
  const own = await makeToken(office, `${base}/${id}/tokens`, { token: olga, body });
  const shownTo = async (whose: string) =>
    (await office.call({ url: `${base}/${id}`, token: whose })).json().contacts;
  expect(await shownTo(token)).toBeUndefined();
  expect(await shownTo(issued.parse(own.json()).token)).toHaveLength(1);
  const url = `/api/v1/events/evt_x/acknowledgement?endpoint=${id}`;
  const acknowledge = async (whose: string) => makeToken(office, url, { token: whose, body: {} });
  expect((await acknowledge(token)).statusCode).toBe(403);
  expect((await acknowledge(issued.parse(own.json()).token)).statusCode).toBe(404);
});

test('W1 · a duty mailbox at another address is not told before it is verified there', async () => {
  await using office = await openOffice();
  const token = await office.tokenOf('Olga', 'operator');
  const contacts = [{ email: 'duty@embassy.example' }];
  const body = { kind: 'mail', name: 'Mission', contacts };
  const made = await makeToken(office, base, { token, body });
  const { id } = registered.parse(made.json());
  await sql`update endpoints set state = 'active', verified_at = now() where public_id = ${id}`.execute(
    office.db,
  );
  const change = async (email: string) =>
    office.call({ method: 'PATCH', url: `${base}/${id}`, token, body: { contacts: [{ email }] } });
  expect((await change('duty@embassy.example')).json()).toMatchObject({ state: 'active' });
  expect((await change('stranger@elsewhere.example')).json()).toMatchObject({
    state: 'unverified',
    reason: 'address-changed',
  });
});
