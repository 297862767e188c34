import { sql } from 'kysely';

import type { Database } from '#src/store/database.ts';

/** A word that must be found nowhere, and all the ways in which it could stand somewhere. */
export function formsOf(word: string): readonly Buffer[] {
  const plain = Buffer.from(word);
  const texts = [
    word,
    word.toUpperCase(),
    encodeURIComponent(word),
    word.replaceAll('@', '=40'),
    plain.toString('hex'),
    plain.toString('hex').toUpperCase(),
    JSON.stringify(word).slice(1, -1),
    ...inBase64(plain),
  ];
  return [
    ...[...new Set(texts)].map((text) => Buffer.from(text)),
    Buffer.from(word, 'utf16le'),
    Buffer.from(word, 'utf16le').swap16(),
  ];
}

/** Wherever it begins in what was encoded: without the letters that its neighbours share. */
function inBase64(plain: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((before) => {
    const padded = Buffer.concat([Buffer.alloc(before), plain]);
    const encoded = padded.toString('base64').replace(/=+$/, '');
    const first = Math.ceil((before * 8) / 6);
    const whole = Math.floor((padded.length * 8) / 6);
    const inner = encoded.slice(first, whole);
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/** Which of the words are in a text or in bytes, in whatever form. */
export function wordsIn(bytes: Buffer | string, words: readonly string[]): readonly string[] {
  const haystack = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  return words.filter((word) => formsOf(word).some((form) => haystack.includes(form)));
}

/** A table as a dump has it: every row as JSON, and what is binary in it as the bytes that it is. */
export interface DumpedTable {
  readonly name: string;
  readonly rows: number;
  readonly text: string;
  readonly binary: Buffer;
}

export async function dumpOf(db: Database): Promise<readonly DumpedTable[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'public' order by tablename`.execute(
    db,
  );
  const dumped: DumpedTable[] = [];
  for (const { name } of tables) {
    const { rows } = await sql<{ row: string }>`
      select row_to_json(t)::text as row from only ${sql.table(name)} t`.execute(db);
    const text = rows.map(({ row }) => row).join('\n');
    dumped.push({ name, rows: rows.length, text, binary: binaryIn(text) });
  }
  return dumped;
}

/** Which of the words a table holds, in whatever form. */
export function wordsOf(
  { text, binary }: DumpedTable,
  words: readonly string[],
): readonly string[] {
  return wordsIn(Buffer.concat([Buffer.from(`${text}\n`), binary]), words);
}

/** `\x…` in the JSON of a row. */
function binaryIn(text: string): Buffer {
  const parts = [...text.matchAll(/\\\\x([0-9a-f]+)/g)].map(([, hex = '']) =>
    Buffer.from(hex, 'hex'),
  );
  return Buffer.concat(parts.flatMap((part) => [Buffer.from('\n'), part]));
}

/** The files below tables and indexes, as they lie on the disk. */
export async function filesOf(db: Database): Promise<Buffer> {
  await sql`checkpoint`.execute(db);
  const { rows } = await sql<{ bytes: Buffer | null }>`
    select pg_read_binary_file(pg_relation_filepath(c.oid), true) as bytes
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'pg_toast') and c.relkind in ('r', 'i', 't') and pg_relation_filepath(c.oid) is not null`.execute(
    db,
  );
  return Buffer.concat(rows.flatMap(({ bytes }) => (bytes === null ? [] : [bytes])));
}
