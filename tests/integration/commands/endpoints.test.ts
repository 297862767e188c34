import { expect, test } from 'vitest';

import { startWebhookReceiver } from '#tests/support/webhook-receiver.ts';

import { openDesk } from './open-desk.ts';

test('an operator adds an endpoint, has it verified and pings it, and its own token rotates its keys', async () => {
  await using desk = await openDesk('endpoints');
  await using receiver = await startWebhookReceiver();
  receiver.answerWith((response) => response.end(receiver.received.at(-1)?.body));
  const token = await desk.office.tokenOf('Omar', 'operator');
  const as = (...words: readonly string[]) => desk.type(token, ...words);
  const added = await as('add', '--name', 'Embassy', '--url', receiver.url, '--countries', 'ML,SN');
  expect(added.out).toMatch(/^ep_\w+ is registered\. .*:\nwhsec_/);
  const [id = ''] = added.out.split(' ');
  expect((await as('ping', id)).err).toContain('(ENDPOINT_NOT_ACTIVE)');
  expect((await as('verify', id)).out).toContain('active  Embassy  ML SN');
  expect((await as('ping', id)).out).toMatch(/^evt_\w+ is on its way as number 1\.\n$/);
  const made = await as('tokens', 'create', id, '--name', 'Its system');
  const [own = ''] = made.out.split('\n');
  expect(own).toMatch(/^cae_/);
  expect((await desk.type(own, 'rotate', id, '--hours', '1')).out).toContain('whsec_');
  const shown = await desk.type(own, 'show', id);
  expect(shown.out).toMatch(/v1a +whpk_\S+ \(until /);
  expect(shown.out + (await as('list')).out).not.toContain('whsec_');
  expect((await as('disable', id)).out).toContain('disabled-by-officer');
  expect((await desk.type(own, 'resume', id)).err).toContain('expected an operator');
  expect((await as('remove', id)).out).toBe(`${id} is removed.\n`);
  expect((await as('list')).out).toBe('No endpoints.\n');
});
