import { sql } from 'kysely';

import type { Revision } from '#src/advisory/revision.ts';
import type { Keyring } from '#src/keyring/keyring.ts';
import { explain } from '#src/subscription/explain.ts';
import type { Ending, WishThen } from '#src/subscription/explain.ts';
import type { Why } from '#src/subscription/own-records.ts';

import type { Tx } from './database.ts';
import { isValidAt, mayHaveBeenTold } from './matching.ts';
import { mailOfPublication } from './own-mails.ts';
import { revisionColumns, revisionOf } from './revision-row.ts';
import type { RevisionRow } from './revision-row.ts';
import { openWish } from './wishes.ts';

interface Asked {
  readonly addressId: number;
  readonly advisoryId: string;
  readonly number: number;
}

/** Why one message came to an address or did not, by the wishes as they were when it was published. */
export async function whyOf(
  tx: Tx,
  keyring: Pick<Keyring, 'open'>,
  asked: Asked,
): Promise<Why | undefined> {
  const published = await findPublished(tx, asked);
  if (published === undefined) return undefined;
  const { publicationId, revision, newest, record } = published;
  const { addressId } = asked;
  const mail = await mailOfPublication(tx, addressId, publicationId);
  // An exercise is shown to whoever was sent it.
  if (revision.content.status !== 'actual' && mail === undefined) return undefined;
  const wishes = await wishesThen(tx, { keyring, addressId, publicationId });
  return {
    revision,
    newest,
    mail,
    toldBy: await firstToldBy(tx, asked, publicationId),
    toldIn: await toldIn(tx, asked),
    explanations: wishes.map((then) => explain(revision, then)),
    suppressed: await suppressionOf(tx, addressId),
    record,
  };
}

interface Published extends Pick<Why, 'revision' | 'newest' | 'record'> {
  readonly publicationId: number;
}

async function findPublished(
  tx: Tx,
  { advisoryId, number }: Asked,
): Promise<Published | undefined> {
  const { rows } = await sql<
    RevisionRow & { publication_id: number; latest: number; record: Why['record'] }
  >`
    select p.id as publication_id, ${revisionColumns}, p.published_at, a.latest,
      case when p.forgotten_at is not null then 'forgotten' when p.planned_at is null then 'planning' else 'complete' end as record
    from publications p join revisions r on (r.advisory_id, r.number) = (p.advisory_id, p.revision) join advisories a on a.id = r.advisory_id
    where p.advisory_id = ${advisoryId} and p.revision = ${number}`.execute(tx);
  const [row] = rows;
  if (row === undefined) return undefined;
  const revision: Revision = revisionOf(row);
  return { publicationId: row.publication_id, revision, newest: row.latest, record: row.record };
}

interface VersionRow {
  readonly id: number;
  readonly replaces: number | null;
  readonly wish: Buffer;
  readonly valid_from: Date | null;
  readonly valid_until: Date | null;
  readonly ended_by: Ending | null;
  /** By the database's own moments: a Date loses the microseconds. */
  readonly standing: WishThen['kind'];
}

/** Each wish in the version that counted then, else the one that comes nearest to saying why none did. */
async function wishesThen(
  tx: Tx,
  {
    keyring,
    addressId,
    publicationId,
  }: { keyring: Pick<Keyring, 'open'>; addressId: number; publicationId: number },
): Promise<readonly WishThen[]> {
  const { rows } = await sql<VersionRow>`
    select s.id, s.replaces, s.wish, s.valid_from, s.valid_until, s.ended_by,
      case when ${isValidAt('s', sql`p.published_at`)} then 'counted' when s.valid_until <= p.published_at then 'over' else 'not-yet' end as standing
    from subscriptions s, publications p
    where s.address_id = ${addressId} and p.id = ${publicationId} and (s.valid_from is not null or s.requested_at <= p.published_at)
    order by s.id`.execute(tx);
  return chainsOf(rows).flatMap((chain) => {
    const version = tellingOf(chain);
    return version === undefined ? [] : [thenOf(version, keyring)];
  });
}

/** Versions of one wish together, oldest first. */
function chainsOf(rows: readonly VersionRow[]): readonly (readonly VersionRow[])[] {
  const roots = new Map<number, number>();
  for (const { id, replaces } of rows) roots.set(id, roots.get(replaces ?? id) ?? id);
  return [...Map.groupBy(rows, ({ id }) => roots.get(id)).values()];
}

function tellingOf(chain: readonly VersionRow[]): VersionRow | undefined {
  return (
    chain.find(({ standing }) => standing === 'counted') ??
    chain.findLast(({ standing }) => standing === 'over') ??
    chain[0]
  );
}

function thenOf(row: VersionRow, keyring: Pick<Keyring, 'open'>): WishThen {
  const wish = openWish(keyring, row.wish);
  if (row.standing === 'counted') return { kind: 'counted', wish };
  const { valid_until: at, ended_by: endedBy } = row;
  if (row.standing === 'over' && at !== null && endedBy !== null)
    return { kind: 'over', wish, at, endedBy };
  return { kind: 'not-yet', wish, confirmedAt: row.valid_from ?? undefined };
}

/** The first message of the advisory before this one that may have told the address of it, by itself or as what was in force. */
async function firstToldBy(
  tx: Tx,
  { addressId, advisoryId }: Asked,
  publicationId: number,
): Promise<number | undefined> {
  const { rows } = await sql<{ number: number | null }>`
    select min(number) as number from (
      select e.revision as number from publications e cross join lateral (
        select * from deliveries d where d.publication_id = e.id and d.channel = 'email' and d.recipient_id = ${addressId} and d.purpose = '' offset 0) d
      where e.advisory_id = ${advisoryId} and e.id < ${publicationId} and ${mayHaveBeenTold}
      union all
      select b.revision from briefings b join deliveries d
        on d.publication_id = b.publication_id and d.channel = 'email' and d.recipient_id = b.recipient_id and d.purpose = b.purpose
      where b.advisory_id = ${advisoryId} and b.recipient_id = ${addressId} and ${mayHaveBeenTold}
        and b.revision < (select revision from publications where id = ${publicationId})
    ) told`.execute(tx);
  return rows[0]?.number ?? undefined;
}

/** The first notice in which this very message was told. */
async function toldIn(tx: Tx, { addressId, advisoryId, number }: Asked): Promise<Why['toldIn']> {
  const { rows } = await sql<{ notice: string; at: Date }>`
    select split_part(d.purpose, ':', 1) as notice, coalesce(d.settled_at, now()) as at
    from briefings b join deliveries d
      on d.publication_id = b.publication_id and d.channel = 'email' and d.recipient_id = b.recipient_id and d.purpose = b.purpose
    where b.advisory_id = ${advisoryId} and b.recipient_id = ${addressId} and b.revision = ${number} and ${mayHaveBeenTold}
    order by at limit 1`.execute(tx);
  return rows[0];
}

async function suppressionOf(tx: Tx, addressId: number): Promise<Why['suppressed']> {
  const { rows } = await sql<NonNullable<Why['suppressed']>>`
    select s.kind, s.reason, s.at as since from suppressions s join addresses a on a.lookup = s.lookup
    where a.id = ${addressId} and a.suppressed`.execute(tx);
  return rows[0];
}
