import { createServer } from 'node:net';

import { describe, expect, test } from 'vitest';

import { readEnv } from '#config/env.ts';
import { issuer } from '#config/issuer.ts';
import { repliesOf } from '#src/answers.ts';
import { examineAnswers } from '#src/commands/checks/answers.ts';
import { listen } from '#tests/support/raw-server.ts';

const relay = { SMTP_URL: 'smtp://127.0.0.1:25' };
const examined = async (variables: Readonly<Record<string, string>>) =>
  (await examineAnswers(readEnv(variables), undefined)).map(
    ({ verdict, about }) => `${verdict} ${about}`,
  );

describe('doctor', () => {
  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['nothing leaves', {}, ['NOTE bounces', 'NOTE answers', 'NOTE replies']],
    ['a relay and no way in', relay, ['FAIL bounces', 'FAIL answers', 'NOTE replies']],
    [
      'a port on which nobody listens',
      { ...relay, INBOUND_PORT: '1' },
      ['FAIL bounces', 'FAIL answers', 'NOTE replies'],
    ],
    [
      'a maildir, officers on duty and Reply-To that comes here',
      {
        ...relay,
        INBOUND_MAILDIR: '/mail',
        DUTY_ADDRESS: 'duty@staff.example',
        INBOUND_DOMAINS: 'alerts.example',
      },
      ['PASS bounces', 'PASS answers', 'PASS replies'],
    ],
  ])('with %s', async (_what, variables, findings) => {
    expect(await examined(variables)).toEqual(findings);
  });

  test('hears whether it is a mail server that listens', async () => {
    for (const [greeting, verdict] of [
      ['220 door ESMTP\r\n', 'PASS'],
      ['SSH-2.0\r\n', 'FAIL'],
    ] as const) {
      const server = createServer((socket) => socket.on('error', () => {}).end(greeting));
      const { port } = await listen(server);
      const [wayIn] = await examined({ ...relay, INBOUND_PORT: String(port) });
      expect(wayIn).toBe(`${verdict} bounces`);
      server.close();
    }
  });
});

describe('what mails say about replies', () => {
  const wayIn = { INBOUND_PORT: '2525', DUTY_ADDRESS: 'duty@staff.example' };
  const comesHere = { INBOUND_DOMAINS: 'alerts.example' };
  test.each<[string, Readonly<Record<string, string>>, string | undefined]>([
    ['nothing, unless somebody says it', {}, undefined],
    ['nothing where Reply-To does not come here', wayIn, undefined],
    ['nothing where nobody is on duty', { ...comesHere, INBOUND_PORT: '2525' }, undefined],
    ['that they are forwarded, where they are', { ...wayIn, ...comesHere }, 'forwarded'],
    ['what the operator says', { ...wayIn, ...comesHere, ISSUER_REPLIES: 'unread' }, 'unread'],
    ['that they are read, where the operator says so', { ISSUER_REPLIES: 'read' }, 'read'],
  ])('is %s', (_what, variables, replies) => {
    expect(repliesOf(readEnv(variables), issuer)).toBe(replies);
  });

  test('is never that they are forwarded where nobody forwards them', () => {
    expect(() => repliesOf(readEnv({ ISSUER_REPLIES: 'forwarded' }), issuer)).toThrow(
      /DUTY_ADDRESS/,
    );
  });
});
