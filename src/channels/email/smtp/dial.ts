import { once } from 'node:events';

import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';

import { readOffer } from './offer.ts';
import type { Offer } from './offer.ts';
import type { Relay } from './relay.ts';
import { readFailure } from './smtp-failure.ts';
import { step } from './step.ts';
import type { StepEnd } from './step.ts';
import { goodbyeMs } from './talk.ts';

/** Milliseconds. */
export interface Timeouts {
  /** Resolving, connecting and TLS together. */
  readonly connect: number;
  readonly greeting: number;
  /** Silence in a dialogue; an idle connection is closed after it, too. RFC 5321 would allow minutes, a lease does not. */
  readonly silence: number;
}

/** An open, logged-in connection to a relay. */
export interface Session extends AsyncDisposable {
  readonly smtp: SMTPConnection;
  readonly relay: Relay;
  readonly offer: Offer;
}

export type Dialled =
  | { readonly kind: 'open'; readonly session: Session }
  | { readonly kind: 'unreachable'; readonly reason: string };

/** Connects, secures and logs in. Credentials go nowhere but to the relay, and no reply's prose leaves here. */
export async function dial(
  relay: Relay,
  timeouts: Timeouts,
  signal: AbortSignal,
): Promise<Dialled> {
  const smtp = new SMTPConnection(connectionOptions(relay, timeouts));
  // An 'error' that nobody listens to would end the process; the one that matters is seen by the step in progress.
  smtp.on('error', () => {});
  let offer = readOffer('');
  const connected = await step(
    smtp,
    (done) =>
      smtp.connect((error) => {
        // The reply to EHLO, readable only now: the next one takes its place.
        offer = readOffer(smtp.lastServerResponse || '');
        done(error);
      }),
    signal,
  );
  if (connected.kind !== 'done') return giveUp(smtp, connected);
  const { login } = relay;
  if (login !== undefined) {
    const loggedIn = await step(smtp, (done) => smtp.login({ ...login }, done), signal);
    if (loggedIn.kind !== 'done') return giveUp(smtp, loggedIn);
  }
  const session = { smtp, relay, offer, [Symbol.asyncDispose]: () => goodbye(smtp) };
  return { kind: 'open', session };
}

function giveUp(smtp: SMTPConnection, end: Exclude<StepEnd, { kind: 'done' }>): Dialled {
  smtp.close();
  const reason = end.kind === 'stopped' ? 'aborted' : readFailure(end.error).reason;
  return { kind: 'unreachable', reason };
}

/** QUIT, and no more than a second for the answer. */
async function goodbye(smtp: SMTPConnection): Promise<void> {
  if (!smtp.destroyed) {
    const ended = once(smtp, 'end', { signal: AbortSignal.timeout(goodbyeMs) });
    smtp.quit();
    await ended.catch(() => undefined);
  }
  smtp.close();
}

function connectionOptions(relay: Relay, timeouts: Timeouts): SMTPConnectionOptions {
  const mustUpgrade = relay.tls !== 'none' && !relay.implicitTls;
  return {
    host: relay.host,
    port: relay.port,
    secure: relay.implicitTls,
    requireTLS: mustUpgrade,
    ignoreTLS: !mustUpgrade,
    tls: {
      rejectUnauthorized: relay.tls === 'required',
      minVersion: 'TLSv1.2',
      ...(relay.ca === undefined ? {} : { ca: relay.ca }),
    },
    connectionTimeout: timeouts.connect,
    dnsTimeout: timeouts.connect,
    greetingTimeout: timeouts.greeting,
    socketTimeout: timeouts.silence,
    // Whatever matters has been answered by then, or never will be.
    socketCloseTimeout: 0,
    // Else "localhost" cannot be resolved on a machine without a network.
    allowInternalNetworkInterfaces: true,
  };
}
