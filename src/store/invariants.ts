import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import { contentSchema } from '#src/advisory/advisory.ts';
import type { ChangeKind } from '#src/advisory/change.ts';
import type { Lane } from '#src/advisory/lane.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import type { Database } from './database.ts';
import { checkDigest } from './digest-proof.ts';
import type { Invariant } from './invariant.ts';
import {
  isToldAtOnce,
  isValidAt,
  mayHaveBeenTold,
  reachedInterests,
  reachesNewPeople,
  waitsForDigest,
} from './matching.ts';

interface PublicationRow {
  readonly id: number;
  readonly advisory_id: string;
  readonly change: ChangeKind;
  readonly lane: Lane;
  readonly content: unknown;
}

interface DigestRow {
  readonly id: number;
  readonly advisory_id: null;
}

/** Proves from the rows alone, for the latest publications, that everybody eligible has exactly one delivery that ends. */
export async function checkInvariants(
  { db, keyring }: { readonly db: Database; readonly keyring: Keyring },
  latest = 1_000,
): Promise<readonly Invariant[]> {
  const rows = await select(db, sql`p.forgotten_at is null order by p.id desc limit ${latest}`);
  const found: Invariant[] = [];
  for (const row of rows) found.push(await checkEither({ db, keyring }, row));
  return found;
}

/** The same for one publication of a revision or a digest; undefined when there is none. */
export async function checkInvariant(
  parts: { readonly db: Database; readonly keyring: Keyring },
  publicationId: number,
): Promise<Invariant | undefined> {
  const [row] = await select(parts.db, sql`p.id = ${publicationId}`);
  return row === undefined ? undefined : checkEither(parts, row);
}

async function select(
  db: Database,
  condition: RawBuilder<unknown>,
): Promise<readonly (PublicationRow | DigestRow)[]> {
  const { rows } = await sql<PublicationRow | DigestRow>`
    select p.id, p.advisory_id, r.change, p.lane, r.content
    from publications p left join revisions r on (r.advisory_id, r.number) = (p.advisory_id, p.revision)
    where p.kind <> 'notices' and ${condition}`.execute(db);
  return rows;
}

function checkEither(
  { db, keyring }: { readonly db: Database; readonly keyring: Keyring },
  row: PublicationRow | DigestRow,
): Promise<Invariant> {
  return row.advisory_id === null ? checkDigest({ db, keyring }, row.id) : check(db, keyring, row);
}

/** Kinds of fault, as doctor, metric and log name them. */
export const faultKinds = [
  'forgotten',
  'uninvited',
  'leftBelieving',
  'unsettled',
  'miscounted',
  'callsOff',
] as const satisfies readonly (keyof Invariant)[];

/** What is wrong, by kind; empty when nothing is. */
export function faultsOf(invariant: Invariant): Readonly<Record<string, number>> {
  const counts = faultKinds.map((kind) => [kind, Math.abs(invariant[kind])] as const);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

/** True when nothing is wrong. */
export function holds(invariant: Invariant): boolean {
  return Object.keys(faultsOf(invariant)).length === 0;
}

/** Sets are subtracted, not joined: without statistics a join of two hundred thousand compares each with each. */
async function check(db: Database, keyring: Keyring, row: PublicationRow): Promise<Invariant> {
  const { rows } = await sql<Invariant>`
    with p as materialized (select * from publications where id = ${row.id}),
    mail as materialized (
      select d.* from deliveries d where d.publication_id = ${row.id} and d.channel = 'email'
    ), eligible as materialized (${eligible(keyring, row)}), cut as materialized (
      select a.id from p, addresses a where a.cut_at >= p.published_at
    ), told as materialized (${told(row)}),
    counted as (
      select channel, outcome, sum(count) as count from publication_counts where publication_id = ${row.id} group by channel, outcome
    ), calls as materialized (
      select c.state from events v join calls c on c.event_id = v.id where v.publication_id = ${row.id} and c.publication_id = ${row.id}
    ), actual as (
      select 'email' as channel, state as outcome, count(*) as count from mail where state <> 'pending' group by state
      union all select 'email', 'planned', count(*) from mail
      union all select 'webhook', state, count(*) from calls where state <> 'pending' group by state
      union all select 'webhook', 'planned', count(*) from calls
    )
    select p.id as "publicationId", p.planned_at is not null as "isPlanned", (select count(*) from mail) as rows,
      case when p.planned_at is null then 0 else (select count(*) from (select address_id from eligible except select recipient_id from mail) f) end as forgotten,
      (select count(*) from (select recipient_id from mail where not follow_up intersect select id from cut) t) as tombstones,
      (select count(*) from (select recipient_id from mail where not follow_up except select address_id from eligible except select id from cut) u) as uninvited,
      case when p.planned_at is null then 0 else (select count(*) from (select address_id from told except select recipient_id from mail) t) end as "leftBelieving",
      case when p.closed_at is null then 0 else (select count(*) from deliveries d where d.publication_id = p.id and d.state = 'pending')
        + (select count(*) from calls where state = 'pending') end as unsettled,
      (select count(*) from counted c full outer join actual a using (channel, outcome) where coalesce(c.count, 0) <> coalesce(a.count, 0)) as miscounted,
      (select count(*) from calls) - p.endpoints_eligible as "callsOff"
    from p`.execute(db);
  const [invariant] = rows;
  if (invariant === undefined) throw new Error('expected the publication that was just listed');
  return invariant;
}

/** Everyone whose wish concerned the revision at the moment of publication: the plan's question, asked without windows. */
function eligible(keyring: Keyring, { change, lane, content }: PublicationRow) {
  const matched = { content: contentSchema.parse(content), change, lane };
  return sql`
    select distinct i.address_id from p, ${reachedInterests(matched, keyring)}
    where ${reachesNewPeople(matched)} and ${isValidAt('i', sql`p.published_at`)} and ${isToldAtOnce(matched, { keyring, at: sql`p.published_at` })}`;
}

/**
 * Everyone whom an earlier revision of the advisory may have told, in its own message, in a digest or in a notice of what was
 * in force, who was subscribed when this one was published, and does not hear of it in a digest. What a digest that is still
 * going out will tell is not known before it is out.
 */
function told({ id, advisory_id: advisoryId, change, lane, content }: PublicationRow) {
  const matched = { content: contentSchema.parse(content), change, lane };
  const at = sql`p.published_at`;
  return sql`
    select address_id from (
      select address_id, bool_and(briefed) as briefed from (
        select d.recipient_id as address_id, false as briefed
        from publications e join deliveries d on d.publication_id = e.id and d.channel = 'email'
        where e.advisory_id = ${advisoryId} and e.id < ${id} and ${mayHaveBeenTold}
        union all
        select b.recipient_id, true
        from p, briefings b
        join deliveries d on d.publication_id = b.publication_id and d.channel = 'email' and d.recipient_id = b.recipient_id and d.purpose = b.purpose
        where b.advisory_id = ${advisoryId} and b.revision < p.revision and ${mayHaveBeenTold}
          and (b.purpose <> 'digest' or d.settled_at is not null)
      ) every_told group by address_id
    ) heard
    where exists (select from p, subscriptions s where s.address_id = heard.address_id and ${isValidAt('s', at)})
      and not exists (select from p where ${waitsForDigest(matched, { addressId: sql`heard.address_id`, briefed: sql`heard.briefed`, at })})`;
}
