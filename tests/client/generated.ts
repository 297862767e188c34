import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { format } from 'oxfmt';
import { z } from 'zod';

import { apiTypes } from '#clients/typescript/scripts/api-types.ts';
import { eventTypes } from '#clients/typescript/scripts/event-types.ts';
import { eventTypes as types } from '#src/endpoints/event-type.ts';
import { jsonSchemaOf } from '#src/endpoints/payload-schemas.ts';

export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'clients/typescript/src');
const head =
  '// Made by `npm run client` of what the service says about itself; a test fails when that has changed.\n\n';

/** What the client's types have to be for the service at this address. */
export async function generate(publicUrl: string): Promise<readonly GeneratedFile[]> {
  const api = apiTypes(await json(`${publicUrl}/api/v1/openapi.json`));
  const schemas = types.map((type) => [type, jsonSchemaOf(type, type)] as const);
  const events = eventTypes(new Map(schemas));
  return [await file('api.ts', api), await file('events.ts', events)];
}

/** Those of the files that say something else. */
export async function staleOf(files: readonly GeneratedFile[]): Promise<readonly GeneratedFile[]> {
  const kept = await Promise.all(
    files.map(async ({ path }) => readFile(path, 'utf8').catch(() => '')), // a missing one is stale
  );
  return files.filter(({ text }, index) => text !== kept[index]);
}

async function file(name: string, text: string): Promise<GeneratedFile> {
  const path = join(folder, name);
  const options = z.record(z.string(), z.unknown()).parse(await json(join(root, '.oxfmtrc.json')));
  const formatted = await format(path, `${head}${text}\n`, options);
  return { path, text: formatted.code };
}

async function json(from: string): Promise<unknown> {
  if (!from.startsWith('http')) return JSON.parse(await readFile(from, 'utf8'));
  const answer = await fetch(from);
  if (!answer.ok) throw new Error(`Expected ${from} to answer 200, arrived ${answer.status}`);
  return answer.json();
}
