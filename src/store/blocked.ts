import { sql } from 'kysely';

import { inbound } from '#config/inbound.ts';
import { policy } from '#config/policy.ts';
import type { BlockedDomain } from '#src/dispatch/watch-inbound.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import type { Database, Tx } from './database.ts';
import { triesToFindBlocked } from './locks.ts';
import { lookUpByPartition } from './partition-lookup.ts';

interface Suspect {
  readonly domain: Buffer;
  readonly blocks: number;
  /** Those among them that no server took in the first place: they do not stand among what was sent. */
  readonly refused: number;
}

const since = sql`now() - make_interval(mins => ${inbound.blockMinutes})`;

/**
 * B3: domains that refuse more of our mail for what we are than they may. Only where there are refusals anything is counted,
 * and no further than is needed to know: what leaves in a rush pays nothing for this. Undefined while another process looks.
 */
export async function findBlocked(
  db: Database,
  keyring: Pick<Keyring, 'open'>,
): Promise<readonly BlockedDomain[] | undefined> {
  return db.transaction().execute(async (tx) => {
    if (!(await triesToFindBlocked(tx))) return undefined;
    await sql`set local statement_timeout = ${sql.lit(longestMs)}`.execute(tx);
    await lookUpByPartition(tx);
    return lookForBlocked(tx, keyring);
  });
}

/** A statement that takes longer reads more than it is worth just then: it is asked again soon. */
const longestMs = 10_000;

async function lookForBlocked(
  db: Tx,
  keyring: Pick<Keyring, 'open'>,
): Promise<readonly BlockedDomain[]> {
  const blocked: BlockedDomain[] = [];
  for (const { domain, blocks, refused } of await suspects(db)) {
    const enough = Math.ceil(blocks / inbound.blockShare);
    const sent = await sentTo(db, domain, enough);
    if (blocks > inbound.blockShare * (sent + refused))
      blocked.push({ ...(await named(db, keyring, domain)), blocks, sent });
  }
  return blocked;
}

/** What a relay refused while we spoke to it, and what was refused behind it. */
async function suspects(db: Database): Promise<readonly Suspect[]> {
  const { rows } = await sql<Suspect>`
    select domain, count(*) as blocks, count(*) filter (where refused) as refused from (
      select domain, false as refused from blocks where at > ${since}
      union all
      select a.domain, true from attempts t join addresses a on a.id = t.recipient_id
      where t.at > ${since} and t.reason like 'smtp-5%-5.7.%' and t.channel = 'email' and a.domain is not null
    ) lately group by domain having count(*) >= ${inbound.blocksAtLeast} order by blocks desc limit 50`.execute(
    db,
  );
  return rows;
}

/** Accepted for a domain in that time; by its addresses, so that a large publication is not read whole for a small domain. */
async function sentTo(db: Database, domain: Buffer, most: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (
      select from (select id from addresses where domain = ${domain} offset 0) a
      cross join (select id from publications where closed_at is null or closed_at > ${since} offset 0) p
      cross join lateral (
        select from deliveries d
        where d.publication_id = p.id and d.recipient_id = a.id and d.channel = 'email' and d.state = 'sent' and d.settled_at > ${since}
        limit ${most}) sent
      limit ${most}) counted`.execute(db);
  return rows[0]?.count ?? 0;
}

/** An operator must know whom to write to; where few have their mail, its name would tell who follows us. */
async function named(
  db: Database,
  keyring: Pick<Keyring, 'open'>,
  domain: Buffer,
): Promise<Pick<BlockedDomain, 'token' | 'domain'>> {
  const { rows } = await sql<{ ciphertext: Buffer | null }>`
    select ciphertext from addresses where domain = ${domain} limit ${policy.smallestShownCount}`.execute(
    db,
  );
  const token = domain.toString('hex');
  const sealed = rows.find(({ ciphertext }) => ciphertext !== null)?.ciphertext ?? undefined;
  if (rows.length < policy.smallestShownCount || sealed === undefined)
    return { token, domain: undefined };
  const address = keyring.open('address', sealed);
  return { token, domain: address.slice(address.lastIndexOf('@') + 1) };
}
