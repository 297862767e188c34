import { stat } from 'node:fs/promises';

import type { Env } from '#config/env.ts';
import { fail, note, pass } from '#src/commands/finding.ts';
import type { Finding } from '#src/commands/finding.ts';
import { AppError } from '#src/errors.ts';
import { readKeyFile } from '#src/keyring/key-file.ts';
import type { KeyFile } from '#src/keyring/key-file.ts';
import { createKeyring } from '#src/keyring/keyring.ts';
import type { Database } from '#src/store/database.ts';
import { anySealedAddress } from '#src/store/examination.ts';
import { keyPath } from '#src/surroundings.ts';

const about = 'key file';
const forOthers = 0o077;

/** There, whole, nobody else's to read, the one that encrypted this database, and backed up: the last only a person knows. */
export async function examineKeys(env: Env, db: Database | undefined): Promise<readonly Finding[]> {
  const path = keyPath(env);
  const mode = await modeOf(path);
  if (mode === undefined && mayBeMadeLater(env)) {
    return [note(about, `none yet at ${path}: npm start makes one; back it up then`)];
  }
  try {
    const keys = await readKeyFile(path, false);
    return [modeFinding(path, mode ?? 0), ...(await matching(keys, db)), backupQuestion(path)];
  } catch (error) {
    if (error instanceof AppError) return [fail(about, error.message)];
    throw error;
  }
}

/** Where nothing is configured the first start makes a key file. */
function mayBeMadeLater({ DATABASE_URL, KEY_FILE }: Env): boolean {
  return DATABASE_URL === undefined && KEY_FILE === undefined;
}

async function modeOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined); // readKeyFile says why it is not there
  return found === undefined ? undefined : found.mode & 0o777;
}

function modeFinding(path: string, mode: number): Finding {
  if ((mode & forOthers) === 0)
    return pass(about, `${path} is whole and only its owner may read it`);
  return fail(
    about,
    `${path}: expected mode 600, got ${mode.toString(8)}: others may read it. Run chmod 600 ${path}`,
  );
}

async function matching(keys: KeyFile, db: Database | undefined): Promise<readonly Finding[]> {
  const sealed = db === undefined ? undefined : await anySealedAddress(db);
  if (sealed === undefined) return [];
  createKeyring(keys).open('address', sealed);
  return [pass(about, 'it opens what this database holds')];
}

function backupQuestion(path: string): Finding {
  return note(
    about,
    `is ${path} backed up, apart from the database? A lost key is every citizen lost`,
  );
}
