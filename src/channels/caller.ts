import type { SendOutcome } from './channel.ts';

/** What an attempt brought, for the log that the endpoint's owner reads. */
export interface CallAnswer {
  readonly status: number | undefined;
  readonly tookMs: number;
  /** The beginning of what was answered, redacted, at most 4 KB. */
  readonly response: string | undefined;
}

export interface Called {
  readonly outcome: SendOutcome;
  readonly answer: CallAnswer;
}

/** Tells an endpoint one thing and says what came of it. Never rejects for anything the other side may do. */
export interface Caller<Message> extends AsyncDisposable {
  readonly call: (message: Message, signal: AbortSignal) => Promise<Called>;
}
