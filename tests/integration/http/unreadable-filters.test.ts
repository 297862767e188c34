import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { z } from 'zod';

import { readEnv } from '#config/env.ts';
import { examineWork } from '#src/commands/checks/work.ts';
import { keptLog } from '#tests/support/log.ts';
import { openOffice } from '#tests/support/office.ts';
import type { Office } from '#tests/support/office.ts';
import { watchFilters } from '#workers/filters.ts';

const base = '/api/v1/endpoints';

async function register(office: Office, token: string, filter: object): Promise<string> {
  const body = { kind: 'webhook', name: 'Embassy', url: 'https://receiver.example/hook', filter };
  const answer = await office.call({ method: 'POST', url: base, token, body });
  return z.object({ id: z.string() }).parse(answer.json()).id;
}

/** What doctor finds of endpoints, and what a scrape shows of their filters. */
async function foundOf(office: Office) {
  const findings = await examineWork(readEnv({}), office.db);
  const { body } = await office.call({ url: '/metrics' });
  return {
    doctor: findings.filter(({ about }) => about === 'endpoints'),
    scraped: body.split('\n').filter((line) => /^[a-z_]*filter_unreadable\{/.test(line)),
  };
}

test('W5 · a filter of which a part cannot be read rings once, shows until it is mended, and then falls silent', async () => {
  await using office = await openOffice();
  const token = await office.tokenOf('Olga', 'operator');
  const id = await register(office, token, { countries: ['ML'], lanes: ['emergency'] });
  await register(office, token, {});
  const { log, said } = keptLog();
  const look = () => watchFilters({ db: office.db, log });
  await look();
  expect(await foundOf(office)).toEqual({ doctor: [], scraped: [] });

  const stored = { countries: ['ML', 7], categories: ['gone'], lanes: ['emergency'], former: true };
  await sql`update endpoints set filter = ${JSON.stringify(stored)} where public_id = ${id}`.execute(
    office.db,
  );
  await look();
  await look();
  const parts = ['categories', 'countries', 'former'];
  expect(said('filter.unreadable')).toMatchObject([{ level: 50, endpointId: id, parts }]);
  expect(await foundOf(office)).toMatchObject({
    doctor: [{ verdict: 'FAIL', says: expect.stringContaining(`${id} (Embassy)`) }],
    scraped: [`consular_alerts_endpoint_filter_unreadable{endpoint="${id}"} 3`],
  });

  const body = { filter: { countries: ['ML'] } };
  await office.call({ method: 'PATCH', url: `${base}/${id}`, token, body });
  await look();
  await look();
  expect(said('filter.readable')).toMatchObject([{ subject: id }]);
  expect(await foundOf(office)).toEqual({ doctor: [], scraped: [] });
});

test('a country that the list has lost since is still a filter: nothing rings', async () => {
  await using office = await openOffice();
  const token = await office.tokenOf('Olga', 'operator');
  const id = await register(office, token, { countries: ['ML'] });
  const stored = JSON.stringify({ countries: ['AN', 'ML'] });
  await sql`update endpoints set filter = ${stored} where public_id = ${id}`.execute(office.db);
  expect((await foundOf(office)).doctor).toEqual([]);
});
