/** Publishers' times as they write them. Whatever is no time of these decades is undefined: no time is better than a wrong one. */
export function timeSaid(said: unknown, zone = 'Z'): Date | undefined {
  if (typeof said === 'number') return plausible(epochMs(said));
  if (typeof said !== 'string') return undefined;
  const text = said.trim();
  if (/^\d{9,14}(?:\.\d+)?$/.test(text)) return plausible(epochMs(Number(text)));
  return plausible(Date.parse(withZone(text, zone)));
}

/** For a content: in force since the source last changed it, as far as that is known. */
export function effectiveSince(changedAt: Date | undefined): { readonly effectiveAt?: string } {
  return changedAt === undefined ? {} : { effectiveAt: changedAt.toISOString() };
}

/** Seconds or milliseconds, whatever the documentation says: seconds reach this magnitude in the year 5138. */
function epochMs(epoch: number): number {
  return Math.abs(epoch) < 1e11 ? epoch * 1000 : epoch;
}

/** Without a zone a time would be read in the zone of whichever machine reads it, and a day as its midnight there. */
function withZone(text: string, zone: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return text;
  if (/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/.test(text)) {
    return `${text.replace(' ', 'T')}${zone}`;
  }
  return /\d:\d\d/.test(text) ? text : `${text} UTC`;
}

function plausible(ms: number): Date | undefined {
  const instant = new Date(ms);
  const year = instant.getUTCFullYear();
  return year >= 1995 && year < 2100 ? instant : undefined;
}
