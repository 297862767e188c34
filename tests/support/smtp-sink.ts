import type { Socket } from 'node:net';

import { SMTPServer } from 'smtp-server';

interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: Buffer;
}

interface Refusal {
  /** 4xx for later, 5xx for never. */
  readonly code: number;
  /** RFC 3463, such as `5.1.1`. */
  readonly enhanced: string;
  readonly text: string;
}

type MaybeRefusal = Refusal | undefined;

export interface SmtpSinkOptions {
  /** What RCPT is answered with, unless accepted. A promise stalls the recipient until it settles. */
  readonly onRecipient?: (address: string) => MaybeRefusal | Promise<MaybeRefusal>;
  /** What the end of the message is answered with, unless accepted. The mail counts as received when it is accepted. */
  readonly onMessage?: (mail: ReceivedMail) => MaybeRefusal | Promise<MaybeRefusal>;
  /** What it says that it takes (SIZE), in bytes; without a limit when left out. */
  readonly size?: number;
}

export interface SmtpSink extends AsyncDisposable {
  readonly url: string;
  /** Accepted mails in their order; the array grows. */
  readonly messages: readonly ReceivedMail[];
  /** Ends every open connection without a word, as a crashing relay does. */
  readonly cut: () => void;
}

/** A relay on loopback that keeps what it is given. It announces PIPELINING and takes no login. */
export async function startSmtpSink({
  onRecipient = () => undefined,
  onMessage = () => undefined,
  size,
}: SmtpSinkOptions = {}): Promise<SmtpSink> {
  const messages: ReceivedMail[] = [];
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    ...(size === undefined ? {} : { size }),
    onRcptTo({ address }, _session, done) {
      // The protocol goes on through `done`, so nobody waits for this promise.
      void reply(onRecipient(address), done);
    },
    onData(stream, { envelope }, done) {
      const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
      const to = envelope.rcptTo.map(({ address }) => address);
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('end', () => {
        const mail = { from, to, raw: Buffer.concat(chunks) };
        void reply(onMessage(mail), (error) => {
          if (error === undefined) messages.push(mail);
          done(error);
        });
      });
    },
  });
  const sockets = new Set<Socket>();
  server.server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // Clients hang up in the middle on purpose; without a listener that would end the process.
  server.on('error', () => undefined);
  const listening = Promise.withResolvers<undefined>();
  server.listen(0, '127.0.0.1', () => listening.resolve(undefined));
  await listening.promise;
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `smtp://127.0.0.1:${portOf(server)}`,
    messages,
    cut,
    async [Symbol.asyncDispose]() {
      const closed = Promise.withResolvers<undefined>();
      server.close(() => closed.resolve(undefined));
      cut();
      await closed.promise;
    },
  };
}

async function reply(
  answer: MaybeRefusal | Promise<MaybeRefusal>,
  done: (error?: Error) => void,
): Promise<void> {
  const refusal = await answer;
  done(refusal && asError(refusal));
}

function asError({ code, enhanced, text }: Refusal): Error {
  return Object.assign(new Error(`${enhanced} ${text}`), { responseCode: code });
}

function portOf({ server }: SMTPServer): number {
  const address = server.address();
  if (typeof address === 'object' && address !== null) return address.port;
  throw new Error('expected the sink to listen on a port');
}
