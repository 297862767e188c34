import { expect, test } from 'vitest';

import { newEndpointSchema } from '#src/endpoints/endpoint.ts';
import type { Officer } from '#src/officers/officer.ts';
import { tell } from '#tests/support/asked.ts';
import { aContent } from '#tests/support/builders-content.ts';
import { openDuty } from '#tests/support/duty.ts';
import type { Duty } from '#tests/support/duty.ts';

const asha: Officer = { name: 'Asha', roles: ['author'] };
const ravi: Officer = { name: 'Ravi', roles: ['approver'] };
const desk = 'desk@consulate.example';
const staffed = { env: { RECIPIENT_ALLOWLIST: '*' } };
const { words } = aContent();
const headline = words['en']?.headline ?? '';
const whatHappened = words['en']?.whatHappened ?? '';

async function aMailbox({ app }: Duty, detail: 'full' | 'thin'): Promise<void> {
  const contacts = [{ email: desk }];
  const fresh = newEndpointSchema.parse({ kind: 'mail', name: 'Consulate', contacts, detail });
  const { endpoint } = await app.endpoints.register(fresh, 'an operator');
  await app.endpoints.verified(endpoint.id, 'the duty mailbox');
}

/** An approval, an urgent advisory and an emergency; what the mailbox got of them. */
async function toldOf(duty: Duty) {
  const { app } = duty;
  const draft = await app.desk.create(asha, { content: aContent(), lane: 'urgent' });
  await app.desk.approve(ravi, draft);
  await tell(app, { lane: 'urgent' });
  await tell(app);
  await duty.callAll();
  return duty.mailTo(desk);
}

test('a thin duty mailbox reads no word of what is not published, and of the rest the headline and where it stands', async () => {
  await using duty = await openDuty(staffed);
  await aMailbox(duty, 'thin');
  const mails = await toldOf(duty);
  expect(mails.map(({ subject }) => subject)).toEqual([
    'Approved and not yet published: ML',
    `Advisory: ${headline}`,
    `Advisory: ${headline}`,
  ]);
  const [approved = '', urgent = '', emergency = ''] = mails.map((mail) => mail.text + mail.html);
  for (const { headline: one } of Object.values(words)) expect(approved).not.toContain(one);
  for (const mail of [urgent, emergency]) expect(mail).toContain('/advisories/');
  for (const mail of [urgent, emergency]) expect(mail).not.toContain(whatHappened.slice(0, 40));
  expect(urgent).not.toContain('/acknowledge/');
  expect(emergency).toContain('/acknowledge/');
});

test('another duty mailbox reads the headline of what is approved, and all words of what is published', async () => {
  await using duty = await openDuty(staffed);
  await aMailbox(duty, 'full');
  const [approved, urgent] = await toldOf(duty);
  expect(approved?.subject).toContain(headline);
  expect(urgent?.text.replaceAll(/\s+/g, ' ')).toContain(whatHappened.slice(0, 40));
});
