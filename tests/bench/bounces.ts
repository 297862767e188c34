import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { AppError } from '#src/errors.ts';

import { measureBounces } from './bounce-figures.ts';
import type { BouncesOptions } from './bounces-flags.ts';
import { tableOf } from './table.ts';

/** Needs no parts of its own: it reads files and computes. */
export async function benchBounces({ json, dir }: BouncesOptions): Promise<void> {
  const folder = dir ?? defaultFolder();
  const labels = await readFile(join(folder, 'expected.json'), 'utf8').catch((cause: unknown) => {
    throw new AppError('NOT_FOUND', missing(folder), { cause });
  });
  const figures = await measureBounces(folder, labels);
  process.stdout.write(json ? `${JSON.stringify(figures)}\n` : tableOf({ ...figures }));
}

function defaultFolder(): string {
  // oxlint-disable-next-line node/no-process-env -- the folder belongs to whoever runs the benchmark, not to the service
  const set = process.env['CORPORA_DIR'];
  return resolve(set ?? join(import.meta.dirname, '../../../shared/corpora'), 'bounces');
}

function missing(folder: string): string {
  return `expected expected.json and *.eml in ${folder}: say --dir DIR, or set CORPORA_DIR to the folder of recorded material that holds bounces/`;
}
