import { expect, test } from 'vitest';

import type { Basis } from '#src/lists/list.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { openDuty } from '#tests/support/duty.ts';
import type { Duty } from '#tests/support/duty.ts';
import { wholeBatch } from '#tests/support/lists.ts';

const register: Basis = {
  code: 'public-task',
  because: 'section 4 of the register act, ask Mrs Costa',
};
const posted: Basis = { code: 'contract', because: 'posting contracts of 2025' };

/** Subscribes somebody by a list of their own, without asking, and sends what they are told. */
async function bringIn(
  { app: { lists }, sendNotices, hurry }: Duty,
  address: string,
  { basis, organisation }: { readonly basis: Basis; readonly organisation: string | undefined },
) {
  const people = [{ address, wish: aWish() }];
  const list = await lists.begin({
    kind: 'import',
    fileHash: Buffer.from(address),
    by: 'ana',
    organisation,
    basis,
    perMinute: 600,
    again: false,
  });
  await lists.prepare(list, people)(wholeBatch(list, people));
  await lists.mail(list, () => {});
  await hurry();
  await sendNotices();
}

test('S8 · whoever a list subscribes unasked reads who brought it and on which basis, and nothing of the operator’s own note', async () => {
  await using duty = await openDuty();
  const organisation = 'Embassy of India, Bamako';
  await bringIn(duty, 'one@example.org', { basis: register, organisation });
  await bringIn(duty, 'two@example.org', { basis: posted, organisation: undefined });
  const [one, two] = [await told(duty, 'one@example.org'), await told(duty, 'two@example.org')];
  for (const part of [one.text, one.html]) {
    expect(part).toContain(`${organisation} put this address on the list`);
    expect(part).toContain('The law calls this a public task.');
    expect(part).toContain('/privacy?lang=en');
  }
  expect(two.text).toContain('part of your contract with Ministry of External Affairs, India.');
  for (const { subject, text, html } of [one, two])
    expect(`${subject} ${text} ${html}`).not.toMatch(/Costa|posting contracts/);
});

async function told(duty: Duty, address: string) {
  const [mail] = await duty.mailTo(address);
  if (mail === undefined) throw new Error(`expected a mail to ${address}`);
  return mail;
}
