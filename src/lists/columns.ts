import { isOneEdit } from '#src/advisory/difference.ts';
import { AppError } from '#src/errors.ts';

/** The columns of a list of people, in the order in which one is written. Only the address is required. */
export const columns = [
  'address',
  'language',
  'places',
  'threshold',
  'kinds',
  'categories',
  'stay',
  'from',
  'to',
  'days_before',
  'rhythm',
  'time_zone',
  'discreet',
] as const;
export type Column = (typeof columns)[number];

/** What people call them: folded as `keyOf` does. */
const aliases: Readonly<Record<string, Column>> = {
  email: 'address',
  emailaddress: 'address',
  mail: 'address',
  courriel: 'address',
  adresseemail: 'address',
  adressemail: 'address',
  ईमेल: 'address',
  ईमेलपता: 'address',
  البريدالإلكتروني: 'address',
  lang: 'language',
  langue: 'language',
  भाषा: 'language',
  اللغة: 'language',
  place: 'places',
  country: 'places',
  countries: 'places',
  pays: 'places',
  lieux: 'places',
  देश: 'places',
  البلد: 'places',
  level: 'threshold',
  niveau: 'threshold',
  category: 'categories',
  arrival: 'from',
  departure: 'to',
  timezone: 'time_zone',
};

/** Which field of a row holds which column. */
export type Header = ReadonlyMap<Column, number>;

export interface Naming {
  /** The list's own names for our columns, as in `Courriel=address`. */
  readonly map?: ReadonlyMap<string, Column>;
  /** Names of columns that are left where they are. */
  readonly ignore?: readonly string[];
  readonly ignoreOthers?: boolean;
}

/** Columns that an earlier import added to what it sent back. */
export const rejectedColumns = ['rejected_line', 'rejected_reason'] as const;

/**
 * A column that is not known stops everything: a misspelt one would otherwise be left out in silence. What a list holds besides
 * (names, passports) is not read, and must be named for that.
 */
export function readHeader(names: readonly string[], naming: Naming): Header {
  const header = new Map<Column, number>();
  const unknown: string[] = [];
  for (const [at, name] of names.entries()) {
    const column = columnCalled(name, naming);
    if (column === undefined) {
      if (!isIgnored(name, naming)) unknown.push(name);
    } else if (header.has(column)) {
      throw new AppError('INPUT_INVALID', `Two columns are called ${column}: expected one`);
    } else header.set(column, at);
  }
  if (unknown.length > 0) throw new AppError('INPUT_INVALID', notKnown(unknown));
  if (header.has('address')) return header;
  throw new AppError(
    'INPUT_INVALID',
    `No column holds addresses. The first row must name the columns, one of them "address"; or say which: --map "${names[0] ?? ''}=address"`,
  );
}

/** How many of a row's fields are names of columns: how the delimiter of a list is told. */
export function countKnown(names: readonly string[], naming: Naming): number {
  return names.filter((name) => columnCalled(name, naming) !== undefined).length;
}

export function columnNamed(name: string): Column | undefined {
  return columns.find((column) => keyOf(column) === keyOf(name)) ?? aliases[keyOf(name)];
}

function columnCalled(name: string, { map }: Naming): Column | undefined {
  return map?.get(name.trim()) ?? columnNamed(name);
}

function isIgnored(name: string, { ignore = [], ignoreOthers = false }: Naming): boolean {
  const ours: readonly string[] = rejectedColumns;
  return ignoreOthers || name.trim() === '' || [...ours, ...ignore].includes(name.trim());
}

function notKnown(unknown: readonly string[]): string {
  const said = unknown.slice(0, 8).map((name) => {
    const near = columns.find((column) => isOneEdit(column, keyOf(name)));
    return `"${name.slice(0, 40)}"${near === undefined ? '' : ` (is it ${near}?)`}`;
  });
  return `Not known as a column: ${said.join(', ')}. Expected some of ${columns.join(', ')}. Say what it holds with --map "THEIRS=OURS", or leave it out with --ignore "NAME" or --ignore-others`;
}

function keyOf(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[\s_-]+/gu, '');
}
