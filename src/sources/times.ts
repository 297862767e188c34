/** An instant of our days; undefined for what is none. Feeds contain the year 0001 and milliseconds beyond all calendars. */
export function plausible(milliseconds: number): Date | undefined {
  const isPlausible = milliseconds >= Date.UTC(1970) && milliseconds < Date.UTC(2100);
  return isPlausible ? new Date(milliseconds) : undefined;
}

/** `2026-04-06 18:00:43`, also with slashes or a T, with or without seconds, as clocks in that zone show it. */
export function instantIn(timeZone: string, written: string): Date | undefined {
  const found = /(\d{4})[-/](\d\d)[-/](\d\d)[T ]+(\d\d:\d\d(?::\d\d)?)/.exec(written);
  if (found === null) return undefined;
  const [, year, month, day, time] = found;
  try {
    const there = Temporal.PlainDateTime.from(`${year}-${month}-${day}T${time}`);
    return plausible(there.toZonedDateTime(timeZone).epochMilliseconds);
  } catch {
    return undefined; // 31 February, 25 o'clock
  }
}

/** As in RSS. Offsets and GMT are understood by every engine, Australia's letters by none. */
export function instantInRss(written: string): Date | undefined {
  const zoned = written
    .trim()
    .replace(/\bAEST$/, '+1000')
    .replace(/\bAEDT$/, '+1100');
  // Without a zone it would be taken for the time of whatever machine this is.
  return /(?:GMT|UTC|Z|[+-]\d{2}:?\d{2})$/.test(zoned) ? plausible(Date.parse(zoned)) : undefined;
}
