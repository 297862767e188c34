import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { pino } from 'pino';
import { expect, test } from 'vitest';

import { readEnv } from '#config/env.ts';
import { createDatabase } from '#src/store/database.ts';
import { readKeys } from '#src/surroundings.ts';
import { addCitizens } from '#tests/support/citizens.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import { aKeyring } from '#tests/support/keyring.ts';

test('a key file is made while nothing is encrypted, and never again once something is', async () => {
  await using database = await createTestDatabase();
  const log = pino({ level: 'silent' });
  await using db = createDatabase({ url: database.url, log });
  const dataDir = await mkdtemp(join(tmpdir(), 'consular-alerts-'));
  try {
    const about = { env: readEnv({ DATA_DIR: dataDir }), log, databaseUrl: database.url };
    const first = await readKeys(about);
    expect(await readKeys(about)).toEqual(first);

    await addCitizens({ db, keyring: aKeyring() }, { count: 2 }); // under the keys of the test, which this file does not hold
    await expect(readKeys(about)).rejects.toThrow('restore the one that encrypted them');
    await rm(join(dataDir, 'keys.json'));
    await expect(readKeys(about)).rejects.toMatchObject({ code: 'KEY_FILE_INVALID' });
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});
