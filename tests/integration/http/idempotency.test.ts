import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

import { createIdempotentAnswers } from '#src/store/idempotent-answers.ts';
import { aContent } from '#tests/support/builders-content.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { aKeyring } from '#tests/support/keyring.ts';
import { openOffice } from '#tests/support/office.ts';
import type { Office } from '#tests/support/office.ts';

const body = { content: aContent(), lane: 'routine' };

describe('a write that names an Idempotency-Key', () => {
  test('is done once, and whoever repeats it is given the very same answer', async () => {
    await using office = await openOffice();
    const asha = await office.tokenOf('Asha', 'author');
    const first = await make(office, asha, { key: '"k-1"' });
    const second = await make(office, asha, { key: '"k-1"' });
    expect(first.statusCode).toBe(201);
    expect([second.statusCode, second.body]).toEqual([201, first.body]);
    expect(second.headers).toMatchObject({
      location: first.headers.location,
      'content-type': first.headers['content-type'],
      'idempotency-replayed': 'true',
    });
    expect(await draftsIn(office)).toBe(1);
  });

  test('a bare key is the same as one in quotes, and keys of others are other keys', async () => {
    await using office = await openOffice();
    const asha = await office.tokenOf('Asha', 'author');
    const ravi = await office.tokenOf('Ravi', 'author');
    await make(office, asha, { key: '"k-1"' });
    await make(office, asha, { key: 'k-1' });
    expect(await draftsIn(office)).toBe(1);
    await make(office, ravi, { key: 'k-1' });
    expect(await draftsIn(office)).toBe(2);
  });

  test('with another request it is refused', async () => {
    await using office = await openOffice();
    const asha = await office.tokenOf('Asha', 'author');
    await make(office, asha, { key: 'k-1' });
    const other = await make(office, asha, { key: 'k-1', sent: { ...body, lane: 'urgent' } });
    expect(other.statusCode).toBe(422);
    expect(other.json()).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  test('refusals of the desk are kept, those before it is asked are not', async () => {
    await using office = await openOffice();
    const asha = await office.tokenOf('Asha', 'author');
    expect((await make(office, asha, { key: 'k-1', sent: { lane: 'routine' } })).statusCode).toBe(
      400,
    );
    expect((await make(office, asha, { key: 'k-1' })).statusCode).toBe(201);
    const url = '/api/v1/drafts/00000000-0000-4000-8000-000000000000/dismiss';
    const lost = { method: 'POST', url, token: asha, body: { reason: 'r' } } as const;
    const headers = { 'idempotency-key': 'k-2' };
    const answers = [
      await office.call({ ...lost, headers }),
      await office.call({ ...lost, headers }),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([404, 404]);
    expect(answers[1]?.headers['idempotency-replayed']).toBe('true');
  });

  test('many at once are one', async () => {
    await using office = await openOffice();
    const asha = await office.tokenOf('Asha', 'author');
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => make(office, asha, { key: 'k-1' })),
    );
    expect(await draftsIn(office)).toBe(1);
    const busy = answers.filter(({ statusCode }) => statusCode === 409);
    expect(busy.every(({ headers }) => headers['retry-after'] === '1')).toBe(true);
    const made = answers.filter(({ statusCode }) => statusCode === 201);
    expect(made.length + busy.length).toBe(20);
    expect(new Set(made.map((answer) => answer.body)).size).toBe(1);
    expect((await make(office, asha, { key: 'k-1' })).body).toBe(made[0]?.body);
  });

  test('whose process died in the middle frees its key after a minute, and comes too late by then', async () => {
    await using office = await openOffice();
    const asha = await office.tokenOf('Asha', 'author');
    const store = createIdempotentAnswers({ db: office.db, keyring: aKeyring() });
    const request = { principal: 'Asha', key: 'k-1', request: Buffer.from('what it asked') };
    const dead = await store.begin(request);
    expect(await store.begin(request)).toEqual({ kind: 'under-way' });
    await sql`update idempotent_answers set at = at - interval '61 seconds'`.execute(office.db);
    expect((await make(office, asha, { key: 'k-1' })).statusCode).toBe(201);
    if (dead.kind !== 'ours') throw new Error('expected the first one to have the key');
    await store.keep(dead.claim, { status: 418, headers: {}, body: 'late' });
    expect((await make(office, asha, { key: 'k-1' })).statusCode).toBe(201);
    expect(await draftsIn(office)).toBe(1);
  });

  test('of a stranger is done each time, and keeps nothing', async () => {
    await using office = await openOffice();
    const ask = () =>
      office.call({
        method: 'POST',
        url: '/api/v1/subscriptions',
        body: { ...aWish(), address: 'anna@example.org' },
        headers: { 'idempotency-key': 'k-1' },
      });
    await ask();
    expect((await ask()).headers).not.toHaveProperty('idempotency-replayed');
    expect(await keptIn(office)).toBe(0);
  });

  test('that failed here may be sent again at once', async () => {
    let fails = true;
    await using office = await openOffice({
      admission: {
        ofCall: () =>
          fails
            ? Promise.reject(new Error('planted'))
            : Promise.resolve({ isDropped: false, waitMs: 0, saidMs: 0 }),
      },
    });
    const wish = { ...aWish(), address: 'anna@example.org' };
    const ask = () =>
      office.call({
        method: 'POST',
        url: '/api/v1/subscriptions',
        body: wish,
        headers: { 'idempotency-key': 'k-1' },
      });
    const first = await ask();
    fails = false;
    expect([first.statusCode, (await ask()).statusCode]).toEqual([500, 202]);
  });

  test('is forgotten after a day, and the secret that it showed is never readable in the database', async () => {
    await using office = await openOffice();
    const omar = await office.tokenOf('Omar', 'operator');
    const endpoint = { name: 'Embassy', kind: 'webhook', url: 'https://embassy.example/hook' };
    const register = () =>
      office.call({
        method: 'POST',
        url: '/api/v1/endpoints',
        token: omar,
        body: endpoint,
        headers: { 'idempotency-key': 'k-1' },
      });
    const first = await register();
    const { secret } = z.object({ secret: z.string() }).parse(first.json());
    expect((await register()).body).toBe(first.body);
    const { rows } = await sql<{ answer: Buffer }>`select answer from idempotent_answers`.execute(
      office.db,
    );
    expect(rows[0]?.answer.includes(secret)).toBe(false);
    await sql`update idempotent_answers set at = at - interval '25 hours'`.execute(office.db);
    expect((await register()).body).not.toBe(first.body);
  });

  test.each(['""', 'a b', 'a"b', 'x'.repeat(201), 'a, b'])('%j is no key', async (key) => {
    await using office = await openOffice();
    const asha = await office.tokenOf('Asha', 'author');
    expect((await make(office, asha, { key })).json()).toMatchObject({ code: 'INPUT_INVALID' });
  });
});

function make(office: Office, token: string, { key, sent = body }: Keyed) {
  const headers = { 'idempotency-key': key };
  return office.call({ method: 'POST', url: '/api/v1/drafts', token, body: sent, headers });
}

interface Keyed {
  readonly key: string;
  readonly sent?: object;
}

async function keptIn({ db }: Office): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from idempotent_answers`.execute(db);
  return rows[0]?.count ?? 0;
}

async function draftsIn({ db }: Office): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from drafts`.execute(
    db,
  );
  return rows[0]?.count ?? 0;
}
