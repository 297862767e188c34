import type { Server } from 'node:net';

import type { Logger } from 'pino';
import { SMTPServer } from 'smtp-server';

import { AppError } from '#src/errors.ts';

import type { CaughtMail } from './caught-mail.ts';
import { createMailboxSite } from './mailbox-site.ts';

export interface Mailbox extends AsyncDisposable {
  readonly smtpUrl: string;
  readonly pageUrl: string;
  /** Oldest first; the newest 5,000 are kept, in memory only. */
  readonly messages: () => readonly CaughtMail[];
}

export interface MailboxOptions {
  /** 0 takes a free port. */
  readonly smtpPort: number;
  /** MAILBOX_PORT; 0 takes a free port. */
  readonly pagePort: number;
  readonly log: Logger;
}

const capacity = 5_000;

/** Takes every mail and sends none: what a machine without SMTP_URL has instead of a relay. Loopback only. */
export async function startMailbox({ smtpPort, pagePort, log }: MailboxOptions): Promise<Mailbox> {
  const caught: CaughtMail[] = [];
  let count = 0;
  await using owned = new AsyncDisposableStack();

  const site = createMailboxSite({ messages: () => caught, log });
  owned.defer(() => closed((done) => site.close(done)));
  owned.defer(() => site.closeAllConnections());
  const pageUrl = `http://127.0.0.1:${await listen(site, pagePort, 'MAILBOX_PORT')}`;

  const smtp = createSmtp(log, (mail) => {
    count += 1;
    caught.push({ ...mail, id: String(count), receivedAt: new Date() });
    if (caught.length > capacity) caught.shift();
  });
  owned.defer(() => closed((done) => smtp.close(done)));
  const smtpUrl = `smtp://127.0.0.1:${await listen(smtp.server, smtpPort, 'smtpPort')}`;

  log.info({ smtpUrl, pageUrl }, 'mailbox.started');
  const kept = owned.move();
  return {
    smtpUrl,
    pageUrl,
    messages: () => caught,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

function createSmtp(
  log: Logger,
  keep: (mail: Pick<CaughtMail, 'from' | 'to' | 'raw'>) => void,
): SMTPServer {
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 500,
    onData(stream, { envelope }, done) {
      const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
      const to = envelope.rcptTo.map(({ address }) => address);
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('end', () => {
        keep({ from, to, raw: Buffer.concat(chunks) });
        done(null);
      });
    },
  });
  // A client that hangs up in the middle is its own affair; without a listener it would end the process.
  return server.on('error', ({ name }) => log.debug({ name }, 'mailbox.connection-lost'));
}

async function listen(server: Server, port: number, setting: string): Promise<number> {
  const listening = Promise.withResolvers<undefined>();
  server.once('error', listening.reject);
  server.listen(port, '127.0.0.1', () => listening.resolve(undefined));
  await listening.promise.catch((cause: unknown) => {
    throw new AppError(
      'PORT_IN_USE',
      `The mailbox cannot listen on port ${port}: another program has it, or it is reserved. Set ${setting} to a free port, or to 0 for any.`,
      { cause },
    );
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

async function closed(close: (done: () => void) => void): Promise<void> {
  const done = Promise.withResolvers<undefined>();
  close(() => done.resolve(undefined));
  await done.promise;
}
