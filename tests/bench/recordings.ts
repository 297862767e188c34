import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { sources } from '#config/sources.ts';
import type { PolledConfig, SourceConfig } from '#config/sources.ts';
import { formats } from '#src/sources/formats.ts';
import { sizeOf } from '#src/sources/polling/documents.ts';
import type { CreatePublisher, Publisher, Reading } from '#src/sources/publisher.ts';

import { detailsOf } from './recorded-details.ts';
import type { Body } from './recorded-details.ts';

/** Sources that recorded documents can be served for, and what stands at each of their addresses. */
export interface Recordings {
  readonly config: Readonly<Record<string, PolledConfig>>;
  readonly bodies: ReadonlyMap<string, Body>;
  /** Why a format is left out. */
  readonly skipped: Readonly<Record<string, string>>;
}

/** Folders that are not named after the format. */
const folders: Readonly<Record<string, readonly string[]>> = {
  'uk-fcdo': ['uk-govuk'],
  cap: ['imd-cap', '../cap/feeds', '../cap/valid', '../cap/invalid'],
};

/** Of these formats every document is a whole one: what is left over is the list of a source of its own. */
function isSeries(format: string): boolean {
  return format === 'cap' || format === 'jp-mofa';
}

/** Every format of src/sources/formats.ts that has a folder of recorded documents. */
export async function readRecordings(dir: string): Promise<Recordings> {
  const config: Record<string, PolledConfig> = {};
  const bodies = new Map<string, Body>();
  const skipped: Record<string, string> = {};
  for (const [format, create] of Object.entries(formats)) {
    const where = folders[format] ?? [format];
    const files = (await Promise.all(where.map((one) => filesIn(join(dir, one))))).flat();
    const settings = settingsOf(format);
    const served =
      files.length === 0 ? 'nothing recorded' : serve(create, { settings, format, files });
    if (typeof served === 'string') {
      skipped[format] = served;
    } else {
      config[format] = settings;
      for (const [url, body] of served) bodies.set(url, body);
    }
    const spare = isSeries(format)
      ? files.filter((file) => ![...bodies.values()].some((body) => body() === file))
      : [];
    for (const [n, body] of spare.entries()) {
      const url = `https://${format}-${n + 2}.example/feed`;
      config[`${format}-${n + 2}`] = { ...settings, url };
      bodies.set(url, () => body);
    }
  }
  return { config, bodies, skipped };
}

async function filesIn(folder: string): Promise<readonly Buffer[]> {
  const names = await readdir(folder).catch((): string[] => []); // a publisher of which nothing is recorded
  return await Promise.all(names.toSorted().map((name) => readFile(join(folder, name))));
}

/** As it is configured, if it is: also where it is off. */
function settingsOf(format: string): PolledConfig {
  const all: Readonly<Record<string, SourceConfig>> = sources;
  const known = Object.entries(all).find(
    ([id, one]) => one.kind === 'polled' && (one.format ?? id) === format,
  )?.[1];
  const settings = {
    kind: 'polled',
    mode: 'signal',
    everySeconds: 900,
    licence: 'recorded',
  } as const;
  const url = `https://${format}.example/feed`;
  return known?.kind === 'polled' ? { ...known, format, off: false } : { ...settings, format, url };
}

interface Recorded {
  readonly settings: PolledConfig;
  readonly format: string;
  readonly files: readonly Buffer[];
}

/** What stands at each address that the dialect asks for; or why nothing does. */
function serve(
  create: CreatePublisher,
  { settings: { url, options }, format, files }: Recorded,
): ReadonlyMap<string, Body> | string {
  try {
    const bodies = bodiesFor(create({ sourceId: format, url, options }), { format, files });
    return bodies.size === 0 ? 'none of the recorded documents can be read' : bodies;
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown';
  }
}

/** For each document that is asked for the recorded one that says most, of those that no other has. */
function bodiesFor(
  publisher: Publisher,
  { format, files }: Pick<Recorded, 'format' | 'files'>,
): ReadonlyMap<string, Body> {
  const bodies = new Map<string, Body>();
  const left = new Set(files);
  for (const { url } of publisher.documents) {
    const read = [...left].flatMap((body) => {
      const reading = reads(publisher, body, url);
      return reading === undefined ? [] : [{ body, reading }];
    });
    const [most] = read.toSorted((a, b) => sizeOf(b.reading) - sizeOf(a.reading));
    if (most === undefined) continue;
    left.delete(most.body);
    bodies.set(url, () => most.body);
    for (const [at, detail] of detailsOf(format, most.reading, files)) bodies.set(at, detail);
  }
  return bodies;
}

function reads(publisher: Publisher, body: Buffer, url: string): Reading | undefined {
  const document = { url, contentType: 'application/octet-stream', body, fetchedAt: new Date() };
  try {
    const reading = publisher.read(document);
    return sizeOf(reading) === 0 ? undefined : reading;
  } catch {
    return undefined; // recorded of something else
  }
}
