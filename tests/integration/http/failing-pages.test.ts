import { sql } from 'kysely';
import { expect, test } from 'vitest';

import { openCitizenDoors } from '#tests/support/citizen-doors.ts';

test('a form that cannot be taken is answered in the language of the form, not of the browser, and is not kept', async () => {
  await using it = await openCitizenDoors();
  const { db } = it.app;
  const form = {
    scope: 'certain',
    country: 'ML',
    threshold: '0',
    language: 'hi',
    address: 'asha@example.org',
    do: 'continue',
  };
  await sql`alter table addresses rename to elsewhere`.execute(db);
  const answer = await it.web.app.inject({
    method: 'POST',
    url: '/subscribe',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'same-origin',
      'accept-language': 'fr',
      accept: 'text/html',
    },
    payload: new URLSearchParams({ ...form, lang: 'hi' }).toString(),
  });
  await sql`alter table elsewhere rename to addresses`.execute(db);
  expect(answer.statusCode).toBe(500);
  expect(answer.body).toContain('<html lang="hi"');
  expect(answer.headers['cache-control']).toBe('no-store');
});
