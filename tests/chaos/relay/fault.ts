/** Where in a conversation something may go wrong. `dot` is the end of a message's content. */
export type Verb = 'greeting' | 'ehlo' | 'starttls' | 'mail' | 'rcpt' | 'data' | 'dot';

/** What the relay does instead of the answer that was due. */
export type Fault =
  /** 4xx for later, 5xx for never; 421 ends the connection, too. */
  | { readonly kind: 'refuse'; readonly code: number; readonly enhanced: string }
  /** Never answers again; the client has to give up. */
  | { readonly kind: 'stall' }
  /** Ends the connection without a word, having taken what it was given or not. */
  | { readonly kind: 'cut'; readonly taken: boolean }
  /** Takes it, and says so only after a while. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Answers STARTTLS with 220 and then with something that is no handshake. */
  | { readonly kind: 'broken-handshake' };

/** Asked at each verb; the recipient is known from RCPT on. */
export type Faults = (verb: Verb, recipient: string | undefined) => Fault | undefined;

export const noFaults: Faults = () => undefined;
