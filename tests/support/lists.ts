import { pino } from 'pino';

import type { Basis, OpenList, Outcome, Person } from '#src/lists/list.ts';
import { createLists } from '#src/store/lists.ts';

import type { WishWorld } from './wishes.ts';

const register: Basis = { code: 'public-task', because: 'Consular register of the mission' };

/** Brings people in by a list of its own, in one batch; subscribed at once, unless they are `asked`. */
export async function bringInByList(
  world: Pick<WishWorld, 'db' | 'keyring' | 'store'>,
  people: readonly Person[],
  basis: Basis | 'asked' = register,
): Promise<readonly Outcome[]> {
  const lists = listsOf(world);
  const list = await openList(world, basis);
  const outcomes = await lists.prepare(list, people)(wholeBatch(list, people));
  await lists.mail(list, () => {});
  return outcomes;
}

export function listsOf(
  { db, keyring, store }: Pick<WishWorld, 'db' | 'keyring' | 'store'>,
  log = pino({ level: 'silent' }),
) {
  return createLists({ db, keyring, noticeVersion: store.noticeVersion, log });
}

let files = 0;

/** A list that was begun, of a file that nobody has brought in. */
export function openList(
  world: Pick<WishWorld, 'db' | 'keyring' | 'store'>,
  basis: Basis | 'asked' = register,
): Promise<OpenList> {
  files += 1;
  return listsOf(world).begin({
    kind: 'import',
    fileHash: Buffer.from(`file ${files}`),
    by: 'ana',
    organisation: undefined,
    basis: basis === 'asked' ? undefined : basis,
    perMinute: 600,
    again: false,
  });
}

export function wholeBatch({ counts }: OpenList, people: readonly Person[]) {
  return { from: 0, size: people.length, settle: async () => ({ rejectedBytes: 0, counts }) };
}
