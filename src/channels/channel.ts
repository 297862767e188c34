import type { Places } from './places.ts';

/**
 * What became of one message. A refusal is a value, not an error: a full mailbox is part of a healthy day.
 * Reasons are short codes such as `smtp-550-5.1.1` or `http-503`, never the other side's prose: providers quote addresses back.
 */
export type SendOutcome =
  /** The relay or the receiver took responsibility for it. */
  | { readonly kind: 'accepted' }
  /** Deliberately not sent anywhere. */
  | { readonly kind: 'withheld'; readonly reason: string }
  /**
   * Refused for good. `recipientGone` says that the address or endpoint itself no longer exists, `byUs` that the other side
   * was not asked.
   */
  | {
      readonly kind: 'refused';
      readonly reason: string;
      readonly recipientGone: boolean;
      readonly byUs?: true;
    }
  /** Refused for now; the other side may have said how long to wait. */
  | { readonly kind: 'later'; readonly reason: string; readonly retryAfterMs?: number }
  /** All of it went out and the answer was lost. It may have arrived; it is sent again under the same id. */
  | { readonly kind: 'unknown'; readonly reason: string }
  /** Its turn has not come: whoever takes it gets only so many at a time. Not an attempt. */
  | { readonly kind: 'not-yet'; readonly reason: string; readonly inMs: number }
  /** No conversation about this message began (no connection, no login, told to stop): it does not count as an attempt. */
  | { readonly kind: 'unreachable'; readonly reason: string };

/** What is known beside a message that is to be sent. */
export interface Knowing<Message> {
  /**
   * The one that will be sent next over this line: its introduction may travel with the end of this message, its content
   * never does. Whoever announced a message may still send another one, or none.
   */
  readonly upcoming?: Message | undefined;
  /** Asked when a connection stands, however long that took: when it says no the message is not begun. */
  readonly mayBegin?: (() => boolean) | undefined;
}

/** Carries one message at a time; a connection, where the channel keeps connections. */
export interface Line<Message> {
  /** Sends one message and says what became of it. Never rejects for anything the other side may do. */
  readonly send: (
    message: Message,
    signal: AbortSignal,
    knowing?: Knowing<Message>,
  ) => Promise<SendOutcome>;
}

/** A way for finished messages to leave, over as many lines as the other side takes. Channels know messages, never advisories. */
export interface Channel<Message> extends Places<Line<Message>>, AsyncDisposable {
  /** How many messages can be in flight at most. */
  readonly concurrency: number;
}
