import type { FollowedPlace, Wish } from '#src/subscription/subscription.ts';

import { columns } from './columns.ts';
import type { Column } from './columns.ts';

/** A record as any spreadsheet reads it. */
export function csvLine(fields: readonly string[]): string {
  return `${fields.map(quoted).join(',')}\r\n`;
}

/** First line of a list that `wishFields` go on. */
export const listHeader: readonly string[] = columns;

/** Somebody's wish as fields that are read back as the same. */
export function wishFields(address: string, wish: Wish): readonly string[] {
  const trip = wish.stay.kind === 'trip' ? wish.stay : undefined;
  const fields: Readonly<Record<Column, string>> = {
    address,
    language: wish.language,
    places: wish.places.map(codeOf).join(';'),
    threshold: String(wish.threshold),
    kinds: wish.kinds.join(';'),
    categories: wish.categories.join(';'),
    stay: wish.stay.kind,
    from: trip?.from ?? '',
    to: trip?.to ?? '',
    days_before: trip === undefined ? '' : String(trip.daysBefore),
    rhythm: wish.rhythm.every,
    time_zone: zoneOf(wish.rhythm),
    discreet: wish.discreet ? 'yes' : 'no',
  };
  return columns.map((column) => asShown(fields[column]));
}

/** Empty for who gets each message at once: it is read back as UTC. */
function zoneOf({ every, timeZone }: Wish['rhythm']): string {
  return every === 'message' && timeZone === 'UTC' ? '' : timeZone;
}

function codeOf(place: FollowedPlace): string {
  switch (place.kind) {
    case 'everywhere':
      return 'everywhere';
    case 'country':
      return place.country;
    case 'region':
      return place.region;
  }
}

/**
 * Anybody may sign up with an address that begins as a formula does, and spreadsheets run formulas: an apostrophe before it
 * makes it text. One is added to what has some already, so that reading takes off just what was added.
 */
function asShown(field: string): string {
  return /^'*[=+\-@]/.test(field) ? `'${field}` : field;
}

/** What `asShown` made of it, as it was. */
export function asTyped(field: string): string {
  return /^'+[=+\-@]/.test(field) ? field.slice(1) : field;
}

function quoted(field: string): string {
  return /[",;|\t\r\n]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
