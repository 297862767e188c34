import { parseArgs } from 'node:util';

import { policy } from '#config/policy.ts';
import { asked, misused } from '#src/commands/command-line.ts';
import { columnNamed } from '#src/lists/columns.ts';
import type { Column, Naming } from '#src/lists/columns.ts';
import { encodings } from '#src/lists/encoding.ts';
import type { Encoding } from '#src/lists/encoding.ts';
import type { Basis, NewList } from '#src/lists/list.ts';
import { statedBases } from '#src/subscription/consent.ts';

import { operatorNamed, plainName, reason } from './plain-words.ts';

/** What was typed for a list. */
export interface ListWords {
  readonly kind: NewList['kind'];
  readonly path: string;
  readonly rejectedPath: string;
  readonly encoding: Encoding | undefined;
  readonly naming: Naming;
  readonly presets: ReadonlyMap<Column, string>;
  readonly by: string;
  readonly organisation: string | undefined;
  readonly basis: Basis | undefined;
  readonly perMinute: number;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly again: boolean;
  readonly json: boolean;
}

export const listOptions = `  --by NAME             who runs this; stands in the audit log (required)
  --dry-run             look and report; nothing is changed
  --yes                 do not ask
  --map THEIRS=OURS     the list's own name for one of our columns; several times
  --ignore NAME         a column that is not read; several times. --ignore-others: all that are not known
  --set COLUMN=VALUE    where a cell is empty, or there is no such column; several times
  --encoding NAME       ${encodings.join(', ')}; UTF-8, and UTF-16 with its mark, are recognised
  --rejected PATH       where rows are sent back [FILE.rejected.csv]
  --per-minute N        mails to its people leave at this pace [${policy.listMailsPerMinute}]
  --again               bring in a file once more that was brought in whole
  --json                one document at the end, nothing before

Columns, by the names in the first row, in any order; only address is required:
  address      name@example.org                language    en, fr …
  places       ML; SN-DK; Ivory Coast; everywhere (codes, or whole names in any of our languages)
  threshold    0 to 4                          kinds       new; level; region-level; substance; editorial; reviewed; timestamp
  categories   Security; Health …              stay        none, trip, residence
  from, to     2027-03-01                      days_before days before a trip
  rhythm       message, day, week              time_zone   Asia/Kolkata
  discreet     yes, no
Rows of one address that differ only in their places become one. The file may be killed in the middle and run again.`;

const options = {
  by: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
  map: { type: 'string', multiple: true },
  ignore: { type: 'string', multiple: true },
  'ignore-others': { type: 'boolean', default: false },
  set: { type: 'string', multiple: true },
  encoding: { type: 'string' },
  rejected: { type: 'string' },
  'per-minute': { type: 'string', default: String(policy.listMailsPerMinute) },
  again: { type: 'boolean', default: false },
  organisation: { type: 'string' },
  basis: { type: 'string' },
  because: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

export function readListWords(
  kind: NewList['kind'],
  words: readonly string[],
  hint: string,
): ListWords {
  const { values, positionals } = asked(hint, () =>
    parseArgs({ args: [...words], allowPositionals: true, options }),
  );
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0)
    throw misused(hint, `Expected one file, got ${positionals.length}`);
  return {
    kind,
    path,
    rejectedPath: values.rejected ?? `${path}.rejected.csv`,
    encoding: encodingOf(values.encoding, hint),
    naming: {
      map: new Map((values.map ?? []).map((pair) => mapping(pair, hint))),
      ignore: values.ignore ?? [],
      ignoreOthers: values['ignore-others'],
    },
    presets: new Map((values.set ?? []).map((pair) => preset(pair, hint))),
    by: operatorNamed(values.by, hint),
    organisation:
      values.organisation === undefined
        ? undefined
        : plainName('--organisation', values.organisation, hint),
    basis: basisOf(values, hint),
    perMinute: paceOf(values['per-minute'], hint),
    dryRun: values['dry-run'],
    yes: values.yes,
    again: values.again,
    json: values.json,
  };
}

function mapping(pair: string, hint: string): readonly [string, Column] {
  const [theirs, column] = divided('--map', pair, hint);
  return [theirs, columnOf('--map', column, hint)];
}

function preset(pair: string, hint: string): readonly [Column, string] {
  const [name, value] = divided('--set', pair, hint);
  const column = columnOf('--set', name, hint);
  if (column === 'address') throw misused(hint, 'Each row has an address of its own: --set cannot');
  return [column, value];
}

function divided(flag: string, pair: string, hint: string): readonly [string, string] {
  const at = pair.lastIndexOf('=');
  if (at < 1) throw misused(hint, `Expected ${flag} NAME=VALUE, got ${JSON.stringify(pair)}`);
  return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
}

function columnOf(flag: string, name: string, hint: string): Column {
  const column = columnNamed(name);
  if (column !== undefined) return column;
  throw misused(hint, `${flag}: no column of ours is called ${JSON.stringify(name)}`);
}

function encodingOf(name: string | undefined, hint: string): Encoding | undefined {
  if (name === undefined) return undefined;
  const called = name.toLowerCase() === 'latin-1' ? 'windows-1252' : name.toLowerCase();
  const encoding = encodings.find((known) => known === called);
  if (encoding !== undefined) return encoding;
  throw misused(hint, `Expected --encoding ${encodings.join(', ')}, got ${name}`);
}

function basisOf(
  {
    basis,
    because,
  }: { readonly basis?: string | undefined; readonly because?: string | undefined },
  hint: string,
): Basis | undefined {
  if (basis === undefined && because === undefined) return undefined;
  const code = statedBases.find((known) => known === basis);
  if (code === undefined)
    throw misused(hint, `Expected --basis ${statedBases.join(', ')}, got ${basis ?? 'none'}`);
  return { code, because: reason('--because', because, hint) };
}

function paceOf(text: string, hint: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw misused(hint, `Expected --per-minute with a count of mails, got ${text}`);
}
