import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { parse } from 'csv-parse';
import { parse as parseAtOnce } from 'csv-parse/sync';
import { z } from 'zod';

import { AppError } from '#src/errors.ts';

import { countKnown } from './columns.ts';
import type { Naming } from './columns.ts';
import { textOf } from './encoding.ts';
import type { ExaminedFile } from './encoding.ts';

const delimiters = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof delimiters)[number];

/** One record of a list. */
export interface Row {
  /** Of the file, where it begins; the first is 1. */
  readonly line: number;
  readonly fields: readonly string[];
  /** Of the file, read so far: about where it ends. */
  readonly bytes: number;
}

/** What is longer is a quote that nobody closed. */
const longestRecord = 64 * 1024;

const layout = {
  bom: true,
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  relax_quotes: true,
  trim: true,
  skip_empty_lines: true,
  max_record_size: longestRecord,
};

const recordSchema = z.array(z.string());

/** The first row, and by what fields are divided: whatever makes most names of columns of it. */
export async function readFirstRow(
  file: ExaminedFile,
  naming: Naming,
): Promise<{ readonly names: readonly string[]; readonly delimiter: Delimiter }> {
  let start = '';
  for await (const piece of textOf(file)) {
    start += piece;
    if (start.length > longestRecord) break;
  }
  const read = delimiters.map((delimiter) => ({ delimiter, names: firstRecord(start, delimiter) }));
  const [best] = read.toSorted(
    (a, b) =>
      countKnown(b.names, naming) - countKnown(a.names, naming) || b.names.length - a.names.length,
  );
  if (best === undefined || best.names.length === 0) throw broken(file, 1);
  return best;
}

function firstRecord(text: string, delimiter: Delimiter): readonly string[] {
  try {
    const [names] = z
      .array(recordSchema)
      .parse(parseAtOnce(firstLines(text), { ...layout, delimiter, to: 1 }));
    return names ?? [];
  } catch {
    return []; // a quote that is not closed: read in another way, or refused when all fail
  }
}

/** The first line that is not blank, and those after it as long as a quote is open: what follows may be broken and is not asked. */
function firstLines(text: string): string {
  const [blank = ''] = /^[\ufeff\s]*/u.exec(text) ?? [];
  const rest = text.slice(blank.length);
  for (const { index } of rest.matchAll(/[\r\n]/g)) {
    const first = rest.slice(0, index);
    if (first.split('"').length % 2 === 1) return first;
  }
  return rest;
}

/** Every record but the first, in flat memory. Throws INPUT_INVALID with the line where quotes make no sense. */
export async function* readRows(file: ExaminedFile, delimiter: Delimiter): AsyncGenerator<Row> {
  const lines = countLines();
  const parser = parse({
    ...layout,
    delimiter,
    // Told where it begins while it is read: when the file turns out to be broken, nobody has seen the last records yet.
    on_record: (fields, info) => [
      ...fields,
      String(lines.begin(fields, info.empty_lines)),
      String(info.bytes),
    ],
  });
  const piped = pipeline(Readable.from(textOf(file)), parser);
  piped.catch(() => {}); // the iteration below throws the same
  let isHeader = true;
  try {
    for await (const row of parser) {
      if (!isHeader) yield rowOf(row);
      isHeader = false;
    }
  } catch (cause) {
    if (isOfParser(cause)) throw broken(file, lines.next(), cause);
    throw cause;
  }
  await piped;
}

function rowOf(marked: unknown): Row {
  const all = recordSchema.parse(marked);
  const [line, bytes] = all.slice(-2).map(Number);
  return { line: line ?? 0, fields: all.slice(0, -2), bytes: bytes ?? 0 };
}

/** The parser's own count takes a line break within quotes for two. */
function countLines() {
  let next = 1;
  let emptyBefore = 0;
  return {
    next: () => next,
    begin(fields: readonly string[], empty: number): number {
      const line = next + empty - emptyBefore;
      emptyBefore = empty;
      next = line + 1 + breaksIn(fields);
      return line;
    },
  };
}

function breaksIn(fields: readonly string[]): number {
  let breaks = 0;
  for (const field of fields) {
    if (/[\r\n]/.test(field)) breaks += field.match(/\r\n|\r|\n/g)?.length ?? 0;
  }
  return breaks;
}

function isOfParser(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^CSV_|QUOTE/.test(String(error.code));
}

/** The parser's own words quote the field, which may be an address. */
function broken({ path }: ExaminedFile, line: number, cause?: unknown): AppError {
  return new AppError(
    'INPUT_INVALID',
    `${path}: from line ${line} on nothing can be read: a quote (") is opened and not closed, or a record is longer than 64 KB. Nothing was imported of it; repair the line`,
    { cause },
  );
}
