import { randomUUID } from 'node:crypto';

import { readEnv } from '#config/env.ts';
import type { Env } from '#config/env.ts';
import { issuer } from '#config/issuer.ts';
import { startAnnouncingKeys } from '#src/announcing.ts';
import { openCurrentRecord } from '#src/commands/record.ts';
import { createKeyReader } from '#src/keyring/key-file.ts';
import { createKeyring } from '#src/keyring/keyring.ts';
import type { Keyring } from '#src/keyring/keyring.ts';
import type { Logger } from '#src/log.ts';
import { createVoice } from '#src/rendering/voice.ts';
import type { Voice } from '#src/rendering/voice.ts';
import type { Database } from '#src/store/database.ts';
import { keyPath, readKeys } from '#src/surroundings.ts';

/** The database and its keys, lent to a command that writes or reads citizens; no service needs to run. */
export interface Archive extends AsyncDisposable {
  readonly db: Database;
  readonly keyring: Keyring;
  readonly log: Logger;
  /** Where templates are, and where links lead. */
  readonly env: Env;
}

export async function openArchive(): Promise<Archive> {
  await using owned = new AsyncDisposableStack();
  // oxlint-disable-next-line node/no-process-env -- the door of this process
  const record = owned.use(await openCurrentRecord(readEnv(process.env)));
  const { env, db, log } = record;
  const keyring = createKeyring(await readKeys(record), createKeyReader(keyPath(env)));
  owned.use(startAnnouncingKeys({ db, keyring, log, worker: randomUUID() }));
  const kept = owned.move();
  return { db, keyring, log, env, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** Our words, which take some seconds to try: the names of places, and the privacy notice that mails lead to. */
export function openVoice({ env }: Pick<Archive, 'env'>): Voice {
  const publicUrl = env.PUBLIC_URL ?? `http://${env.HOST}:${env.PORT}`;
  return createVoice({ templatesDir: env.TEMPLATES_DIR, issuer, publicUrl });
}
