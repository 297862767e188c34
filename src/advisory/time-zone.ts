/** A name of the IANA time zone database, such as Asia/Kolkata. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) instanceof Intl.DateTimeFormat;
  } catch {
    return false; // Intl throws RangeError for a name it does not know; there is no other way to ask
  }
}
