import type { SendOutcome } from '#src/channels/channel.ts';
import type { OutboundError } from '#src/outbound/failure.ts';
import type { OutboundAnswer } from '#src/outbound/fetch.ts';

/** What a status means. Only 410 is a refusal for good; a redirect is a failure, for whoever may redirect us may aim us. */
export function outcomeOfAnswer(
  { status, headers }: Pick<OutboundAnswer, 'status' | 'headers'>,
  now: Date,
): SendOutcome {
  if (status >= 200 && status < 300) return { kind: 'accepted' };
  const reason = `http-${status}`;
  if (status === 410) return { kind: 'refused', reason, recipientGone: true };
  const retryAfterMs = parseRetryAfter(headers['retry-after'] ?? '', now);
  return { kind: 'later', reason, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/** No answer is never a refusal for good: DNS, networks and certificates get repaired. */
export function outcomeOfFailure({ code, reason, requestSent }: OutboundError): SendOutcome {
  if (code === 'OUTBOUND_REFUSED') return { kind: 'later', reason: 'outbound-refused' };
  if (requestSent) return { kind: 'unknown', reason };
  if (reason === 'aborted') return { kind: 'unreachable', reason };
  return { kind: 'later', reason };
}

/** Nobody may postpone an alert by more than a day. */
const longestWaitMs = 86_400_000;

/** RFC 9110 §5.6.7. `Date.parse` alone reads a date into nearly anything: of "Monday 99999" it makes a year. */
const httpDate =
  /^(?:[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} [\d:]{8} GMT|[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} [\d:]{8} GMT|[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d [\d:]{8} \d{4})$/;

/** RFC 9110 §10.2.3: seconds, or an HTTP date in any of its three forms. Undefined for anything else. */
function parseRetryAfter(text: string, now: Date): number | undefined {
  const value = text.trim();
  if (/^\d+$/.test(value)) return Math.min(Number(value) * 1000, longestWaitMs);
  if (!httpDate.test(value)) return undefined;
  // The asctime form names no zone; it means GMT, while JavaScript would take it for local time.
  const at = Date.parse(value.endsWith('GMT') ? value : `${value} GMT`);
  if (Number.isNaN(at)) return undefined;
  return Math.min(Math.max(at - now.getTime(), 0), longestWaitMs);
}
