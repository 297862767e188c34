import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readHeader } from '#src/lists/columns.ts';
import type { Naming } from '#src/lists/columns.ts';
import { examineFile } from '#src/lists/encoding.ts';
import type { Encoding } from '#src/lists/encoding.ts';
import { createPlaceReader } from '#src/lists/read-place.ts';
import { createRowReader } from '#src/lists/read-row.ts';
import type { RowReader } from '#src/lists/read-row.ts';
import { readFirstRow, readRows } from '#src/lists/read-rows.ts';
import type { Row } from '#src/lists/read-rows.ts';

export interface ReadList {
  readonly names: readonly string[];
  readonly rows: readonly Row[];
  readonly read: readonly ReturnType<RowReader>[];
}

interface Reading {
  readonly encoding?: Encoding;
  readonly naming?: Naming;
  readonly presets?: Readonly<Record<string, string>>;
}

const readPlace = createPlaceReader({
  languages: ['en', 'hi', 'fr', 'ar', 'ml'],
  shown: () => [],
  alsoCalled: () => [],
});

/** A list as the command reads it. */
export async function readList(
  content: string | Uint8Array,
  { encoding, naming = {}, presets = {} }: Reading = {},
): Promise<ReadList> {
  const folder = await mkdtemp(join(tmpdir(), 'consular-alerts-list-'));
  try {
    const path = join(folder, 'list.csv');
    await writeFile(path, content);
    const file = await examineFile(path, encoding);
    const { names, delimiter } = await readFirstRow(file, naming);
    const header = readHeader(names, naming);
    const rows: Row[] = [];
    for await (const row of readRows(file, delimiter)) rows.push(row);
    const readRow = createRowReader({
      header,
      readPlace,
      languages: ['en', 'hi', 'fr', 'ar', 'ml'],
      timeZone: 'Asia/Kolkata',
      presets: readPresets(presets),
      now: new Date('2026-11-01T00:00:00Z'),
    });
    return { names, rows, read: rows.map(({ fields }) => readRow(fields)) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function readPresets(presets: Readonly<Record<string, string>>) {
  const header = readHeader(['address', ...Object.keys(presets)], {});
  const values = Object.values(presets);
  return new Map([...header].map(([column, at]) => [column, values[at - 1] ?? ''] as const));
}
