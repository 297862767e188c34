import { describe, expect, test } from 'vitest';

import { outcomeOfLoss, outcomeOfReply, parseReply } from '#src/channels/email/smtp/outcome.ts';
import { readFailure } from '#src/channels/email/smtp/smtp-failure.ts';

const after = (step: Parameters<typeof outcomeOfReply>[0], text: string) => {
  const reply = parseReply(text);
  if (reply === undefined) throw new Error('expected a reply');
  const outcome = outcomeOfReply(step, reply);
  const gone = outcome.kind === 'refused' && outcome.recipientGone;
  const reason = outcome.kind === 'accepted' ? '' : outcome.reason;
  return [outcome.kind, reason, gone];
};

describe('E16 · what a reply means for one message', () => {
  test.each([
    ['data', '250 2.0.0 queued', 'accepted', '', false],
    ['rcpt', '450 4.2.0 greylisted', 'later', 'smtp-450-4.2.0', false],
    ['rcpt', '450 5.1.1 cannot verify', 'later', 'smtp-450-5.1.1', false],
    ['rcpt', '550 4.7.1 milder of the two', 'later', 'smtp-550-4.7.1', false],
    ['rcpt', '452 4.5.3 too many', 'later', 'smtp-452-4.5.3', false],
    ['data', '421 4.3.2 closing', 'later', 'smtp-421-4.3.2', false],
    ['rcpt', '503 5.5.1 nested MAIL', 'later', 'smtp-503-5.5.1', false],
    ['rcpt', '550 5.1.1 no such user', 'refused', 'smtp-550-5.1.1', true],
    ['rcpt', '550-5.1.1 no such user\n550 5.1.1 at all', 'refused', 'smtp-550-5.1.1', true],
    ['data', '550 5.1.1 no such user', 'refused', 'smtp-550-5.1.1', true],
    ['rcpt', '551 5.1.6 moved', 'refused', 'smtp-551-5.1.6', true],
    ['rcpt', '556 5.1.10 null MX', 'refused', 'smtp-556-5.1.10', true],
    ['rcpt', '550 5.1.2 no such host', 'refused', 'smtp-550-5.1.2', false],
    ['rcpt', '553 5.1.3 bad syntax', 'refused', 'smtp-553-5.1.3', false],
    ['rcpt', '550 5.1.0 address rejected', 'refused', 'smtp-550-5.1.0', false],
    ['rcpt', '550 5.2.1 disabled', 'refused', 'smtp-550-5.2.1', false],
    ['rcpt', '552 5.2.2 full', 'refused', 'smtp-552-5.2.2', false],
    ['rcpt', '550 5.4.1 access denied', 'refused', 'smtp-550-5.4.1', false],
    ['data', '554 5.6.0 content', 'refused', 'smtp-554-5.6.0', false],
    ['rcpt', '550 5.7.1 user unknown, says the text', 'refused', 'smtp-550-5.7.1', false],
    ['data', '554 5.7.26 unauthenticated', 'refused', 'smtp-554-5.7.26', false],
    ['rcpt', '550 no such user here', 'refused', 'smtp-550', false],
    ['rcpt', '550 5.1.1.1 is no status', 'refused', 'smtp-550', false],
    ['mail', '550 5.1.1 sender unknown', 'later', 'smtp-550-5.1.1', false],
    ['mail', '550 5.7.1 sender rejected', 'later', 'smtp-550-5.7.1', false],
    ['mail', '552 5.3.4 too big', 'refused', 'smtp-552-5.3.4', false],
    ['mail', '530 5.7.0 must issue STARTTLS', 'unreachable', 'smtp-530-5.7.0', false],
    ['greeting', '554 5.7.1 go away', 'unreachable', 'smtp-554-5.7.1', false],
    ['greeting', '421 4.7.0 busy', 'unreachable', 'smtp-421-4.7.0', false],
  ] as const)('to %s, %j: %s %s, mailbox gone: %s', (step, text, ...expected) => {
    expect(after(step, text)).toEqual(expected);
  });

  test('5.7.x never says that a mailbox is gone', () => {
    for (let detail = 0; detail <= 40; detail += 1) {
      expect(after('rcpt', `550 5.7.${detail} unknown user`)[2]).toBe(false);
    }
  });

  test.each([
    ['envelope', 'later', 'connection-lost'],
    ['content', 'unknown', 'connection-lost-after-data'],
  ] as const)('a connection lost in the %s: %s', (progress, kind, reason) => {
    expect(outcomeOfLoss(progress, 'connection-lost')).toEqual({ kind, reason });
  });
});

describe('why a relay could not be reached, without its prose', () => {
  test.each([
    [{ code: 'ESOCKET', originalCode: 'ECONNREFUSED' }, 'connection-refused'],
    [{ code: 'ESOCKET', originalCode: 'ECONNRESET' }, 'connection-lost'],
    [{ code: 'EDNS' }, 'host-not-found'],
    [{ code: 'ETIMEDOUT', timeoutType: 'CONNECT_TIMEOUT' }, 'connect-timeout'],
    [{ code: 'ETIMEDOUT', timeoutType: 'GREETING_TIMEOUT' }, 'greeting-timeout'],
    [{ code: 'ETIMEDOUT', timeoutType: 'SOCKET_TIMEOUT' }, 'timeout'],
    [{ code: 'ESOCKET', originalCode: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'tls-certificate-invalid'],
    [{ code: 'ESOCKET', originalCode: 'ERR_TLS_CERT_ALTNAME_INVALID' }, 'tls-certificate-invalid'],
    [
      { code: 'ESOCKET', originalCode: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
      'tls-certificate-invalid',
    ],
    [{ code: 'ESOCKET', originalCode: 'ERR_SSL_WRONG_VERSION_NUMBER' }, 'tls-failed'],
    [{ code: 'ETLS', command: 'STARTTLS', response: '502 5.5.1 what?' }, 'tls-not-offered'],
    [{ code: 'ETLS', command: 'CONN' }, 'tls-failed'],
    [
      { code: 'EAUTH', command: 'AUTH PLAIN', response: '535 5.7.8 bad password of a@b.example' },
      'auth-failed-535-5.7.8',
    ],
    [{ code: 'EAUTH', command: 'API' }, 'auth-failed'],
    [{ code: 'EPROTOCOL', response: '554 5.7.1 no' }, 'smtp-554-5.7.1'],
    [{ code: 'EPROTOCOL' }, 'protocol-error'],
    ['anything else', 'connection-lost'],
  ])('%j: %s', (error, reason) => {
    expect(readFailure(error).reason).toBe(reason);
  });
});
