import type { Env } from '#config/env.ts';
import { fail, note, pass } from '#src/commands/finding.ts';
import type { Finding } from '#src/commands/finding.ts';
import { noneYet, openRecord } from '#src/commands/record.ts';
import { AppError } from '#src/errors.ts';
import { refuseUnsafeDatabase } from '#src/store/database.ts';
import type { Database } from '#src/store/database.ts';
import { serverVersion } from '#src/store/examination.ts';
import { missingMigrations } from '#src/store/migrate.ts';

import { refusalAsFinding } from './refusal.ts';

interface Patient {
  readonly findings: readonly Finding[];
  /** Only one that has every migration can be asked further. */
  readonly db?: Database;
}

const about = 'database';
const oldestVersion = 160_000;

export async function examineDatabase(env: Env, owned: AsyncDisposableStack): Promise<Patient> {
  try {
    const record = await openRecord(env);
    if (record === undefined) return { findings: [note(about, noneYet(env))] };
    const { db } = owned.use(record);
    return await examine(db, env);
  } catch (error) {
    if (error instanceof AppError) return { findings: [fail(about, error.message)] };
    throw error;
  }
}

async function examine(db: Database, env: Env): Promise<Patient> {
  const fitness = [await versionFinding(db), await durabilityFinding(db, env)];
  const missing = await missingMigrations(db);
  if (missing.length === 0)
    return { db, findings: [...fitness, pass('migrations', 'every migration is applied')] };
  const lacks = fail('migrations', `lacks ${missing.join(', ')}: run npm run migrate`);
  return { findings: [...fitness, lacks] };
}

async function versionFinding(db: Database): Promise<Finding> {
  const { name, number } = await serverVersion(db);
  return number >= oldestVersion
    ? pass(about, `PostgreSQL ${name} answers`)
    : fail(about, `expected PostgreSQL 16 or newer, got ${name}: upgrade the server`);
}

function durabilityFinding(db: Database, { UNSAFE_SERVICES }: Env): Promise<Finding> {
  return refusalAsFinding('durability', async () => {
    if (UNSAFE_SERVICES)
      return note('durability', 'not asked: UNSAFE_SERVICES is set, which is for tests');
    await refuseUnsafeDatabase(db);
    return pass('durability', 'what is committed stays (fsync and synchronous_commit are on)');
  });
}
