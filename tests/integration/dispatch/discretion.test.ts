import { expect, test } from 'vitest';

import type { Wish } from '#src/subscription/subscription.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { openDuty } from '#tests/support/duty.ts';
import type { Duty } from '#tests/support/duty.ts';

const asha = 'asha@example.org';
const senegal = aWish({ places: [{ kind: 'country', country: 'SN' }] });

const subjects = async (duty: Duty) => (await duty.mailTo(asha)).map(({ subject }) => subject);

/** Whatever waits for its turn has it now. */
async function send(duty: Duty): Promise<void> {
  await duty.hurry();
  await duty.sendNotices();
}

async function follow(duty: Duty, wish: Wish): Promise<void> {
  await duty.app.subscriptions.request(asha, wish);
  await send(duty);
  await duty.app.subscriptions.confirm(await duty.linkIn('confirm', asha));
}

async function askToManage(duty: Duty): Promise<string> {
  await duty.app.subscriptions.requestManageLink(asha);
  await send(duty);
  return duty.linkIn('manage', asha);
}

test('whoever asked for discreet mail gets no other: to confirm, that all has ended, to manage what is over', async () => {
  await using duty = await openDuty();
  const { subscriptions, keyring } = duty.app;
  await follow(duty, aWish({ discreet: true }));
  await follow(duty, senegal);
  await subscriptions.unsubscribe(keyring.unsubscribeToken(1, 0));
  await send(duty);
  await askToManage(duty);
  const all = await subjects(duty);
  expect(all).toHaveLength(4);
  expect(new Set(all)).toEqual(new Set(['Please read this message']));
});

test('whoever ends the alert that asked for it, and keeps another, gets ordinary subjects again', async () => {
  await using duty = await openDuty();
  const { subscriptions } = duty.app;
  await follow(duty, aWish({ discreet: true }));
  await follow(duty, senegal);
  const token = await askToManage(duty);
  const found = await subscriptions.manage(token);
  const own = found.kind === 'used' ? found.value : [];
  const [open] = own.filter(({ wish }) => wish.discreet);
  await subscriptions.end(token, open?.id ?? 0);
  await follow(duty, aWish({ places: [{ kind: 'country', country: 'NE' }] }));
  expect((await subjects(duty)).at(-1)).toBe('Please confirm your alerts');
});
