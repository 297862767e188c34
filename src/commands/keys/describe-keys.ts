import { counted, table } from '#src/commands/command-line.ts';
import { sealsUnder } from '#src/keyring/key-file.ts';
import type { KeyFile } from '#src/keyring/key-file.ts';
import type { KeyHolder } from '#src/store/key-holders.ts';

import { newestOf } from './key-rows.ts';
import type { KeyRows } from './key-rows.ts';
import type { Rotated } from './rotate.ts';

export interface KeyStatus {
  readonly file: KeyFile;
  readonly rows: KeyRows;
  readonly holders: readonly KeyHolder[];
}

/** For programs: versions and counts, never a key. */
export function statusDocument({ file, rows: { columns, older }, holders }: KeyStatus) {
  return {
    versions: file.data.map(({ version }) => version),
    seals: sealsUnder(file),
    rowsUnderOlderKeys: older,
    columns: columns.map(({ table: name, column, versions }) => ({
      column: `${name}.${column}`,
      rows: Object.fromEntries(versions),
    })),
    processes: holders,
  };
}

export function describeStatus(status: KeyStatus): string {
  const { file, rows, holders } = status;
  const versions = file.data.map(({ version }) => version);
  const counts = rows.columns.map(({ table: name, column, versions: by }) => [
    `${name}.${column}`,
    ...versions.map((version) => String(by.get(version) ?? 0)),
  ]);
  const processes = holders.map(
    ({ process, versions: held, seals }) =>
      `  ${process} reads ${held.join(', ')} and seals under ${seals}`,
  );
  return [
    `New rows are sealed under data key ${sealsUnder(file)}.`,
    '',
    table([['rows sealed under', ...versions.map((version) => `key ${version}`)], ...counts]),
    '',
    holders.length === 0 ? 'No process runs.' : 'Processes that run:',
    ...processes,
    '',
    whatIsNext(status),
  ].join('\n');
}

function whatIsNext({ file, rows }: KeyStatus): string {
  const isBegun = sealsUnder(file) !== newestOf(file).version || rows.older > 0;
  if (isBegun) return 'A rotation is under way: npm run keys -- rotate goes on with it.';
  if (file.data.length === 1) return 'Nothing to do: npm run keys -- rotate begins a new key.';
  return 'All rows are under the newest key. When no backup needs the older ones: npm run keys -- rotate --retire.';
}

export function describeRotated({ seals, resealed, unreadable, older }: Rotated): string {
  const lines = [
    `Everything new is sealed under data key ${seals}; ${counted(resealed, 'row was', 'rows were')} sealed anew.`,
    `Back the key file up now, apart from the database. Backups of the database from before need key ${older.join(', ')}: keep the file with them.`,
    'When no such backup is left, take the older keys out with: npm run keys -- rotate --retire',
  ];
  if (unreadable === 0) return lines.join('\n');
  return `${lines.join('\n')}\n${counted(unreadable, 'row')} could not be opened with any key and ${unreadable === 1 ? 'stays as it is: it was' : 'stay as they are: they were'} altered, or sealed under a key that is lost.`;
}
