import type { SendOutcome } from '#src/channels/channel.ts';
import type { EmailMessage } from '#src/channels/email/email-message.ts';

import type { Relay } from './relay.ts';
import type { Strain } from './strain.ts';

/** How one message's dialogue ended. `hungUp`: the relay ended the connection before any of the content was sent. */
export interface Conversation {
  readonly outcome: SendOutcome;
  readonly hungUp: boolean;
  /** Somebody asked for less, now or in general. */
  readonly strain?: Strain | undefined;
}

/** One message after another over an open, logged-in connection. Disposing says goodbye, or hangs up in the middle of a message. */
export interface Talk extends AsyncDisposable {
  readonly relay: Relay;
  readonly isOpen: () => boolean;
  readonly send: (
    message: EmailMessage,
    signal: AbortSignal,
    upcoming?: EmailMessage,
  ) => Promise<Conversation>;
  /** Nothing follows for now: what was announced is taken back. */
  readonly pause: () => void;
}

/** The connection was lost before the message began: another one may take it. */
export const lostBefore: Conversation = {
  outcome: { kind: 'later', reason: 'connection-lost' },
  hungUp: true,
};

/** How long a relay has to answer QUIT, in milliseconds. */
export const goodbyeMs = 1_000;
