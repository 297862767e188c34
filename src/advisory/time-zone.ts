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

const zonesByCountry = new Map<string, readonly string[]>();

/** The time zones of a country, by the names that Intl keeps; none for the few places where nobody lives. Asking Intl takes long. */
export function zonesOf(country: string): readonly string[] {
  const known = zonesByCountry.get(country);
  if (known !== undefined) return known;
  const zones = new Intl.Locale(`und-${country}`).getTimeZones?.() ?? [];
  zonesByCountry.set(country, zones);
  return zones;
}
