import type { Env } from '#config/env.ts';
import { fail } from '#src/commands/finding.ts';
import type { Finding } from '#src/commands/finding.ts';
import type { UnbegunDigest } from '#src/dispatch/digests.ts';
import { readKeyFile } from '#src/keyring/key-file.ts';
import { createKeyring } from '#src/keyring/keyring.ts';
import type { Database } from '#src/store/database.ts';
import { findUnbegun } from '#src/store/digests-unbegun.ts';
import { keyPath } from '#src/surroundings.ts';

/** Has each reader's morning come without a digest? Time zones are kept as keyed tokens: without the key file nothing is asked. */
export async function examineDigests(
  env: Env,
  db: Database | undefined,
): Promise<readonly Finding[]> {
  const keys = await readKeyFile(keyPath(env), false).catch(() => undefined); // another check says what is wrong with it
  if (db === undefined || keys === undefined) return [];
  return (await findUnbegun({ db, keyring: createKeyring(keys) })).map(unbegunFinding);
}

function unbegunFinding({ rhythm, day, at, lateSeconds }: UnbegunDigest): Finding {
  const which = rhythm === 'day' ? 'daily' : 'weekly';
  const says = `the ${which} digest of ${day} was due at ${at.toISOString()} and has not begun, ${Math.round(lateSeconds / 60)} min late`;
  return fail(
    'digests',
    `${says}: do workers run? Starting one begins it; sweep.failed in the log says what stops it`,
  );
}
