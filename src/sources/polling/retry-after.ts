import { manners } from '#config/manners.ts';
import type { OutboundAnswer } from '#src/outbound/fetch.ts';

/** How long a publisher that is too busy asks us to stay away; undefined where it does not say, or says it with another status. */
export function retryAfterSeconds(
  { status, headers }: Pick<OutboundAnswer, 'status' | 'headers'>,
  now: Date,
): number | undefined {
  if (status !== 429 && status !== 503) return undefined;
  const text = headers['retry-after']?.trim() ?? '';
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : secondsUntil(text, now);
  if (seconds === undefined || seconds <= 0) return undefined;
  return Math.min(seconds, manners.longestWaitSeconds);
}

/** An HTTP date always begins with the day of the week and is in GMT. */
function secondsUntil(text: string, now: Date): number | undefined {
  if (!/^[A-Z][a-z]+, .* GMT$/.test(text)) return undefined;
  const at = new Date(text).getTime();
  return Number.isNaN(at) ? undefined : Math.ceil((at - now.getTime()) / 1000);
}
