/** What can go wrong in a way that a caller may want to tell apart. Codes are stable: logs, the API and tests rely on them. */
export type ErrorCode =
  | 'APPROVAL_MISSING'
  | 'APPROVER_IS_AUTHOR'
  | 'CHALLENGE_INVALID'
  | 'CONFIGURATION_INVALID'
  | 'DATABASE_UNREACHABLE'
  | 'DECIDER_IS_PROPOSER'
  | 'DRAFT_CHANGED'
  | 'DRAFT_CLOSED'
  | 'DRAFT_INCOMPLETE'
  | 'DRAFT_SENT_BACK'
  | 'ENDPOINT_NOT_ACTIVE'
  | 'EVENTS_FORGOTTEN'
  | 'FORBIDDEN'
  | 'IDEMPOTENCY_KEY_BUSY'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'INPUT_INVALID'
  | 'KEY_FILE_INVALID'
  | 'KEYS_BUSY'
  | 'LIST_BUSY'
  | 'MISSION_CHANGE_CLOSED'
  | 'MISSION_CHANGE_STALE'
  | 'NOT_FOUND'
  | 'OUTBOUND_FAILED'
  | 'OUTBOUND_REFUSED'
  | 'PORT_IN_USE'
  | 'PUBLICATION_CLOSED'
  | 'QUEUE_UNREACHABLE'
  | 'RATE_LIMITED'
  | 'RECIPIENTS_OUTSIDE_ALLOWLIST'
  | 'REPORT_UNREADABLE'
  | 'SERVICE_UNSAFE'
  | 'SIGNING_FAILED'
  | 'SOURCE_UNREACHABLE'
  | 'SOURCE_UNREADABLE'
  | 'STORM_CLOSED'
  | 'TEMPLATE_INVALID'
  | 'TOKEN_EXPIRED'
  | 'TOKEN_INVALID'
  | 'WAITERS_TOO_MANY'
  | 'UNAUTHENTICATED';

/** An error with a stable code. The message says what was expected, what arrived and what to do; it never quotes an address or a token. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The stable part of an error: a SQLSTATE, ECONNREFUSED, NOAUTH, else its name. Its message may quote a row or an address and never reaches a log. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'ReplyError') return redisCodeOf(error);
  // A DOMException's code is a number of old that says less than its name.
  if (error instanceof DOMException || !('code' in error)) return error.name;
  return ['string', 'number'].includes(typeof error.code) ? String(error.code) : error.name;
}

/** By Redis's protocol the first word of an error is its code: READONLY, OOM, NOAUTH. */
function redisCodeOf({ message, name }: Error): string {
  return /^[A-Z]+(?= )/.exec(message)?.[0] ?? name;
}

/**
 * Whether the database, or the way to it, was away for a moment, by SQLSTATE class or system code: the same may work soon.
 * For a connection that ends or cannot be had in time the driver has no code but these words.
 */
export function isPassing(error: unknown): boolean {
  return (
    passingCode.test(codeOf(error)) || (error instanceof Error && passingWords.test(error.message))
  );
}

const passingCode = /^(?:08|40|53|57)\w{3}$|^(?:ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT)$/;
const passingWords = /^(?:Connection terminated|timeout exceeded when trying to connect)/;

/** Where it was thrown, without the message that heads a stack. */
export function placeOf(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  const lines = error.stack?.split('\n').map((line) => line.trim()) ?? [];
  return lines.filter((line) => /^at \S.*:\d+:\d+\)?$/.test(line)).slice(0, 3);
}
