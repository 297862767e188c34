import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import type { Keyring } from '#src/keyring/keyring.ts';

import type { Database } from './database.ts';
import { newsOf, newsTables } from './digest-news.ts';
import { isActiveAt, isConcerned, isValidAt, mayHaveBeenTold } from './matching.ts';

interface Audience {
  readonly digestId: number;
  readonly keyring: Pick<Keyring, 'interest'>;
  /** Which address ids, on a column of this name. */
  readonly among: (id: string) => RawBuilder<unknown>;
}

/**
 * Whom a digest has something to tell, as tables `p` (its publication), `reader`, `news`, `reach`, `newest` and `wanted (address_id, advisory_id,
 * revision, surely)`: the last revision since their previous digest that concerned one of their wishes, or that goes on
 * from what they were briefed about and can wait. Not `surely`, and without a revision, is what an officer stopped, and who may not have been briefed after all. What they know
 * already is not taken out. Each version of a wish counts while it was valid, and one that was changed has a last digest.
 */
export async function wantedIn(
  db: Database,
  { digestId, keyring, among }: Audience,
): Promise<RawBuilder<unknown>> {
  const news = await newsOf(db, digestId);
  const readers = await readersOf(db, digestId, among);
  return sql`
    p as materialized (select * from publications where id = ${digestId}),
    ${newsTables(news, keyring)},
    reader as materialized (
      select s.id as subscription_id, s.address_id, s.language, s.valid_from, s.valid_until, w.after_id,
        (s.valid_until is null or s.valid_until > p.published_at) as lives, s.ended_by is not distinct from 'change' as was_changed
      from p cross join unnest(${readers}::bigint[]) as k (id) join subscriptions s on s.id = k.id
      join digest_windows w on w.publication_id = ${digestId} and w.zone = s.zone
    ), follows as materialized (
      select i.*, reader.after_id from reader join interests i on i.subscription_id = reader.subscription_id
      where reader.lives or reader.was_changed
    ), wanted as materialized (
      select address_id, advisory_id, max(revision) filter (where surely) as revision, bool_or(surely) as surely from (
        select i.address_id, v.advisory_id, v.revision, not v.stopped as surely
        from follows i join reach r on r.label = i.label join news v on v.publication_id = r.publication_id
        where v.publication_id > i.after_id and ${isValidAt('i', sql`v.published_at`)} and ${isActiveAt(sql`v.published_at`)} and ${isConcerned(columns)}
        union all
        select address_id, advisory_id, revision, ${wasBriefed(digestId)} from (
          select reader.address_id, v.advisory_id, max(v.revision) as revision
          from news v join briefings b on b.advisory_id = v.advisory_id and b.revision < v.revision and b.publication_id < ${digestId} and ${among('b.recipient_id')}
          join reader on reader.address_id = b.recipient_id
          where v.waits and not v.stopped and v.publication_id > reader.after_id and ${isValidAt('reader', sql`v.published_at`)}
          group by reader.address_id, v.advisory_id) goes_on
      ) each_wanted group by address_id, advisory_id
    )`;
}

/**
 * The versions of wishes that make people readers, by their ids. Asked in a statement of its own: the planner knows how long
 * an array is, where it would take some ten thousand rows of a table without statistics for one, and compare each with each.
 */
async function readersOf(
  db: Database,
  digestId: number,
  among: Audience['among'],
): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    select s.id
    from publications p join digest_windows w on w.publication_id = p.id
    left join publications a on a.id = w.after_id
    join subscriptions s on s.rhythm = p.rhythm and s.rhythm <> 'message' and s.zone = w.zone
    where p.id = ${digestId} and ${among('s.address_id')} and s.valid_from <= p.published_at
      and (s.valid_until is null or s.valid_until > coalesce(a.published_at, '-infinity'))
      and exists (select from subscriptions l where l.address_id = s.address_id and ${isValidAt('l', sql`p.published_at`)} offset 0)`.execute(
    db,
  );
  return rows.map(({ id }) => id);
}

/** Whether the reader of a row of `goes_on` may have been told before that revision; the last time is looked at first. */
function wasBriefed(digestId: number) {
  return sql`coalesce((
    select true from briefings b
    join deliveries d on d.publication_id = b.publication_id and d.channel = 'email' and d.recipient_id = b.recipient_id and d.purpose = b.purpose
    where b.advisory_id = goes_on.advisory_id and b.recipient_id = goes_on.address_id and b.revision < goes_on.revision and b.publication_id < ${digestId}
      and ${mayHaveBeenTold}
    order by b.publication_id desc limit 1), false)`;
}

const columns = {
  isEmergency: sql`v.emergency`,
  change: sql`v.change`,
  categories: sql`v.categories`,
  isForResidents: sql`v.residents`,
};

/** How sure it must be that a reader knows of a revision already, or is about to. */
const certainty = {
  /** A message of theirs that is on its way or has arrived. */
  told: {
    alert: sql`(d.state <> 'superseded' or d.possibly_sent)`,
    briefing: sql`(d.state in ('pending', 'sent') or d.possibly_sent)`,
  },
  /** Whatever became of it: rows are never taken back, and so this never turns false. */
  meant: { alert: sql`true`, briefing: sql`true` },
};

/**
 * Whether the reader of a row of `wanted` knows that revision or a later one from elsewhere. Asked once a row, by keys
 * ("limit 1"), or the planner would read all deliveries there are.
 */
export function isKnown(digestId: number, sureness: keyof typeof certainty) {
  const { alert, briefing } = certainty[sureness];
  return sql`(
    coalesce((
      select true from publications e join deliveries d on d.publication_id = e.id and d.channel = 'email' and d.recipient_id = wanted.address_id and d.purpose = ''
      where e.advisory_id = wanted.advisory_id and e.revision >= wanted.revision and e.id < ${digestId} and ${alert} limit 1), false)
    or coalesce((
      select true from briefings b
      join deliveries d on d.publication_id = b.publication_id and d.channel = 'email' and d.recipient_id = b.recipient_id and d.purpose = b.purpose
      where b.advisory_id = wanted.advisory_id and b.recipient_id = wanted.address_id and b.revision >= wanted.revision and b.publication_id < ${digestId}
        and ${briefing} limit 1), false))`;
}
