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

/**
 * Names that Intl has given up, or will, for others of the same zone: a wish that was kept under one of them still has its
 * mornings when a newer Intl calls the zone by the other.
 */
export const renamedZones: readonly (readonly [former: string, current: string])[] = [
  ['Africa/Asmera', 'Africa/Asmara'],
  ['America/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
  ['America/Catamarca', 'America/Argentina/Catamarca'],
  ['America/Coral_Harbour', 'America/Atikokan'],
  ['America/Cordoba', 'America/Argentina/Cordoba'],
  ['America/Godthab', 'America/Nuuk'],
  ['America/Indianapolis', 'America/Indiana/Indianapolis'],
  ['America/Jujuy', 'America/Argentina/Jujuy'],
  ['America/Louisville', 'America/Kentucky/Louisville'],
  ['America/Mendoza', 'America/Argentina/Mendoza'],
  ['Asia/Calcutta', 'Asia/Kolkata'],
  ['Asia/Katmandu', 'Asia/Kathmandu'],
  ['Asia/Rangoon', 'Asia/Yangon'],
  ['Asia/Saigon', 'Asia/Ho_Chi_Minh'],
  ['Atlantic/Faeroe', 'Atlantic/Faroe'],
  ['Europe/Kiev', 'Europe/Kyiv'],
  ['Pacific/Enderbury', 'Pacific/Kanton'],
  ['Pacific/Ponape', 'Pacific/Pohnpei'],
  ['Pacific/Truk', 'Pacific/Chuuk'],
];

const currentNames = new Map(renamedZones);

/** The name that people know a zone by now, where Intl keeps it under a former one (Asia/Kolkata for Asia/Calcutta). */
export function currentZone(name: string): string {
  return currentNames.get(name) ?? name;
}
