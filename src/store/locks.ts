import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import type { Database, Tx } from './database.ts';

// Keys of PostgreSQL's advisory locks, all on one page so that no two meet.
const publishing = 7_301;
const migrating = 7_302;
const auditing = 7_303;
const sweeping = 7_304;
const sendingCanaries = 7_306;
const partitioning = 7_307;
const keepingDirectory = 7_308;
const keepingStays = 7_318;
const planning = 7_311;
const judging = 7_312;
const present = 7_313;
const forgetting = 7_351;
const keepingKeys = 7_352;
const findingBlocked = 7_353;
const askingForLink = 7_354;
const escalating = 7_355;
const tellingOwners = 7_356;
const tellingProgress = 7_357;

/**
 * Confirming and ending wishes share this lock, publishing has it alone: so no wish can commit with a time before
 * a publication that did not see it.
 */
export const sharedWithPublishing = (tx: Tx) =>
  sql`select pg_advisory_xact_lock_shared(${publishing})`.execute(tx);
export const aloneForPublishing = (tx: Tx) =>
  sql`select pg_advisory_xact_lock(${publishing})`.execute(tx);
export const aloneForMigrating = (tx: Tx) =>
  sql`select pg_advisory_xact_lock(${migrating})`.execute(tx);
export const aloneForAuditing = (tx: Tx) =>
  sql`select pg_advisory_xact_lock(${auditing})`.execute(tx);

/** The mission directory stays as it is read until the transaction ends: whether a change fits depends on other missions. */
export const aloneForDirectory = (tx: Tx) =>
  sql`select pg_advisory_xact_lock(${keepingDirectory})`.execute(tx);

/** One sweep at a time among all workers; false when another process has it. */
export const triesToSweep = (tx: Tx) => tries(tx, sweeping);

/** One process at a time queues canaries; false when another one does. */
export const triesToSendCanaries = (tx: Tx) => tries(tx, sendingCanaries);

/** One process at a time looks after trips and residences; false when another one does. */
export const triesToKeepStays = (tx: Tx) => tries(tx, keepingStays);

/** One process at a time tells whoever is next of emergencies that nobody has acknowledged; false when another one does. */
export const triesToEscalate = (tx: Tx) => tries(tx, escalating);

/** One process at a time tells contacts that their endpoint fails or is disabled; false when another one does. */
export const triesToTellOwners = (tx: Tx) => tries(tx, tellingOwners);

/** One process at a time looks which domains refuse our mail; false when another one does. */
export const triesToFindBlocked = (tx: Tx) => tries(tx, findingBlocked);

/** One process at a time tells endpoints how far publications came; false when another one does. */
export const triesToTellProgress = (tx: Tx) => tries(tx, tellingProgress);

/** One at a time among all workers; false when another process has it. */
export const triesToPartition = (tx: Tx) => tries(tx, partitioning);

/** One process at a time works by a rule of retention; false when another one does. */
export async function triesToForget(tx: Tx, rule: string): Promise<boolean> {
  const { rows } = await sql<{
    mine: boolean;
  }>`select pg_try_advisory_xact_lock(${forgetting}, hashtext(${rule})) as mine`.execute(tx);
  return rows[0]?.mine === true;
}

/** Requests for a manage link to one address come one after the other, so that each counts those before it. Whether anybody has the address does not matter. */
export const aloneWithLookup = (tx: Tx, lookup: Buffer) =>
  sql`select pg_advisory_xact_lock(${askingForLink}, ${lookup.readInt32BE(0)})`.execute(tx);

/** One planner a publication. A lock of its own, not the row's: senders share-lock the row all the time. */
export async function triesToPlan(tx: Tx, publicationId: number): Promise<boolean> {
  const { rows } = await sql<{
    mine: boolean;
  }>`select pg_try_advisory_xact_lock(${planning}, ${publicationId}) as mine`.execute(tx);
  return rows[0]?.mine === true;
}

/** Events of one source and key are judged and published one after another. */
export const aloneForJudging = (tx: Tx, advisoryEventId: number) =>
  sql`
    select pg_advisory_xact_lock(${judging}, hashtext(source_id || ' ' || key))
    from advisory_events where id = ${advisoryEventId}`.execute(tx);

/**
 * Held by a worker's own session as long as it lives. Waits a second for a sweep that is just looking, and no longer: a
 * session that the server believes in and the network has lost may keep the lock for hours.
 */
export async function bePresentAs(session: Database, workerId: number): Promise<void> {
  await sql`set lock_timeout = '1s'`.execute(session);
  await sql`select pg_advisory_lock(${present}, ${workerId})`.execute(session);
}

/**
 * Held by a session for the whole of a rotation, which is no one transaction. Waits some seconds, until the server has seen
 * that a process that was killed is gone; throws 55P03 while another one is at it.
 */
export async function aloneWithKeys(session: Database): Promise<AsyncDisposable> {
  await sql`set lock_timeout = '3s'`.execute(session);
  await sql`select pg_advisory_lock(${keepingKeys})`.execute(session);
  return {
    async [Symbol.asyncDispose]() {
      await sql`reset lock_timeout`.execute(session);
      await sql`select pg_advisory_unlock(${keepingKeys})`.execute(session);
    },
  };
}

/** Whether no session holds the lock of the worker with this id: whoever can take it knows. */
export const isAbsent = (workerId: RawBuilder<unknown>) =>
  sql`pg_try_advisory_xact_lock(${present}, ${workerId})`;

async function tries(tx: Tx, key: number): Promise<boolean> {
  const { rows } = await sql<{
    mine: boolean;
  }>`select pg_try_advisory_xact_lock(${key}) as mine`.execute(tx);
  return rows[0]?.mine === true;
}
