import { setTimeout as sleep } from 'node:timers/promises';

import type { Keyring } from '#src/keyring/keyring.ts';
import type { Database } from '#src/store/database.ts';
import { resealSome, sealedColumns } from '#src/store/sealed.ts';
import type { SealedColumn } from '#src/store/sealed.ts';

import { rowsByVersion } from './key-rows.ts';

interface Resealing {
  readonly db: Database;
  readonly progress: (text: string) => void;
}

interface Counts {
  readonly resealed: number;
  readonly unreadable: number;
}

const rowsAtOnce = 2_000;
/** Wait before rows that somebody holds are looked at again. */
const heldMs = 250;
const none: Counts = { resealed: 0, unreadable: 0 };

/** Again and again, until a pass finds nothing that can be sealed anew: rows that somebody held are left for the next. */
export async function resealAll(resealing: Resealing, keyring: Keyring): Promise<Counts> {
  const { older: total } = await rowsByVersion(resealing.db, keyring.held().seals);
  let all = none;
  const told = (more: number) =>
    resealing.progress(`${all.resealed + more} of ${total} rows sealed anew`);
  for (;;) {
    const pass = await onePass(resealing, keyring, told);
    all = { resealed: all.resealed + pass.resealed, unreadable: pass.unreadable };
    const { older } = await rowsByVersion(resealing.db, keyring.held().seals);
    if (older === pass.unreadable) return all;
    if (pass.resealed === 0) await sleep(heldMs);
  }
}

async function onePass(
  { db }: Resealing,
  keyring: Keyring,
  told: (more: number) => void,
): Promise<Counts> {
  let pass = none;
  for (const column of sealedColumns)
    for await (const some of batches(db, keyring, column)) {
      pass = {
        resealed: pass.resealed + some.resealed,
        unreadable: pass.unreadable + some.unreadable,
      };
      told(pass.resealed);
    }
  return pass;
}

async function* batches(
  db: Database,
  keyring: Keyring,
  column: SealedColumn,
): AsyncGenerator<Counts> {
  for (let after: number | undefined = 0; after !== undefined;) {
    const { last, ...counts } = await resealSome(db, keyring, {
      ...column,
      after,
      limit: rowsAtOnce,
    });
    yield counts;
    after = last;
  }
}
