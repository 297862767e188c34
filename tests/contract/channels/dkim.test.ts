import { pino } from 'pino';
import { describe, expect, test, vi } from 'vitest';

import { contentOf } from '#src/channels/email/content.ts';
import { createDkim } from '#src/channels/email/dkim/dkim.ts';
import type { DkimIdentity } from '#src/channels/email/dkim/keys.ts';
import type { EmailMessage } from '#src/channels/email/email-message.ts';
import { createEmailChannel } from '#src/channels/email/email.ts';
import { brokenIdentity, someIdentity, verdicts } from '#tests/support/dkim.ts';
import { patiently } from '#tests/support/patiently.ts';
import { startSmtpSink } from '#tests/support/smtp-sink.ts';

const raw = Buffer.from(
  'From: alerts@example.org\r\nTo: asha@example.net\r\nSubject: ALERT\r\nMessage-ID: <d-1@example.org>\r\n\r\nBe careful.\r\n',
);
const unsigned: EmailMessage = {
  id: 'd-1@example.org',
  from: '',
  to: 'asha@example.net',
  content: contentOf(raw),
};
const soon = () => AbortSignal.timeout(60_000);

/** A relay, a channel that takes signed mail only, and what its log says. */
async function start(identity: DkimIdentity, canaryEvery = { ms: 3_600_000, failedMs: 60_000 }) {
  await using owned = new AsyncDisposableStack();
  const sink = owned.use(await startSmtpSink());
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  const dkim = owned.use(
    createDkim({ identity, threads: 1, now: () => new Date(), log, canaryEvery }),
  );
  const relays = [sink.url];
  const relay = owned.use(
    createEmailChannel({ relays, tls: 'required', connections: 1, allow: () => true, log }),
  );
  const channel = dkim.signedOnly(relay);
  const send = async (message: EmailMessage) => {
    const line = await channel.take(soon());
    if (line === undefined) throw new Error('expected a free line');
    return line.send(message, soon()).finally(() => channel.giveBack(line));
  };
  const kept = owned.move();
  return { sink, dkim, channel, lines, send, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

describe('E4 · no unsigned message leaves', () => {
  test('with keys that fit, what the relay gets has two signatures that verify', async () => {
    const identity = someIdentity();
    await using mouth = await start(identity);
    expect(await mouth.dkim.check()).toBeUndefined();
    const signed = { ...unsigned, content: contentOf(await mouth.dkim.sign(raw)) };
    expect(await mouth.send(signed)).toEqual({ kind: 'accepted' });
    const [mail = { raw: Buffer.alloc(0) }] = mouth.sink.messages;
    expect(await verdicts(mail.raw, identity)).toEqual(['r1: pass', 'e1: pass']);
    expect(mouth.lines.join()).toContain('dkim.verified');
  });

  test('a line that is lent out may go on with the next message, until another wants it', async () => {
    await using mouth = await start(someIdentity());
    const [one, other] = [{}, {}];
    const line = await mouth.channel.take(soon(), one);
    if (line === undefined) throw new Error('expected a free line');
    const signed = { ...unsigned, content: contentOf(await mouth.dkim.sign(raw)) };
    expect(await line.send(signed, soon())).toEqual({ kind: 'accepted' });
    expect(mouth.channel.isWanted(line, one)).toBe(false);
    const waiting = mouth.channel.take(soon(), other);
    expect(mouth.channel.isWanted(line, one)).toBe(true);
    mouth.channel.giveBack(line, one);
    expect(await waiting).toBe(line);
  });

  test('with a bad key sending stops, though everything was signed', async () => {
    await using mouth = await start(brokenIdentity());
    const signed = { ...unsigned, content: contentOf(await mouth.dkim.sign(raw)) };
    const stopped = { kind: 'unreachable', reason: 'dkim-canary-failed' };
    expect(await mouth.send(signed)).toEqual(stopped);
    expect(await mouth.send(unsigned)).toEqual(stopped);
    expect(await mouth.dkim.check()).toContain('not: ed25519-sha256 by e1');
    expect(mouth.sink.messages).toEqual([]);
    expect(mouth.lines.join()).toContain('dkim.canary-failed');
  });

  test('a message that somebody forgot to sign is stopped at the door, and the next one goes', async () => {
    await using mouth = await start(someIdentity());
    expect(await mouth.send(unsigned)).toEqual({ kind: 'unreachable', reason: 'dkim-not-signed' });
    const signed = { ...unsigned, content: contentOf(await mouth.dkim.sign(raw)) };
    expect(await mouth.send(signed)).toEqual({ kind: 'accepted' });
    expect(mouth.sink.messages).toHaveLength(1);
  });

  test.each([
    ['verified', someIdentity(), { ms: 1, failedMs: 60_000 }],
    ['failed', brokenIdentity(), { ms: 60_000, failedMs: 1 }],
  ])('a canary that %s is followed by another', async (_, identity, every) => {
    await using mouth = await start(identity, every);
    await vi.waitFor(() => expect(mouth.lines.length).toBeGreaterThan(3), patiently);
  });

  test('after the service has closed nothing is signed', async () => {
    const mouth = await start(someIdentity());
    await mouth[Symbol.asyncDispose]();
    await vi.waitFor(() => expect(mouth.dkim.sign(raw)).rejects.toThrow('closed'), patiently);
  });
});
