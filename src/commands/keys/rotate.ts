import { setTimeout as sleep } from 'node:timers/promises';

import { AppError } from '#src/errors.ts';
import { replaceKeyFile, sealsUnder, withFreshKey } from '#src/keyring/key-file.ts';
import type { KeyFile } from '#src/keyring/key-file.ts';
import { createKeyring } from '#src/keyring/keyring.ts';
import { databaseTime } from '#src/store/database.ts';
import type { Database } from '#src/store/database.ts';
import { goesOnFrom, keyHolders } from '#src/store/key-holders.ts';
import type { KeyHolder } from '#src/store/key-holders.ts';

import { newestOf, rowsByVersion } from './key-rows.ts';
import { resealAll } from './reseal.ts';

export interface Rotating {
  readonly path: string;
  readonly file: KeyFile;
  readonly db: Database;
  /** How long to wait for processes that have not read the file. */
  readonly waitMs: number;
  /** Takes the place of what was said last. */
  readonly progress: (text: string) => void;
}

export interface Rotated {
  readonly seals: number;
  readonly resealed: number;
  readonly unreadable: number;
  /** Older keys that the file still holds. */
  readonly older: readonly number[];
}

/**
 * Brings in a new data key while the service runs: hand it out, seal under it once all can read it, seal anew what the older
 * ones have sealed. Whatever is done is in the key file and in the rows, so that one that was killed goes on where it was.
 */
export async function rotate(rotating: Rotating): Promise<Rotated> {
  const handedOut = await handOut(rotating);
  const { version: newest } = newestOf(handedOut);
  await untilAll(rotating, `read key ${newest}`, ({ versions }) => versions.includes(newest));
  const file = { ...handedOut, seals: newest };
  if (sealsUnder(handedOut) !== newest)
    await replaceKeyFile(rotating.path, { from: handedOut, by: file });
  await untilAll(rotating, `seal under key ${newest}`, ({ seals }) => seals === newest);
  await untilEarlierOnesEnd(rotating);
  const counts = await resealAll(rotating, createKeyring(file));
  const older = file.data.map(({ version }) => version).filter((version) => version !== newest);
  return { seals: newest, older, ...counts };
}

/** Goes on with a key that was begun; makes a new one when everything is under the newest. */
async function handOut({ path, file, db }: Rotating): Promise<KeyFile> {
  const { version: newest } = newestOf(file);
  const isBegun = sealsUnder(file) !== newest;
  const { older } = await rowsByVersion(db, newest);
  if (isBegun || (older > 0 && file.data.length > 1)) return file;
  const next = withFreshKey(file);
  await replaceKeyFile(path, { from: file, by: next });
  return next;
}

async function untilAll(
  { db, waitMs, progress }: Rotating,
  what: string,
  does: (holder: KeyHolder) => boolean,
): Promise<void> {
  const until = performance.now() + waitMs;
  for (;;) {
    const holders = await keyHolders(db);
    const late = holders.filter((holder) => !does(holder));
    progress(`${holders.length - late.length} of ${holders.length} processes ${what}`);
    if (late.length === 0) return;
    if (performance.now() > until) throw notAll(late, what);
    await sleep(lookEveryMs);
  }
}

const lookEveryMs = 500;

function notAll(late: readonly KeyHolder[], what: string): AppError {
  return new AppError(
    'KEY_FILE_INVALID',
    `Waited for all processes to ${what}, and these do not: ${late.map(({ process }) => process).join(', ')}. Give their machines this key file and run the same command again; nothing is lost meanwhile`,
  );
}

/** A transaction that began under the earlier key may still write what that one sealed. */
async function untilEarlierOnesEnd({ db, waitMs, progress }: Rotating): Promise<void> {
  const moment = await databaseTime(db);
  const until = performance.now() + waitMs;
  while ((await goesOnFrom(db, moment)) && performance.now() < until) {
    progress('waiting for transactions that began before');
    await sleep(lookEveryMs);
  }
}
