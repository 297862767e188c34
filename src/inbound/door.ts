import type { Socket } from 'node:net';

import type { Logger } from 'pino';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerDataStream, SMTPServerSession } from 'smtp-server';

import { inbound } from '#config/inbound.ts';
import { AppError, codeOf } from '#src/errors.ts';

import type { Arrived, Inbox } from './inbox.ts';
import type { CameTo, OwnAddresses } from './own-addresses.ts';
import { createRoom, withMessage } from './read-message.ts';
import type { Room } from './read-message.ts';

export interface DoorOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** What it calls itself. */
  readonly name: string;
  readonly own: OwnAddresses;
  /** Whether the token in such an address is one of ours. */
  readonly proves: (cameTo: CameTo) => boolean;
  readonly inbox: Inbox;
  readonly log: Pick<Logger, 'info' | 'warn' | 'debug'>;
  readonly limits?: DoorLimits;
}

type DoorLimits =
  Pick<
    typeof inbound,
    | 'largestMessage'
    | 'mostInFlight'
    | 'clients'
    | 'clientsPerAddress'
    | 'recipientsPerMessage'
    | 'silenceMs'
    | 'conversationMs'
  > extends infer Figures
    ? { readonly [F in keyof Figures]: number }
    : never;

export interface Door extends AsyncDisposable {
  readonly url: string;
}

/**
 * Takes mail for our own addresses and no other. A sender hears 250 when its message is committed: a lost answer may be a life.
 * What cannot be kept now is put off by 451, so that the sender keeps it. No TLS and no login: a mail server stands in front.
 */
export async function openDoor(options: DoorOptions): Promise<Door> {
  const { host, port, log, limits = inbound } = options;
  const server = createServer(options, limits);
  server.server.on('connection', (socket) => hangUpOn(socket, limits));
  const actual = await listen(server, host, port);
  const url = `smtp://${host}:${actual}`;
  log.info({ url }, 'door.opened');
  return {
    url,
    async [Symbol.asyncDispose]() {
      const closed = Promise.withResolvers<undefined>();
      server.close(() => closed.resolve(undefined));
      await closed.promise;
    },
  };
}

function createServer(options: DoorOptions, limits: DoorLimits): SMTPServer {
  const { name, own, log } = options;
  const clients = new Map<string, number>();
  const room = createRoom(limits.mostInFlight);
  const server = new SMTPServer({
    name,
    size: limits.largestMessage,
    maxClients: limits.clients,
    socketTimeout: limits.silenceMs,
    closeTimeout: 2_000,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    // Each refusal has its own: smtp-server would put one in front by the reply code alone, for 452 "mailbox full".
    hideENHANCEDSTATUSCODES: true,
    logger: false,
    onConnect({ remoteAddress }, done) {
      const open = (clients.get(remoteAddress) ?? 0) + 1;
      clients.set(remoteAddress, open);
      done(open > limits.clientsPerAddress ? refusal(421, '4.7.0 too many at once') : undefined);
    },
    onClose({ remoteAddress }) {
      const open = (clients.get(remoteAddress) ?? 1) - 1;
      if (open > 0) clients.set(remoteAddress, open);
      else clients.delete(remoteAddress);
    },
    onRcptTo({ address }, { envelope }, done) {
      if (own.recognise(address) === undefined) return done(refusal(550, '5.1.1 no such mailbox'));
      const isFull = envelope.rcptTo.length >= limits.recipientsPerMessage;
      return done(isFull ? refusal(452, '4.5.3 too many recipients') : undefined);
    },
    onData(stream, session, done) {
      // The protocol goes on through `done`, so nobody waits for this promise.
      void take(options, { stream, session, limits, room }, done);
    },
  });
  // A client that hangs up in the middle is its own affair; without a listener it would end the process.
  return server.on('error', (error) => log.debug({ code: codeOf(error) }, 'door.connection-lost'));
}

interface Taken {
  readonly stream: SMTPServerDataStream;
  readonly session: SMTPServerSession;
  readonly limits: DoorLimits;
  readonly room: Room;
}

async function take(
  options: DoorOptions,
  taken: Taken,
  done: (error?: Error) => void,
): Promise<void> {
  done(await kept(options, taken));
}

/** Undefined when it is kept, else what its sender is told. */
async function kept(
  { own, proves, inbox, log }: DoorOptions,
  { stream, session, limits, room }: Taken,
): Promise<Error | undefined> {
  try {
    const reading = { stream, largest: limits.largestMessage, room };
    const refused = await withMessage(reading, (raw) =>
      inbox.keep(arrivedFrom({ own, proves }, session, raw)),
    );
    if (refused === 'too-large') return refusal(552, '5.3.4 message too large');
    if (refused === undefined) return undefined;
    log.warn({ code: refused }, 'door.not-kept');
  } catch (error) {
    log.warn({ code: codeOf(error) }, 'door.not-kept');
  }
  return refusal(451, '4.3.0 not kept, please try again');
}

/**
 * A message to several of our addresses is one message: it is kept for each that proves which delivery it is about, and without
 * such a one for the first by this order, so that nobody's letter is read twice.
 */
function arrivedFrom(
  { own, proves }: Pick<DoorOptions, 'own' | 'proves'>,
  { envelope: { mailFrom, rcptTo } }: SMTPServerSession,
  raw: Buffer,
): readonly Arrived[] {
  const from = mailFrom === false ? '' : mailFrom.address;
  const recipients = rcptTo.flatMap(({ address: to }) => {
    const cameTo = own.recognise(to);
    return cameTo === undefined ? [] : [{ to, cameTo, isProved: proves(cameTo) }];
  });
  const paths = recipients.filter(
    ({ cameTo, isProved }) => cameTo.kind === 'return-path' && isProved,
  );
  const others = [
    ...recipients.filter(({ isProved }) => isProved),
    ...recipients.filter(({ cameTo }) => cameTo.kind === 'answer'),
    ...recipients,
  ];
  const chosen = paths.length > 0 ? paths : others.slice(0, 1);
  return chosen.map(({ to, cameTo: { kind } }) => ({ from, to, cameTo: kind, raw }));
}

function refusal(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}

/** Whoever dribbles byte by byte is never silent for long. */
function hangUpOn(socket: Socket, { conversationMs }: DoorLimits): void {
  const late = setTimeout(() => socket.destroy(), conversationMs);
  socket.once('close', () => clearTimeout(late));
}

async function listen({ server }: SMTPServer, host: string, port: number): Promise<number> {
  const listening = Promise.withResolvers<undefined>();
  server.once('error', listening.reject);
  server.listen(port, host, () => listening.resolve(undefined));
  await listening.promise.catch((cause: unknown) => {
    throw new AppError(
      'PORT_IN_USE',
      `Mail cannot be received on port ${port} of ${host}: another program has it, or it is reserved (below 1024). Set INBOUND_PORT to a free one, or leave it unset`,
      { cause },
    );
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}
