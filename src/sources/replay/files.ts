import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

import { AppError } from '#src/errors.ts';
import type { SourceDocument } from '#src/sources/publisher.ts';

import type { RecordedPoll } from './recorded-poll.ts';

/** Recorded documents of a folder, by the instant that their names begin with. */
export interface Recording {
  readonly polls: number;
  /** Files whose names begin with no date. */
  readonly skipped: readonly string[];
  /** One after the other, in the order of time; only one poll's documents are in memory at a time. */
  readonly read: () => AsyncGenerator<RecordedPoll>;
}

interface Instant {
  readonly label: string;
  readonly at: Date;
}

const largestDocument = 64 * 1024 * 1024;

/** Throws INPUT_INVALID for a folder in which nothing has a date. */
export async function recordingIn(dir: string, url: string): Promise<Recording> {
  const groups = new Map<string, { readonly instant: Instant; readonly paths: string[] }>();
  const skipped: string[] = [];
  for (const name of await namesIn(dir)) {
    const instant = instantOf(name);
    if (instant === undefined) {
      skipped.push(name);
      continue;
    }
    const group = groups.get(instant.label) ?? { instant, paths: [] };
    group.paths.push(...(await filesAt(join(dir, name))));
    groups.set(instant.label, group);
  }
  if (groups.size === 0) throw nothingIn(skipped.length);
  const ordered = [...groups.values()].toSorted(
    (a, b) => a.instant.at.getTime() - b.instant.at.getTime(),
  );
  return {
    polls: ordered.length,
    skipped,
    async *read() {
      for (const { instant, paths } of ordered) yield await pollOf(instant, paths, url);
    },
  };
}

/** A day, or an instant with or without separators: `2025-03-01`, `2025-03-01T0600Z`, `20250301T060000Z`. No zone is UTC. */
function instantOf(name: string): Instant | undefined {
  const [, year, month, dayOfMonth, hour, minute, second = '00', zone = 'Z'] =
    /^(\d{4})-?(\d\d)-?(\d\d)(?:[Tt_ ](\d\d)[:.-]?(\d\d)(?:[:.-]?(\d\d)(?:\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?(?!\d)/.exec(
      name,
    ) ?? [];
  if (year === undefined) return undefined;
  const day = `${year}-${month}-${dayOfMonth}`;
  const offset = zone.replace(/(\d\d):?(\d\d)$/, '$1:$2');
  const at = new Date(hour === undefined ? day : `${day}T${hour}:${minute}:${second}${offset}`);
  if (Number.isNaN(at.getTime())) return undefined;
  return { at, label: hour === undefined ? day : at.toISOString().replace('.000Z', 'Z') };
}

async function namesIn(dir: string): Promise<readonly string[]> {
  try {
    return (await readdir(dir)).filter((name) => !name.startsWith('.')).toSorted();
  } catch (cause) {
    const message = '--dir: expected a folder of recorded documents, got none that can be read';
    throw new AppError('INPUT_INVALID', message, { cause });
  }
}

/** What is named by an instant is a document, or a folder with the documents of that instant. */
async function filesAt(path: string): Promise<readonly string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const names = (await readdir(path)).filter((name) => !name.startsWith('.')).toSorted();
  return names.map((name) => join(path, name));
}

function nothingIn(skipped: number): AppError {
  const got = skipped === 0 ? 'an empty folder' : 'only files named otherwise';
  return new AppError(
    'INPUT_INVALID',
    `--dir: expected files whose names begin with a date or an instant, as in 2025-03-01.json or 2025-03-01T0600Z.xml.gz, got ${got}`,
  );
}

async function pollOf(
  { label, at }: Instant,
  paths: readonly string[],
  url: string,
): Promise<RecordedPoll> {
  const documents: SourceDocument[] = [];
  const unopened: string[] = [];
  for (const path of paths) {
    const body = await bodyOf(path);
    if (typeof body === 'string') unopened.push(body);
    else documents.push({ url, contentType: contentTypeOf(path), body, fetchedAt: at });
  }
  return { label, at, documents, unopened };
}

async function bodyOf(path: string): Promise<Buffer | string> {
  try {
    if ((await stat(path)).size > largestDocument) return tooLarge;
    const body = await readFile(path);
    if (!isGzip(body)) return body;
    return await promisify(gunzip)(body, { maxOutputLength: largestDocument });
  } catch {
    return 'expected a document or a gzip of one, got a file that cannot be opened or is too large';
  }
}

const tooLarge = `expected at most ${largestDocument} bytes, got more`;

function isGzip(body: Buffer): boolean {
  return body[0] === 0x1f && body[1] === 0x8b;
}

function contentTypeOf(path: string): string {
  const name = path.toLowerCase().replace(/\.gz$/, '');
  if (name.endsWith('json')) return 'application/json';
  return /(?:xml|rss|atom|cap)$/.test(name) ? 'application/xml' : 'application/octet-stream';
}
