import { sql } from 'kysely';

import type { Content } from '#src/advisory/advisory.ts';
import type { Draft } from '#src/advisory/draft.ts';
import type {
  AdvisoryEvent,
  AdvisoryEvents,
  Judged,
  Judgement,
  Misgiving,
  SourceHistory,
} from '#src/advisory/event.ts';
import { proposedLane } from '#src/advisory/lane.ts';

import type { Database, Tx } from './database.ts';
import { insertDraft } from './drafts.ts';
import { contentOf, pastOf } from './event-history.ts';
import { aloneForJudging } from './locks.ts';
import { shelterFrom } from './storm-holding.ts';

interface EventRow {
  readonly id: number;
  readonly source_id: string;
  readonly key: string;
  readonly report_id: number | null;
  readonly content: unknown;
  readonly source_changed_at: Date | null;
  readonly first_sight: boolean;
  readonly countries_of_source: number;
  readonly changed_in_poll: number;
  readonly created_at: Date;
  readonly is_prose: boolean;
  readonly doubts: readonly Misgiving[];
  readonly storm_state: string | null;
}

type Found = { readonly event: AdvisoryEvent; readonly history: Omit<SourceHistory, 'mode'> };

export function createAdvisoryEvents(db: Database): AdvisoryEvents {
  return {
    unjudged: (id) => findUnjudged(db, id),
    judge: (judgement) => db.transaction().execute((tx) => judge(tx, judgement)),
    oneByOne: (id, work) =>
      db.transaction().execute(async (tx) => {
        await aloneForJudging(tx, id);
        await work();
      }),
    unpublished: (id) => findUnpublished(db, id),
    hold: (id, reason) => hold(db, id, reason),
  };
}

async function findUnpublished(db: Database, id: number): Promise<Judged | undefined> {
  const { rows } = await sql<Judged>`
    select d.id as "draftId", e.source_id as "sourceId", e.draft_hash as hash,
      d.author = e.source_id and d.hash = e.draft_hash as "isAsJudged",
      not exists (select from advisory_events later
        where later.source_id = e.source_id and later.key = e.key and later.id > e.id) as "isNewest"
    from advisory_events e join drafts d on d.id = e.draft_id
    where e.id = ${id} and e.verdict = 'publish' and d.state = 'open'`.execute(db);
  return rows[0];
}

async function hold(db: Database, id: number, reason: string): Promise<void> {
  await sql`
    with held as (
      update advisory_events set verdict = 'review', reason = ${reason}
      where id = ${id} and verdict = 'publish' returning draft_id)
    update drafts set reason = ${reason} from held where drafts.id = held.draft_id and state = 'open'`.execute(
    db,
  );
}

async function findUnjudged(db: Database, id: number): Promise<Found | undefined> {
  const { rows } = await sql<EventRow>`
    select *, proposal is not null as is_prose from advisory_events where id = ${id} and judged_at is null`.execute(
    db,
  );
  const [row] = rows;
  return row === undefined ? undefined : foundOf(row, await pastOf(db, id));
}

function foundOf(row: EventRow, past: Awaited<ReturnType<typeof pastOf>>): Found {
  return {
    event: {
      id: row.id,
      sourceId: row.source_id,
      key: row.key,
      reportId: row.report_id ?? undefined,
      content: contentOf(row.content),
      sourceChangedAt: row.source_changed_at ?? undefined,
      seenAt: row.created_at,
      isProse: row.is_prose,
      doubts: row.doubts,
    },
    history: {
      ...past,
      firstSight: row.first_sight,
      changedInPoll: row.changed_in_poll,
      countriesOfSource: row.countries_of_source,
      isOutOfStorm: row.storm_state === 'released',
    },
  };
}

async function judge(tx: Tx, { event, decision, at }: Judgement): Promise<string | undefined> {
  const { rows } = await sql<{ previous: unknown }>`
    select (select content from advisory_events b where b.source_id = e.source_id and b.key = e.key and b.id < e.id and b.content is not null order by b.id desc limit 1) as previous
    from advisory_events e where id = ${event.id} and judged_at is null for update of e`.execute(
    tx,
  );
  const [row] = rows;
  if (row === undefined) return undefined; // judged already
  const shelter = await shelterFrom(tx, { event, decision, at });
  if (shelter !== undefined) {
    if (shelter !== 'released') await keepVerdict(tx, { event, decision, at }, undefined);
    return undefined;
  }
  const content = decision.content ?? contentOf(row.previous);
  const { kind, reason } = decision.verdict;
  const draft =
    kind === 'ignore' || content === undefined
      ? undefined
      : await createDraft(tx, { event, content, reason, at });
  await keepVerdict(tx, { event, decision, at }, draft);
  return draft?.id;
}

async function keepVerdict(
  tx: Tx,
  { event, decision, at }: Judgement,
  draft: Draft | undefined,
): Promise<void> {
  const { change, verdict, told, rules, wording, looked } = decision;
  await sql`
    update advisory_events set judged_at = ${at}, change = ${JSON.stringify(change)}, verdict = ${verdict.kind}, reason = ${verdict.reason},
      decision = ${JSON.stringify({ rules, wording, told, looked })}, draft_id = ${draft?.id ?? null}, draft_hash = ${draft?.hash ?? null}
    where id = ${event.id}`.execute(tx);
}

/** A draft for the source's advisory: its next revision where one of ours stands, else a new one. */
async function createDraft(
  tx: Tx,
  {
    event,
    content,
    reason,
    at,
  }: { event: AdvisoryEvent; content: Content; reason: string; at: Date },
): Promise<Draft> {
  const known = await sql<{ id: string }>`
    select id from advisories where source_id = ${event.sourceId} and source_key = ${event.key}`.execute(
    tx,
  );
  const advisoryId = known.rows[0]?.id;
  const continued = advisoryId === undefined ? content : continuing(content);
  const next = {
    content: continued,
    lane: proposedLane(continued),
    author: event.sourceId,
    reason,
    ...(advisoryId === undefined ? {} : { advisoryId }),
  };
  const draft = await insertDraft(tx, next, at);
  await sql`update drafts set source_id = ${event.sourceId}, source_key = ${event.key} where id = ${draft.id}`.execute(
    tx,
  );
  return draft;
}

/** What its source tells as if it were new is an update of what we have. */
function continuing(content: Content): Content {
  const kind = content.relation.kind === 'new' ? 'update' : content.relation.kind;
  return { ...content, relation: { ...content.relation, kind } };
}
