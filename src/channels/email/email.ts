import type { Logger } from 'pino';

import type { Channel, Line, SendOutcome } from '#src/channels/channel.ts';
import { createPlaces } from '#src/channels/places.ts';

import { isOneAddress } from './address.ts';
import type { EmailMessage } from './email-message.ts';
import { createConnection } from './smtp/connection.ts';
import type { Connection, ConnectionLimits } from './smtp/connection.ts';
import { createRelayOrder } from './smtp/relay-order.ts';
import { parseRelay } from './smtp/relay.ts';
import type { TlsPolicy } from './smtp/relay.ts';

interface EmailChannelOptions {
  /** SMTP URLs, tried in order when one cannot be reached. */
  readonly relays: readonly string[];
  readonly tls: TlsPolicy;
  /** How many connections are kept open, which is how many messages travel at once. */
  readonly connections: number;
  readonly allow: (address: string) => boolean;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly limits?: ConnectionLimits;
}

const LIMITS: ConnectionLimits = {
  timeouts: { connect: 10_000, greeting: 15_000, silence: 120_000 },
  messagesPerConnection: 1000,
};

/**
 * E-mail over relays. A signal that comes while the answer to the final dot is awaited makes the outcome `unknown`, for
 * nobody knows: let a stopping service finish what is in flight, and bound each message by a timeout.
 */
export function createEmailChannel(options: EmailChannelOptions): Channel<EmailMessage> {
  const { relays, tls, connections, allow, log, limits = LIMITS } = options;
  const order = createRelayOrder(
    relays.map((url) => parseRelay(url, tls)),
    { log, now: () => performance.now() },
  );
  const all = Array.from({ length: connections }, () => createConnection(order, limits));
  const verdictOn = (message: EmailMessage): Verdict => {
    if (!allow(message.to)) return { kind: 'withheld', reason: 'outside-allowlist' };
    if (isSendable(message)) return undefined;
    return { kind: 'refused', reason: 'address-invalid', recipientGone: false };
  };
  const lines = new Map(all.map((connection) => [createLine(connection, verdictOn), connection]));
  const places = createPlaces([...lines.keys()]);
  return {
    concurrency: connections,
    ...places,
    giveBack(line) {
      lines.get(line)?.pause();
      places.giveBack(line);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(all.map((connection) => connection[Symbol.asyncDispose]()));
    },
  };
}

type Verdict = SendOutcome | undefined;

/** What must not leave is not announced either. */
function createLine(
  connection: Connection,
  verdictOn: (message: EmailMessage) => Verdict,
): Line<EmailMessage> {
  let announced: EmailMessage | undefined; // judged already
  return {
    async send(message, signal, upcoming) {
      const verdict = message === announced ? undefined : verdictOn(message);
      if (verdict !== undefined) return verdict;
      const mayFollow = upcoming !== undefined && verdictOn(upcoming) === undefined;
      announced = mayFollow ? upcoming : undefined;
      return connection.send(message, signal, announced);
    },
  };
}

/** Neither address can hold a second one or a second command (E1, E11). */
function isSendable({ from, to }: EmailMessage): boolean {
  return isOneAddress(to) && (from === '' || isOneAddress(from));
}
