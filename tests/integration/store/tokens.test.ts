import { sql } from 'kysely';
import { expect, test } from 'vitest';

import { newSigningKeys } from '#src/channels/webhook/keys.ts';
import type { NewPartnerToken } from '#src/endpoints/partner.ts';
import { createAuditLog } from '#src/store/audit.ts';
import type { Database } from '#src/store/database.ts';
import { createEndpoints } from '#src/store/endpoints.ts';
import { createOfficers } from '#src/store/officers.ts';
import { createPartnerTokens } from '#src/store/partner-tokens.ts';
import { anEndpoint } from '#tests/support/endpoints.ts';
import { aKeyring } from '#tests/support/keyring.ts';
import { openDatabase } from '#tests/support/open-database.ts';
import { there } from '#tests/support/there.ts';

const aPartner: NewPartnerToken = {
  name: 'Hotline app',
  scopes: ['advisories:read', 'publications:read'],
  endpoint: undefined,
  expiresAt: undefined,
};

test('a partner’s token lets in for its scopes, is kept as a hash, and is revoked by its id', async () => {
  await using db = await openDatabase();
  const tokens = createPartnerTokens({ db });
  const issued = there(await tokens.issue(aPartner, 'Olga'));
  expect(issued.token).toMatch(/^cap_[\w-]{43}$/);
  const { name, scopes, endpoint } = aPartner;
  expect(await tokens.authenticate(issued.token)).toEqual({ name, scopes, endpoint });
  expect(await tokens.authenticate('cap_nonsense')).toBeUndefined();
  expect(await allThatIsKept(db)).not.toContain(issued.token.slice(4));
  const which = { id: issued.entry.id, endpoint: undefined };
  expect(await tokens.revoke(which, 'Olga')).toBe(true);
  expect(await tokens.revoke(which, 'Olga')).toBe(false);
  expect(await tokens.authenticate(issued.token)).toBeUndefined();
  const actions = (await createAuditLog({ db }).list({ limit: 10 })).map((one) => one.action);
  expect(actions).toEqual(['partner-token.revoked', 'partner-token.created']);
});

test('an expired token is told from an unknown one', async () => {
  await using db = await openDatabase();
  let now = new Date('2026-01-01T00:00:00Z');
  const parts = { db, now: () => now };
  const [tokens, officers] = [createPartnerTokens(parts), createOfficers(parts)];
  const expiresAt = new Date('2026-01-02T00:00:00Z');
  const issued = there(await tokens.issue({ ...aPartner, expiresAt }, 'Olga'));
  const officer = await officers.create({ name: 'Asha', roles: ['author'], expiresAt }, 'Olga');
  expect(await tokens.authenticate(issued.token)).toMatchObject({ name: 'Hotline app' });
  expect(await officers.authenticate(officer)).toEqual({ name: 'Asha', roles: ['author'] });
  now = expiresAt;
  expect(await tokens.authenticate(issued.token)).toEqual({ expiredAt: expiresAt });
  expect(await officers.authenticate(officer)).toEqual({ expiredAt: expiresAt });
  expect(await officers.named('Asha')).toBeUndefined();
});

test('rotation gives a new token and lets the old one live for the overlap', async () => {
  await using db = await openDatabase();
  let now = new Date('2026-01-01T00:00:00Z');
  const tokens = createPartnerTokens({ db, now: () => now });
  const old = there(await tokens.issue(aPartner, 'Olga'));
  const which = { id: old.entry.id, endpoint: undefined };
  const fresh = there(await tokens.rotate({ ...which, overlapHours: 24 }, 'Olga'));
  expect(fresh.entry).toMatchObject({ name: 'Hotline app', scopes: aPartner.scopes });
  now = new Date('2026-01-01T23:59:59Z');
  expect(await tokens.authenticate(old.token)).toMatchObject({ name: 'Hotline app' });
  expect(await tokens.authenticate(fresh.token)).toMatchObject({ name: 'Hotline app' });
  now = new Date('2026-01-02T00:00:00Z');
  expect(await tokens.authenticate(old.token)).toMatchObject({ expiredAt: now });
  expect(await tokens.authenticate(fresh.token)).toMatchObject({ name: 'Hotline app' });
  expect(await tokens.rotate({ ...which, overlapHours: 24 }, 'Olga')).toBeUndefined();
});

test('a token of an endpoint says which, is found with it alone, and goes with it', async () => {
  await using db = await openDatabase();
  const endpoints = createEndpoints({ db, keyring: aKeyring(), newKeys: newSigningKeys });
  const tokens = createPartnerTokens({ db });
  const [mine, other] = [await anEndpoint(endpoints), await anEndpoint(endpoints)];
  const issued = there(await tokens.issue({ ...aPartner, endpoint: mine.id }, 'Olga'));
  const { id } = issued.entry;
  expect(issued.token).toMatch(/^cae_/);
  expect(await tokens.authenticate(issued.token)).toMatchObject({ endpoint: mine.id });
  expect(await tokens.list(other.id)).toEqual([]);
  expect(await tokens.list()).toEqual([]);
  expect(await tokens.list(mine.id)).toMatchObject([{ id, createdBy: 'Olga' }]);
  expect(await tokens.revoke({ id, endpoint: other.id }, 'Olga')).toBe(false);
  expect(await tokens.revoke({ id, endpoint: undefined }, 'Olga')).toBe(false);
  expect(await tokens.issue({ ...aPartner, endpoint: 'ep_nowhere' }, 'Olga')).toBeUndefined();
  await endpoints.remove(mine.id, 'Olga');
  expect(await tokens.authenticate(issued.token)).toBeUndefined();
  expect(await tokens.issue({ ...aPartner, endpoint: mine.id }, 'Olga')).toBeUndefined();
});

test('an officer may do what any of their tokens allows, and is writes for some countries only when each that may write does', async () => {
  await using db = await openDatabase();
  const officers = createOfficers({ db });
  const limited = { name: 'Asha', roles: ['author'], countries: ['ML'] } as const;
  const token = await officers.create(limited, 'Olga');
  expect(await officers.authenticate(token)).toEqual(limited);
  await officers.create({ ...limited, countries: ['NE'] }, 'Olga');
  await officers.create({ name: 'Asha', roles: ['auditor'] }, 'Olga');
  expect(await officers.named('Asha')).toEqual({
    name: 'Asha',
    roles: expect.arrayContaining(['author', 'auditor']),
    countries: expect.arrayContaining(['ML', 'NE']),
  });
  await officers.create({ name: 'Asha', roles: ['author'] }, 'Olga');
  expect((await officers.named('Asha'))?.countries).toBeUndefined();
});

async function allThatIsKept(db: Database): Promise<string> {
  const { rows } = await sql<{ text: string }>`
    select string_agg(t::text || a::text, '') as text from partner_tokens t, audit a`.execute(db);
  return rows[0]?.text ?? '';
}
