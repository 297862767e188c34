import { sql } from 'kysely';
import type { Logger } from 'pino';

import { AppError } from '#src/errors.ts';
import type { Keyring } from '#src/keyring/keyring.ts';
import { decide, nobodyKnown } from '#src/lists/deciding.ts';
import type { Batch, Lists, OpenList, Outcome, Person, Settled } from '#src/lists/list.ts';
import type { ConsentPurpose, LawfulBasis } from '#src/subscription/consent.ts';

import { recordConsents } from './consents.ts';
import type { Database, Tx } from './database.ts';
import { beginList, standingOf } from './list-beginning.ts';
import { mailList } from './list-mails.ts';
import { holdAddresses, knownPeople, peopleOf, restoreAddresses } from './list-people.ts';
import type { HeldAddress, ListedPerson } from './list-people.ts';
import { insertWishes, markSubscribed, widenWishes } from './list-wishes.ts';
import type { AddedWish } from './list-wishes.ts';
import { sharedWithPublishing } from './locks.ts';
import { sealAhead } from './sealed-ahead.ts';
import type { Unreadable } from './wishes.ts';

export interface ListParts {
  readonly db: Database;
  readonly keyring: Keyring;
  /** Version of the privacy notice that the mails lead to. */
  readonly noticeVersion: string;
  readonly log: Logger;
}

/** Lists of people, brought in set by set: a batch is one transaction with its place in the file, so that none is done twice. */
export function createLists(parts: ListParts): Lists {
  const { db, keyring } = parts;
  return {
    begin: (list) => beginList(parts, list),
    standing: (list) => standingOf(parts, list),
    async look(people, { asking, listId }) {
      const listed = peopleOf(keyring, people);
      const known = await knownPeople(db, keyring, {
        people: listed,
        listId,
        held: false,
      });
      const now = new Date();
      const found = listed.map(({ lookup }) => known.get(lookup.toString('hex')));
      const decided = listed.map(({ wishes }, at) =>
        decide(found[at]?.known ?? nobodyKnown, wishes, { asking, now }),
      );
      return {
        outcomes: outcomesOf(listed, decided, people.length),
        unreadable: rowsOfUnreadable(listed, found),
      };
    },
    prepare(list, rows) {
      const people = peopleOf(keyring, rows);
      const sealNow = sealAhead(keyring, textsOf(list, people));
      return async (batch) => {
        const { outcomes, unreadable } = await db.transaction().execute((tx) => {
          const ahead = { ...parts, keyring: { ...keyring, seal: sealNow() } };
          return bring(ahead, tx, { list, batch, people, rows });
        });
        sayUnreadable(parts.log, list, unreadable);
        return outcomes;
      };
    },
    mail: (list, told) => mailList(db, list, told),
  };
}

/** What is sealed for people of whom nothing is known, as nearly all are. */
function textsOf({ basis }: OpenList, people: readonly ListedPerson[]) {
  const asking = basis === undefined;
  const now = new Date();
  return people.flatMap(({ address, wishes }) => [
    { about: 'address', text: address },
    ...decide(nobodyKnown, wishes, { asking, now }).added.map((wish) => ({
      about: 'wish',
      text: JSON.stringify(wish),
    })),
  ]);
}

interface Work {
  readonly list: OpenList;
  readonly batch: Batch;
  readonly people: readonly ListedPerson[];
  readonly rows: readonly Person[];
}

async function bring(
  parts: ListParts,
  tx: Tx,
  { list, batch, people, rows }: Work,
): Promise<{
  readonly outcomes: readonly Outcome[];
  readonly unreadable: readonly Unreadable[];
}> {
  const { keyring } = parts;
  const asking = list.basis === undefined;
  if (!asking) await sharedWithPublishing(tx);
  await takePlace(tx, list, batch);
  const held = await holdAddresses(tx, keyring, { people, subscribed: !asking, listId: list.id });
  const now = new Date();
  const decided = people.map(({ wishes }, at) =>
    decide(held[at]?.known ?? nobodyKnown, wishes, { asking, now }),
  );
  const added = decided.flatMap((decision, at) =>
    decision.added.map((wish) => ({ addressId: held[at]?.id ?? 0, wish })),
  );
  await keep(parts, tx, { list, added });
  await widenWishes(
    tx,
    keyring,
    decided.flatMap(({ widened }) => widened),
  );
  const known = held.flatMap((one, at) =>
    !one.isNew && (decided[at]?.added.length ?? 0) > 0
      ? [{ ...one, address: people[at]?.address ?? '' }]
      : [],
  );
  const bare = known.filter(({ isBare }) => isBare);
  await restoreAddresses(tx, keyring, bare);
  if (!asking)
    await markSubscribed(
      tx,
      known.map(({ id }) => id),
    );
  const outcomes = outcomesOf(people, decided, rows.length);
  const settled = await batch.settle({ outcomes, unreadable: rowsOfUnreadable(people, held) });
  await moveOn(tx, { list, batch }, settled);
  return { outcomes, unreadable: held.flatMap(({ unreadable }) => unreadable) };
}

async function keep(
  { keyring, noticeVersion }: ListParts,
  tx: Tx,
  { list, added }: { readonly list: OpenList; readonly added: readonly AddedWish[] },
): Promise<void> {
  if (added.length === 0) return;
  const kept = await insertWishes(tx, keyring, { list, added });
  const consent = consentBy(list, noticeVersion);
  await recordConsents(
    tx,
    kept.map(({ id, addressId, wish: { language } }) => ({
      ...consent,
      addressId,
      subscriptionId: id,
      language,
    })),
  );
}

/** Whoever holds the list's row and finds it where they left it may go on; another process that had the same file may not. */
async function takePlace(tx: Tx, list: OpenList, { from }: Batch): Promise<void> {
  const { rows } = await sql<{ rows_done: number }>`
    select rows_done from imports where id = ${list.id} and finished_at is null for update`.execute(
    tx,
  );
  if (rows[0]?.rows_done === from) return;
  throw new AppError(
    'LIST_BUSY',
    `Another process is bringing in this file as list ${list.id}: wait until it has ended. Nothing was done twice`,
  );
}

async function moveOn(
  tx: Tx,
  { list, batch }: Pick<Work, 'list' | 'batch'>,
  settled: Settled,
): Promise<void> {
  await sql`
    update imports set rows_done = rows_done + ${batch.size}, rejected_bytes = ${settled.rejectedBytes}, counts = ${JSON.stringify(settled.counts)}::jsonb
    where id = ${list.id}`.execute(tx);
}

/** Asking somebody whose address a ministry or an employer holds is part of the ministry's task; what follows is their consent. */
function consentBy({ kind, basis }: OpenList, noticeVersion: string) {
  const [purpose, code]: [ConsentPurpose, LawfulBasis] =
    basis === undefined ? ['asked', 'public-task'] : ['alerts', basis.code];
  return { purpose, basis: code, noticeVersion, origin: kind } as const;
}

function outcomesOf(
  people: readonly ListedPerson[],
  decided: readonly { readonly outcomes: readonly Outcome[] }[],
  count: number,
): readonly Outcome[] {
  const outcomes = Array.from({ length: count }, (): Outcome => 'wrong');
  for (const [n, { at }] of people.entries()) {
    for (const [m, row] of at.entries()) outcomes[row] = decided[n]?.outcomes[m] ?? 'wrong';
  }
  return outcomes;
}

/** In rows, as everything that is counted of a list: people may stand on several. */
function rowsOfUnreadable(
  people: readonly ListedPerson[],
  found: readonly (Pick<HeldAddress, 'unreadable'> | undefined)[],
): number {
  const rows = people.map(({ at }, n) => ((found[n]?.unreadable.length ?? 0) > 0 ? at.length : 0));
  return rows.reduce((sum, count) => sum + count, 0);
}

const mostNamed = 20;

/** One line a batch, whatever a lost key has closed. */
function sayUnreadable(
  log: Logger,
  { id: listId }: Pick<OpenList, 'id'>,
  unreadable: readonly Unreadable[],
): void {
  if (unreadable.length === 0) return;
  const codes = [...new Set(unreadable.map(({ code }) => code))];
  const subscriptionIds = unreadable.slice(0, mostNamed).map(({ id }) => id);
  log.warn({ listId, wishes: unreadable.length, codes, subscriptionIds }, 'list.wishes-unreadable');
}
