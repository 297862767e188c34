import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** Defines tests over recorded material from outside the project. Where that is missing, one skipped test says so by name. */
export function withCorpus(name: string, define: (path: string) => void): void {
  // oxlint-disable-next-line node/no-process-env -- the folder belongs to whoever runs the tests, not to the service
  const folder = process.env['CORPORA_DIR'] ?? '../shared/corpora';
  const path = resolve(root, folder, name);
  const found = existsSync(path);
  test.skipIf(!found)(
    `${name} lies in CORPORA_DIR; where it does not, its tests are skipped`,
    () => {
      expect(found).toBe(true);
    },
  );
  if (found) define(path);
}
