import type { Tongue } from './tongue.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** How long a mail that was asked for waits for its turn. Rounded up: five minutes or an hour more is no promise that is broken. */
export function waitText({ t, fill }: Pick<Tongue, 't' | 'fill'>, waitMs: number): string | false {
  const { waitMinutes, waitHours } = t.pages.checkMail;
  if (waitMs <= 0) return false;
  if (waitMs <= hourMs)
    return fill(waitMinutes, { minutes: Math.ceil(waitMs / (5 * minuteMs)) * 5 });
  return fill(waitHours, { hours: Math.ceil(waitMs / hourMs) });
}
