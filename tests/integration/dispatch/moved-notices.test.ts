import { sql } from 'kysely';
import { expect, test } from 'vitest';

import { aMailbox, anEmbassy } from '#tests/support/asked.ts';
import { openDuty } from '#tests/support/duty.ts';
import type { Duty } from '#tests/support/duty.ts';

const staffed = { env: { RECIPIENT_ALLOWLIST: '*' } };
const first = 'first@embassy.example';
const second = 'second@embassy.example';
const stranger = 'stranger@elsewhere.example';
const elsewhere = 'https://elsewhere.example/hook?key=secret';

async function movedMails(duty: Duty, address: string) {
  await duty.sendNotices();
  const mails = await duty.mailTo(address);
  return mails.filter(({ subject }) =>
    subject.startsWith('Address, contacts or keys were changed'),
  );
}

test('contacts of before and of now hear that an address moved, when and by whom, and what to do; nobody hears the address', async () => {
  await using duty = await openDuty(staffed);
  const { id } = await anEmbassy(duty.app);
  const change = { url: elsewhere, contacts: [{ email: stranger }] };
  await duty.app.endpoints.change(id, change, `endpoint:${id}`);
  for (const address of [first, second, stranger]) {
    const [mail, ...more] = await movedMails(duty, address);
    expect(more).toEqual([]);
    expect(mail?.subject).toContain('Embassy <Bamako>');
    expect(mail?.text).toMatch(/\d{4}-\d\d-\d\dT.*: its address.* by the endpoint’s own token/);
    expect(mail?.text).toContain('It is unverified now');
    expect(mail?.text).toContain('call the ministry’s officers on duty');
    expect(`${mail?.text}${mail?.html}`).not.toContain('secret');
  }
});

test('of a duty mailbox that moved its former mailbox hears, and of new keys everybody', async () => {
  await using duty = await openDuty(staffed);
  const mailbox = await aMailbox(duty.app, [first]);
  await duty.app.endpoints.change(mailbox.id, { contacts: [{ email: stranger }] }, 'Olga');
  expect((await movedMails(duty, first))[0]?.text).toContain('by an officer of the ministry');
  const { id } = await anEmbassy(duty.app, [{ email: second }]);
  await duty.app.endpoints.rotate(id, 0, 'partner:Hotline');
  expect((await movedMails(duty, second))[0]?.text).toContain(
    'its signing keys were replaced, by a partner’s token',
  );
});

test('who is left out of the contacts hears it, so that nobody moves an endpoint behind their back', async () => {
  await using duty = await openDuty(staffed);
  const { id } = await anEmbassy(duty.app);
  await duty.app.endpoints.change(id, { contacts: [{ email: first }] }, `endpoint:${id}`);
  expect((await movedMails(duty, second))[0]?.text).toContain('by the endpoint’s own token');
  expect(await movedMails(duty, first)).toHaveLength(1);
});

test('what is said again, and one contact more, is mailed to nobody', async () => {
  await using duty = await openDuty(staffed);
  const { id } = await anEmbassy(duty.app);
  const url = 'https://receiver.example.org/hook';
  const contacts = [first, second, stranger].map((email) => ({ email }));
  await duty.app.endpoints.change(id, { url, contacts, name: 'Embassy', filter: {} }, 'Olga');
  expect(await movedMails(duty, first)).toEqual([]);
});

test('who moves again and again fills no mailbox: one mail an hour, and the last tells how it stands', async () => {
  await using duty = await openDuty(staffed);
  const { id } = await anEmbassy(duty.app);
  await duty.app.endpoints.change(id, { url: `${elsewhere}&n=0` }, 'Olga');
  expect(await movedMails(duty, first)).toHaveLength(1);
  for (const n of [1, 2, 3, 4])
    await duty.app.endpoints.change(id, { url: `${elsewhere}&n=${n}` }, 'Olga');
  await duty.app.endpoints.disable(id, 'disabled-by-officer', 'Olga');
  const { rows } = await sql<{ hours: number; mails: number; early: number }>`
    with queued as (
      select to_timestamp(split_part(purpose, ':', 4)::numeric / 1000) as hour, due_at from deliveries where purpose like 'endpoint:moved:%'
    )
    select count(distinct hour) * 2 as hours, count(*) as mails, count(*) filter (where due_at < hour) as early from queued`.execute(
    duty.app.db,
  );
  const [{ hours, mails, early } = { hours: 0, mails: 0, early: 0 }] = rows;
  expect({ mails, early }).toEqual({ mails: hours, early: 0 }); // of two contacts
  await duty.hurry();
  const all = await movedMails(duty, first);
  expect(all.length).toBeLessThan(4); // two, or three where an hour begins meanwhile
  expect(all.at(-1)?.text).toContain('It is disabled now');
  expect(all.at(-1)?.text.match(/its address/g)?.length).toBeGreaterThan(4);
});
