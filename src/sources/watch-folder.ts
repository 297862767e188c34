import { lstat, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';

import { AppError } from '#src/errors.ts';

import type { Ingest, PushedDocument } from './ingest.ts';

/** What became of one file. */
export interface TakenFile {
  readonly sourceId: string;
  readonly name: string;
  readonly outcome: 'taken' | 'refused';
}

interface WatchFolder {
  /** Holds one folder for each pushed source, named by its id, with .txt and .html files. */
  readonly dir: string;
  readonly accept: Ingest['accept'];
  readonly now: () => Date;
  /** A file that changed more recently may still be being written. */
  readonly stableForMs?: number;
}

const contentTypes = new Map([
  ['.txt', 'text/plain'],
  ['.html', 'text/html'],
  ['.htm', 'text/html'],
]);
/** More than any report may have; what is larger is refused without being read. */
const largestFile = 4 * 1024 * 1024;

/** By a document file's name; undefined for one that cannot be a report. Says no charset, so that the document's own word counts. */
export function contentTypeOf(file: string): string | undefined {
  return contentTypes.get(extname(file).toLowerCase());
}

/**
 * Takes in the files that wait in the watched folder and moves each to `taken/` or, with a `.reason.txt`, to `refused/`. The
 * public address is the file's first line (`URL: …`) or stands in a file of the same name with `.url` after it. A worker
 * that dies between the two takes the file again, which gives the same report; two at once do the same.
 */
export async function takeFiles(
  folder: WatchFolder,
  signal: AbortSignal,
): Promise<readonly TakenFile[]> {
  const taken: TakenFile[] = [];
  for (const waiting of await waitingIn(folder)) {
    signal.throwIfAborted();
    const outcome = await takeIn(waiting, folder);
    if (outcome !== undefined) {
      taken.push({ sourceId: waiting.sourceId, name: waiting.name, outcome });
    }
  }
  return taken;
}

interface Waiting {
  readonly sourceId: string;
  readonly folder: string;
  readonly name: string;
  readonly size: number;
}

async function waitingIn(watched: WatchFolder): Promise<readonly Waiting[]> {
  const waiting: Waiting[] = [];
  for (const sourceId of await foldersIn(watched.dir)) {
    const folder = join(watched.dir, sourceId);
    for (const name of (await readdir(folder)).toSorted()) {
      const size = await stableSize(join(folder, name), watched);
      if (size !== undefined) waiting.push({ sourceId, folder, name, size });
    }
  }
  return waiting;
}

/** Undefined for what is no file of a report, or is still being written. */
async function stableSize(
  path: string,
  { now, stableForMs = 2000 }: WatchFolder,
): Promise<number | undefined> {
  if (basename(path).startsWith('.') || path.endsWith('.url')) return undefined;
  const found = await gone(lstat(path));
  if (found === undefined || !found.isFile()) return undefined;
  const restingMs = now().getTime() - Math.max(found.mtimeMs, found.ctimeMs);
  return restingMs < stableForMs ? undefined : found.size;
}

async function foldersIn(dir: string): Promise<readonly string[]> {
  const entries = await gone(readdir(dir, { withFileTypes: true }));
  if (entries === undefined) {
    throw new AppError('CONFIGURATION_INVALID', 'WATCH_DIR: expected a folder, got nothing there');
  }
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name);
}

/** Undefined when another worker has taken it meanwhile. */
async function takeIn(
  waiting: Waiting,
  { accept, now }: WatchFolder,
): Promise<TakenFile['outcome'] | undefined> {
  const refusal = await refusalOf(waiting, accept);
  const outcome = refusal === undefined ? 'taken' : 'refused';
  const place = join(waiting.folder, outcome);
  await mkdir(place, { recursive: true });
  const name = await freeName(place, waiting.name, now());
  // The reason first: a file in refused/ without one would leave its sender guessing.
  if (refusal !== undefined) await writeFile(join(place, `${name}.reason.txt`), `${refusal}\n`);
  await gone(rename(join(waiting.folder, `${waiting.name}.url`), join(place, `${name}.url`)));
  const moved = await gone(
    rename(join(waiting.folder, waiting.name), join(place, name)).then(() => true),
  );
  return moved === undefined ? undefined : outcome;
}

/** Why the file is refused. What is wrong with us, not with the file (no database), is thrown, and the file stays. */
async function refusalOf(waiting: Waiting, accept: Ingest['accept']): Promise<string | undefined> {
  const contentType = contentTypeOf(waiting.name);
  if (contentType === undefined) return 'expected a .txt or .html file, got another kind';
  if (waiting.size > largestFile) {
    return `expected at most ${largestFile} bytes, got ${waiting.size}`;
  }
  try {
    const document = await readWaiting(waiting);
    if (document !== undefined) await accept({ ...document, contentType });
    return undefined;
  } catch (error) {
    if (error instanceof AppError && isAboutTheFile(error)) return error.message;
    throw error;
  }
}

async function readWaiting({
  sourceId,
  folder,
  name,
}: Waiting): Promise<Omit<PushedDocument, 'contentType'> | undefined> {
  const file = await gone(readFile(join(folder, name)));
  if (file === undefined) return undefined;
  const sidecar = await gone(readFile(join(folder, `${name}.url`), 'utf8'));
  const { url, body } = withoutUrlLine(file);
  const address = sidecar?.trim() || url;
  return address === undefined ? { sourceId, body } : { sourceId, body, url: address };
}

function isAboutTheFile({ code }: AppError): boolean {
  return code === 'REPORT_UNREADABLE' || code === 'INPUT_INVALID' || code === 'NOT_FOUND';
}

/** The line is the envelope, not the document: the report is what comes after it. */
function withoutUrlLine(file: Buffer): { readonly url?: string; readonly body: Buffer } {
  const start = file.subarray(0, 4096).toString('latin1');
  const [line, url] = /^(?:\u00EF\u00BB\u00BF)?URL:[ \t]*(\S+)[ \t]*(?:\r?\n|$)/i.exec(start) ?? [];
  if (line === undefined || url === undefined) return { body: file };
  return { url, body: file.subarray(line.length) };
}

/** Nothing is overwritten: a second file of the same name is kept beside the first. */
async function freeName(place: string, name: string, at: Date): Promise<string> {
  const existing = await gone(lstat(join(place, name)));
  return existing === undefined ? name : `${at.toISOString().replaceAll(':', '')}-${name}`;
}

/** Undefined when the file is not (or no longer) there. */
async function gone<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
