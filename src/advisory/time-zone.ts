/** A name of the IANA time zone database, such as Asia/Kolkata. */
export function isTimeZone(name: string): boolean {
  return primaryZone(name) !== undefined;
}

/** The name under which Intl keeps a zone that has several (Asia/Kolkata, Asia/Calcutta); undefined for what is no name of a zone. */
export function primaryZone(name: string): string | undefined {
  if (!/^[a-z]/i.test(name)) return undefined; // an offset such as +05:30, which Intl takes for a zone
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined; // Intl throws RangeError for a name it does not know; there is no other way to ask
  }
}
