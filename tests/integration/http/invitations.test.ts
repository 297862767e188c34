import { sql } from 'kysely';
import { expect, test } from 'vitest';

import { openOffice } from '#tests/support/office.ts';
import type { Office } from '#tests/support/office.ts';

const url = '/api/v1/invitations';
const person = {
  address: 'one@example.org',
  places: [{ kind: 'country', country: 'ML' }],
  language: 'fr',
};
const body = { organisation: 'Cement Works of Kayes', people: [person] };

test('S6: an operator invites staff for an organisation; who of them is known is told to nobody', async () => {
  await using office = await openOffice();
  const token = await office.tokenOf('Omar', 'operator');
  const first = await office.call({ method: 'POST', url, token, body });
  expect(first.statusCode).toBe(202);
  expect(first.json()).toEqual({ list: 1, people: 1 });
  // Word for word again: the same list, and nobody is asked twice.
  expect((await office.call({ method: 'POST', url, token, body })).json()).toEqual(first.json());
  expect(await asked(office)).toBe(1);
  // One who was asked a minute ago is not asked again, and the answer is the same.
  const other = { ...body, organisation: 'Another' };
  const second = await office.call({ method: 'POST', url, token, body: other });
  expect(second.json()).toEqual({ list: 2, people: 1 });
  expect(await asked(office)).toBe(1);
  const { rows } = await sql`
    select officer, action from audit where action like 'list.%' order by id limit 2`.execute(
    office.db,
  );
  expect(rows).toEqual([
    { officer: 'Omar', action: 'list.begun' },
    { officer: 'Omar', action: 'list.finished' },
  ]);
});

test.each([
  { what: 'a role that may not', role: 'author', sent: body, status: 403 },
  { what: 'nobody invited', role: 'operator', sent: { ...body, people: [] }, status: 400 },
  { what: 'no organisation', role: 'operator', sent: { ...body, organisation: '' }, status: 400 },
  {
    what: 'a language that is not offered',
    role: 'operator',
    sent: { ...body, people: [{ ...person, language: 'xx' }] },
    status: 400,
  },
] as const)('an invitation is refused: $what', async ({ role, sent, status }) => {
  await using office = await openOffice();
  const token = await office.tokenOf('Omar', role);
  const refused = await office.call({ method: 'POST', url, token, body: sent });
  expect(refused.statusCode).toBe(status);
  expect(refused.body).not.toContain('one@example.org');
  expect(await asked(office)).toBe(0);
});

test.each([
  { what: 'is over', days: ['2025-06-01', '2025-06-30'], pointer: '/people/1/stay/to' },
  { what: 'is too far off', days: ['2028-06-01', '2028-06-02'], pointer: '/people/1/stay/from' },
  { what: 'is too long', days: ['2025-08-01', '2026-08-20'], pointer: '/people/1/stay/to' },
] as const)(
  'a trip that $what is refused in the words of a sign-up, by where it stands, and nobody is asked',
  async ({ days: [from, to], pointer }) => {
    await using office = await openOffice({ now: () => new Date('2025-07-03T00:00:00Z') });
    const token = await office.tokenOf('Omar', 'operator');
    const late = { ...person, address: 'two@example.org', stay: { kind: 'trip', from, to } };
    const sent = { ...body, people: [person, late] };
    const refused = await office.call({ method: 'POST', url, token, body: sent });
    const signUp = await office.call({ method: 'POST', url: '/api/v1/subscriptions', body: late });
    const { errors } = signUp.json<{ errors: { pointer: string }[] }>();
    expect(refused.statusCode).toBe(signUp.statusCode);
    expect(refused.json()).toMatchObject({
      code: 'INPUT_INVALID',
      errors: errors.map((fault) => ({ ...fault, pointer: `/people/1${fault.pointer}` })),
    });
    expect(errors.map((fault) => `/people/1${fault.pointer}`)).toEqual([pointer]);
    expect(refused.body).not.toContain('@');
    expect(await asked(office)).toBe(0);
  },
);

async function asked({ db }: Office): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from deliveries where purpose like 'confirm:%'`.execute(db);
  return rows[0]?.count ?? 0;
}
