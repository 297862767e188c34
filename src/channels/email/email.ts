import type { Logger } from 'pino';

import type { Channel, Line, SendOutcome } from '#src/channels/channel.ts';

import { isOneAddress } from './address.ts';
import type { EmailMessage } from './email-message.ts';
import { createConnection } from './smtp/connection.ts';
import type { Connection, ConnectionLimits, Shared } from './smtp/connection.ts';
import { createDomainPace } from './smtp/domain-pace.ts';
import { createFleet } from './smtp/fleet.ts';
import { createLines } from './smtp/lines.ts';
import { parseRelay } from './smtp/relay.ts';
import type { Relay, TlsPolicy } from './smtp/relay.ts';
import type { Urgency } from './smtp/urgency.ts';

interface EmailChannelOptions {
  /** SMTP URLs. Connections are spread over those that can be reached. */
  readonly relays: readonly string[];
  readonly tls: TlsPolicy;
  /** How many connections are kept open at most, which is how many messages travel at once. */
  readonly connections: number;
  readonly allow: (address: string) => boolean;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly limits?: ConnectionLimits;
  readonly urgency?: Urgency;
  /** For several channels to the same relays: what they learn about them is learnt for all. Else of this channel's own. */
  readonly shared?: Shared;
}

interface RelaysOptions extends Pick<EmailChannelOptions, 'relays' | 'tls' | 'log'> {
  /** The most connections to one relay, and how many of them only emergencies may use. */
  readonly most: number;
  readonly reserved: number;
  /** Messages a second to one relay; as many as it takes when left out. */
  readonly perRelay?: number;
  /** Messages a second to each destination domain, `default` for those that are not named; as many as there are when left out. */
  readonly perDomain?: Readonly<Record<string, number>>;
}

const LIMITS: ConnectionLimits = {
  timeouts: { connect: 10_000, greeting: 15_000, silence: 120_000 },
  messagesPerConnection: 1000,
};

const now = () => performance.now();

/** The relays of a process: how many connections each takes, and how fast messages may go where. */
export function createRelays(options: RelaysOptions): Shared {
  const { relays, tls, log, most, reserved, perRelay, perDomain = {} } = options;
  const parsed = relays.map((url) => parseRelay(url, tls));
  const rates = new Map(Object.entries(perDomain));
  return {
    fleet: createFleet(parsed, { log, now, most, reserved, messagesPerSecond: perRelay }),
    pace: createDomainPace((domain) => rates.get(domain) ?? rates.get('default'), now),
  };
}

/**
 * E-mail over relays. A signal that comes while the answer to the final dot is awaited makes the outcome `unknown`, for
 * nobody knows: let a stopping service finish what is in flight, and bound each message by a timeout.
 */
export function createEmailChannel(options: EmailChannelOptions): Channel<EmailMessage> {
  const { connections, limits = LIMITS, urgency = 'ordinary' } = options;
  const shared = options.shared ?? createRelays({ ...options, most: connections, reserved: 0 });
  const all = Array.from({ length: connections }, () => createConnection(shared, limits));
  const judge = createJudge({ allow: options.allow, urgency }, shared);
  const { [Symbol.dispose]: close, ...lines } = createLines(
    new Map(all.map((connection) => [createLine(connection, judge), connection])),
    { fleet: shared.fleet, urgency },
  );
  return {
    concurrency: connections,
    ...lines,
    async [Symbol.asyncDispose]() {
      close();
      await Promise.all(all.map((connection) => connection[Symbol.asyncDispose]()));
    },
  };
}

type Verdict = SendOutcome | undefined;
/** What becomes of a message without a dialogue; undefined when it may leave to this relay now. */
type Judge = (message: EmailMessage, relay: Relay | undefined) => Verdict;

function createJudge(
  { allow, urgency }: Required<Pick<EmailChannelOptions, 'allow' | 'urgency'>>,
  { fleet, pace }: Shared,
): Judge {
  return (message, relay) => {
    if (!allow(message.to)) return { kind: 'withheld', reason: 'outside-allowlist' };
    if (!isSendable(message))
      return { kind: 'refused', reason: 'address-invalid', recipientGone: false };
    const forRelay = relay === undefined ? 0 : fleet.turn(relay, urgency);
    if (forRelay > 0) return { kind: 'not-yet', reason: 'relay-paced', inMs: forRelay };
    const forDomain = pace.take(message.to, urgency);
    return forDomain > 0 ? { kind: 'not-yet', reason: 'domain-paced', inMs: forDomain } : undefined;
  };
}

/** What must not leave is not announced either. A message is judged once, for that may take its turn. */
function createLine(connection: Connection, judge: Judge): Line<EmailMessage> {
  let judged: { readonly message: EmailMessage; readonly verdict: Verdict } | undefined;
  const verdictOn = (message: EmailMessage) => {
    if (judged?.message !== message)
      judged = { message, verdict: judge(message, connection.boundFor()) };
    return judged.verdict;
  };
  return {
    async send(message, signal, { upcoming, mayBegin } = {}) {
      const verdict = verdictOn(message);
      const mayFollow = upcoming !== undefined && verdictOn(upcoming) === undefined;
      if (upcoming === undefined) judged = undefined; // a line that idles must not keep a message alive
      if (verdict !== undefined) return verdict;
      return connection.send(message, signal, {
        upcoming: mayFollow ? upcoming : undefined,
        mayBegin,
      });
    },
  };
}

/** Neither address can hold a second one or a second command (E1, E11). */
function isSendable({ from, to }: EmailMessage): boolean {
  return isOneAddress(to) && (from === '' || isOneAddress(from));
}
