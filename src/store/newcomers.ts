import { sql } from 'kysely';

import type { Revisions } from '#src/advisory/revision.ts';
import { countriesOf, newsToNewcomer } from '#src/subscription/in-force.ts';
import type { OwnSubscription, Wish } from '#src/subscription/subscription.ts';

import type { Database, Tx } from './database.ts';
import { addNotice } from './notices.ts';

/** What is in force, read through the given connection: inside a transaction a second one could wait for ever. */
export type InForceOn = (db: Database) => Pick<Revisions, 'inForce'>;

export interface Newcomer extends Pick<OwnSubscription, 'id' | 'wish'> {
  readonly addressId: number;
  /** A wish that has told its owner already. */
  readonly before?: Wish;
}

/** Queues the notice of what is in force for the places of a new wish, if anything is that its owner was not told. */
export async function tellWhatIsInForce(
  tx: Tx,
  inForceOn: InForceOn,
  newcomer: Newcomer,
): Promise<void> {
  const { id, wish, addressId } = newcomer;
  if (!(await anythingToTell(inForceOn(tx), newcomer))) return;
  await addNotice(tx, { addressId, purpose: `in-force:${id}`, language: wish.language });
}

/**
 * May the owner of a wish still have to be told what is in force for it? Its notice has not left, or its trip has not begun,
 * of which nobody was told what was published before its alerts did. If the wish ends now these notices will find nothing to
 * say. One that a worker holds counts too, for being told twice is better than never.
 */
export async function isYetToBeTold(
  tx: Tx,
  { addressId, subscriptionId }: { readonly addressId: number; readonly subscriptionId: number },
): Promise<boolean> {
  const purposes = inForcePurposes.map((about) => `${about}:${subscriptionId}`);
  const { rows } = await sql`
    select from subscriptions where id = ${subscriptionId} and stay = 'trip' and not begun
    union all
    select from deliveries
    where publication_id in (select id from publications where kind = 'notices') and channel = 'email'
      and recipient_id = ${addressId} and purpose = any(${purposes}::text[])
      and state in ('pending', 'failed') and not possibly_sent`.execute(tx);
  return rows.length > 0;
}

const inForcePurposes = ['in-force', 'trip-opens', 'trip-begins'] as const;

async function anythingToTell(
  { inForce }: Pick<Revisions, 'inForce'>,
  { wish, before }: Newcomer,
): Promise<boolean> {
  const at = new Date();
  for (const country of countriesOf(wish) ?? [undefined]) {
    const revisions = await inForce(country === undefined ? { at } : { at, country });
    const told = before === undefined ? [] : newsToNewcomer(revisions, before);
    if (newsToNewcomer(revisions, wish).some((revision) => !told.includes(revision))) return true;
  }
  return false;
}
