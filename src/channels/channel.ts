/**
 * What became of one message. A refusal is a value, not an error: a full mailbox is part of a healthy day.
 * Reasons are short codes such as `smtp-550-5.1.1` or `http-503`, never the other side's prose: providers quote addresses back.
 */
export type SendOutcome =
  /** The relay or the receiver took responsibility for it. */
  | { readonly kind: 'accepted' }
  /** Deliberately not sent anywhere. */
  | { readonly kind: 'withheld'; readonly reason: string }
  /** Refused for good. `recipientGone` says that the address or endpoint itself no longer exists. */
  | { readonly kind: 'refused'; readonly reason: string; readonly recipientGone: boolean }
  /** Refused for now; the other side may have said how long to wait. */
  | { readonly kind: 'later'; readonly reason: string; readonly retryAfterMs?: number }
  /** All of it went out and the answer was lost. It may have arrived; it is sent again under the same id. */
  | { readonly kind: 'unknown'; readonly reason: string }
  /** No conversation about this message began (no connection, no login, told to stop): it does not count as an attempt. */
  | { readonly kind: 'unreachable'; readonly reason: string };

/** A way for a finished message to leave. Channels know messages, never advisories. */
export interface Channel<Message> extends AsyncDisposable {
  /** Sends one message and says what became of it. Never rejects for anything the other side may do. */
  readonly send: (message: Message, signal: AbortSignal) => Promise<SendOutcome>;
  /** How many messages the channel can usefully have in flight at once. */
  readonly concurrency: number;
}
