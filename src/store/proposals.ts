import { sql } from 'kysely';

import { proposalSchema } from '#src/advisory/proposal.ts';
import type { Neighbour, Parent, Proposal, Proposals } from '#src/advisory/proposal.ts';

import type { Database } from './database.ts';

const mostParents = 5;

export function createProposals(db: Database): Proposals {
  return {
    async ofDraft(draftId) {
      const proposal = await findProposal(db, draftId);
      if (proposal === undefined) return undefined;
      const countries = [...new Set(proposal.appliesTo.map(({ value }) => value.country))];
      const [parents, sameDay] = await Promise.all([
        findParents(db, countries, proposal.relation.value.on),
        findNeighbours(db, draftId, countries),
      ]);
      return { proposal, parents, sameDay };
    },
  };
}

async function findProposal(db: Database, draftId: string): Promise<Proposal | undefined> {
  const { rows } = await sql<{ proposal: unknown }>`
    select proposal from advisory_events where draft_id = ${draftId} and proposal is not null
    order by id desc limit 1`.execute(db);
  return rows[0] && proposalSchema.parse(rows[0].proposal);
}

/** A year that is written wrongly is wrong by whole years: the day of the year counts before the year does. */
async function findParents(
  db: Database,
  countries: readonly string[],
  on: string | undefined,
): Promise<readonly Parent[]> {
  const { rows } = await sql<Parent>`
    select r.advisory_id as "advisoryId", r.published_at as "publishedAt",
      coalesce(r.content->'words'->(r.content->>'language')->>'headline', '') as headline
    from advisories a join revisions r on r.advisory_id = a.id and r.number = a.latest
    where r.content->>'status' = 'actual' and ${isAboutAnyOf('r', countries)}
    order by
      case when ${on ?? null}::date is null then 0 else least(
        abs(extract(doy from r.published_at) - extract(doy from ${on ?? null}::date)),
        366 - abs(extract(doy from r.published_at) - extract(doy from ${on ?? null}::date))) end,
      r.published_at desc
    limit ${mostParents}`.execute(db);
  return rows;
}

async function findNeighbours(
  db: Database,
  draftId: string,
  countries: readonly string[],
): Promise<readonly Neighbour[]> {
  const { rows } = await sql<Neighbour>`
    select d.id as "draftId", d.content->>'issuer' as issuer, d.created_at as "createdAt",
      coalesce(d.content->'words'->(d.content->>'language')->>'headline', '') as headline
    from drafts own join drafts d on d.id <> own.id and d.state <> 'dismissed'
      and d.created_at between own.created_at - interval '1 day' and own.created_at + interval '1 day'
    where own.id = ${draftId} and ${isAboutAnyOf('d', countries)}
    order by d.created_at desc limit 20`.execute(db);
  return rows;
}

function isAboutAnyOf(alias: string, countries: readonly string[]) {
  return sql`exists (
    select from jsonb_array_elements(${sql.ref(`${alias}.content`)}->'appliesTo') place
    where place->>'country' = any(${countries}::text[]))`;
}
