import { once } from 'node:events';
import { readFileSync } from 'node:fs';

import { SMTPServer } from 'smtp-server';
import type { SMTPServerOptions } from 'smtp-server';
import { expect, test } from 'vitest';

import { contentOf, rawOf } from '#src/channels/email/content.ts';
import type { EmailMessage } from '#src/channels/email/email-message.ts';
import { createEmailChannel } from '#src/channels/email/email.ts';
import { dial } from '#src/channels/email/smtp/dial.ts';
import { createPipeline } from '#src/channels/email/smtp/pipeline.ts';
import type { Relay } from '#src/channels/email/smtp/relay.ts';
import { takeSocket } from '#src/channels/email/smtp/socket.ts';
import { send } from '#tests/support/channel-contract.ts';

const pem = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
// Good for "localhost" only, until 2126.
const cert = pem('localhost-cert.pem');
const key = pem('localhost-key.pem');

const TIMEOUTS = { connect: 5000, greeting: 5000, silence: 5000 };
const soon = () => AbortSignal.timeout(60_000);

/** A relay with TLS and logins, which remembers who tried to log in and what it took over TLS. */
async function startServer(options: SMTPServerOptions = {}) {
  const logins: string[] = [];
  const taken: { readonly secure: boolean; readonly raw: string }[] = [];
  const server = new SMTPServer({
    cert,
    key,
    authOptional: true,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    onAuth: ({ username = '', password = '' }, _session, done) => {
      logins.push(username);
      if (password === 'secret') done(null, { user: username });
      else done(new Error(`no login for ${username}`));
    },
    onData: (stream, session, done) => {
      stream.setEncoding('utf8');
      let raw = '';
      stream.on('data', (chunk: string) => (raw += chunk));
      stream.on('end', () => {
        taken.push({ secure: session.secure, raw });
        done(null);
      });
    },
    ...options,
  });
  server.on('error', () => {});
  const listener = server.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('expected a TCP port');
  return {
    port: address.port,
    logins,
    taken,
    async [Symbol.asyncDispose]() {
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(resolve);
      await promise;
    },
  };
}

/** As a relay elsewhere would be treated; the rule for loopback is a table of its own. */
function demandingTls(port: number, relay: Partial<Relay> = {}): Relay {
  return {
    name: 'relay',
    host: 'localhost',
    port,
    implicitTls: false,
    tls: 'required',
    ca: cert,
    ...relay,
  };
}

async function dialAndHangUp(relay: Relay) {
  const dialled = await dial(relay, TIMEOUTS, soon());
  if (dialled.kind === 'unreachable') return dialled.reason;
  await using session = dialled.session;
  return session.smtp.secure ? 'open, secure' : 'open, plain';
}

test('E15 · STARTTLS is used and its certificate verified before anybody logs in', async () => {
  await using server = await startServer();
  const login = { user: 'app', pass: 'secret' };
  expect(await dialAndHangUp(demandingTls(server.port, { login }))).toBe('open, secure');
  expect(server.logins).toEqual(['app']);
});

test('E15 · TLS from the first byte is verified alike', async () => {
  await using server = await startServer({ secure: true });
  expect(await dialAndHangUp(demandingTls(server.port, { implicitTls: true }))).toBe(
    'open, secure',
  );
  const untrusted = demandingTls(server.port, { implicitTls: true, ca: undefined });
  expect(await dialAndHangUp(untrusted)).toBe('tls-certificate-invalid');
});

test.each([
  ['nobody vouches for', { ca: undefined }],
  ['is made out to another name', { host: '127.0.0.1' }],
])('E15 · a relay with a certificate that %s gets neither login nor mail', async (_, relay) => {
  await using server = await startServer();
  const login = { user: 'app', pass: 'secret' };
  const reason = await dialAndHangUp(demandingTls(server.port, { login, ...relay }));
  expect(reason).toBe('tls-certificate-invalid');
  expect(server.logins).toEqual([]);
});

test('E15 · a relay that offers no TLS gets neither login nor mail', async () => {
  await using server = await startServer({ disabledCommands: ['STARTTLS'] });
  const login = { user: 'app', pass: 'secret' };
  expect(await dialAndHangUp(demandingTls(server.port, { login }))).toBe('tls-not-offered');
  expect(server.logins).toEqual([]);
});

test('E15 · the operator may give up verifying, or TLS altogether, in so many words', async () => {
  await using server = await startServer();
  const unverified = demandingTls(server.port, { tls: 'unverified', ca: undefined });
  expect(await dialAndHangUp(unverified)).toBe('open, secure');
  expect(await dialAndHangUp(demandingTls(server.port, { tls: 'none' }))).toBe('open, plain');
});

const message: EmailMessage = {
  id: 'm1@example.org',
  from: 'b@bounce.example.org',
  to: 'asha@example.net',
  content: contentOf(Buffer.from('Subject: x\r\n\r\n.\r\nx\r\n')),
};

test('a wrong password: nobody was tried, the reason says why, and no log line holds who or what', async () => {
  await using server = await startServer();
  const logged: unknown[] = [];
  const note = (fields: object, event?: string) => void logged.push([event, fields]);
  await using channel = createEmailChannel({
    relays: [`smtp://app:wr0ng-one@127.0.0.1:${server.port}`],
    tls: 'required',
    connections: 1,
    allow: () => true,
    log: { info: note, warn: note },
  });
  const outcome = await send(channel, message, soon());
  expect(outcome).toEqual({ kind: 'unreachable', reason: 'auth-failed-535' });
  const relay = `127.0.0.1:${server.port}`;
  expect(logged).toEqual([['relay.unreachable', { relay, reason: 'auth-failed-535' }]]);
});

test('a message goes out over TLS, logged in, dots and all', async () => {
  await using server = await startServer({ secure: true });
  await using channel = createEmailChannel({
    relays: [`smtps://app:secret@127.0.0.1:${server.port}`],
    tls: 'required',
    connections: 2,
    allow: () => true,
    log: { info: () => {}, warn: () => {} },
  });
  expect(await send(channel, message, soon())).toEqual({ kind: 'accepted' });
  expect(server.logins).toEqual(['app']);
  expect(server.taken).toEqual([{ secure: true, raw: rawOf(message.content).toString() }]);
});

test('the socket that nodemailer secured and logged in is ours alone, and carries one message after another', async () => {
  await using server = await startServer();
  const login = { user: 'app', pass: 'secret' };
  const dialled = await dial(demandingTls(server.port, { login }), TIMEOUTS, soon());
  if (dialled.kind === 'unreachable') throw new Error('expected the relay to answer');
  const { smtp, relay, offer } = dialled.session;
  const socket = takeSocket(smtp);
  if (socket === undefined) throw new Error('expected an open socket');
  expect([socket.listenerCount('data'), socket.listenerCount('timeout')]).toEqual([0, 0]);
  await using talk = createPipeline({ socket, relay, offer, silence: 5000 });
  const next = { ...message, id: 'm2@example.org' };
  expect((await talk.send(message, soon(), next)).outcome).toEqual({ kind: 'accepted' });
  expect((await talk.send(next, soon())).outcome).toEqual({ kind: 'accepted' });
  const raw = rawOf(message.content).toString();
  expect(server.taken).toEqual([
    { secure: true, raw },
    { secure: true, raw },
  ]);
  await talk[Symbol.asyncDispose]();
  expect([socket.destroyed, smtp.destroyed]).toEqual([true, true]);
  expect(takeSocket(smtp)).toBe(undefined);
});
