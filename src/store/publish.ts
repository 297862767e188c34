import { randomBytes } from 'node:crypto';

import { sql } from 'kysely';

import { policy } from '#config/policy.ts';
import { contentSchema } from '#src/advisory/advisory.ts';
import type { Content } from '#src/advisory/advisory.ts';
import { changeOf } from '#src/advisory/change.ts';
import type { Draft } from '#src/advisory/draft.ts';
import { isEnding } from '#src/advisory/ending.ts';
import type { Audience, Published, PublishRequest } from '#src/advisory/publishing.ts';
import { whatEndsTwice, whatIsOfAnotherStatus } from '#src/advisory/release.ts';
import type { PublishingLedger } from '#src/dispatch/publish.ts';
import { AppError } from '#src/errors.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import { audienceOf, hasOutsiders } from './audience.ts';
import { appendAudit } from './audit.ts';
import type { Database, Tx } from './database.ts';
import { letGoOfSource } from './letting-go.ts';
import { aloneForPublishing } from './locks.ts';
import { noteLoneRelease } from './lone-releases.ts';
import { requireLastWord } from './newer-word.ts';
import { planCalls } from './plan-calls.ts';

interface PublishingParts {
  readonly db: Database;
  readonly keyring: Keyring;
}

export function createPublishingLedger({ db, keyring }: PublishingParts): PublishingLedger {
  return {
    audience: async (draft): Promise<Audience> =>
      audienceOf({ db, keyring }, await asPublished(db, draft)),
    hasOutsiders: async (draft, allows) =>
      hasOutsiders({ db, keyring }, await asPublished(db, draft), allows),
    publish: (release) => db.transaction().execute((tx) => publish(tx, release)),
  };
}

/** What the draft would be as a revision now: matching looks at the kind of change too. */
async function asPublished(db: Database, draft: Draft) {
  const previous =
    draft.advisoryId === undefined ? undefined : (await latest(db, draft.advisoryId))?.content;
  return {
    advisoryId: draft.advisoryId,
    content: draft.content,
    lane: draft.lane,
    change: changeOf(previous, draft.content),
  };
}

type Release = Pick<PublishRequest, 'draft' | 'by' | 'follows' | 'aloneBecause'>;

async function publish(tx: Tx, release: Release): Promise<Published> {
  const { draft, by } = release;
  await aloneForPublishing(tx);
  await closeDraft(tx, draft);
  await requireLastWord(tx, draft.id);
  const advisoryId = await advisoryOf(tx, draft);
  const previous = await latest(tx, advisoryId);
  const follows = previous?.number ?? 0;
  requireAsJudged(release, follows);
  requireFitting(draft.content, previous?.content);
  const revision = follows + 1;
  const change = changeOf(previous?.content, draft.content);
  await sql`
    insert into revisions (advisory_id, number, content, change, lane, published_at, published_by)
    values (${advisoryId}, ${revision}, ${JSON.stringify(draft.content)}, ${change}, ${draft.lane}, clock_timestamp(), ${by})`.execute(
    tx,
  );
  await sql`update advisories set latest = ${revision} where id = ${advisoryId}`.execute(tx);
  if (isEnding(draft.content)) await letGoOfSource(tx, advisoryId);
  await supersedeEarlier(tx, advisoryId);
  const publicationId = await insertPublication(tx, { advisoryId, revision, draft });
  const aloneBy = release.aloneBecause === undefined ? undefined : by;
  await planCalls(tx, { publicationId, advisoryId, revision, draft, aloneBy });
  await sql`update drafts set advisory_id = ${advisoryId} where id = ${draft.id}`.execute(tx);
  const published = { publicationId, advisoryId, revision };
  await noteInAudit(tx, published, release);
  return published;
}

async function supersedeEarlier(tx: Tx, advisoryId: string): Promise<void> {
  // One that is done may be coming back in a replay that has not committed: waited for, it is seen running and superseded.
  await sql`select from publications where advisory_id = ${advisoryId} order by id for no key update`.execute(
    tx,
  );
  await sql`update publications set state = 'superseded' where advisory_id = ${advisoryId} and state in ('running', 'paused')`.execute(
    tx,
  );
}

async function noteInAudit(
  tx: Tx,
  { publicationId, advisoryId, revision }: Published,
  release: Release,
): Promise<void> {
  const { draft, by, aloneBecause } = release;
  const { id, hash, lane } = draft;
  if (aloneBecause !== undefined) await noteLoneRelease(tx, publicationId, release);
  await appendAudit(tx, {
    at: new Date(),
    officer: by,
    action: aloneBecause === undefined ? 'publication.published' : 'publication.released-alone',
    subject: `publication:${publicationId}`,
    detail: { draft: id, hash, lane, advisoryId, revision, aloneBecause },
  });
}

/** Asked for again where nobody else can publish: the draft of a source learns only here what it continues, and two may end one advisory. */
function requireFitting(content: Content, previous: Content | undefined): void {
  const conflict = whatIsOfAnotherStatus(content, previous);
  if (conflict !== undefined) throw new AppError('DRAFT_INCOMPLETE', conflict);
  const twice = whatEndsTwice(content, previous);
  if (twice !== undefined) throw new AppError('PUBLICATION_CLOSED', twice);
}

async function closeDraft(tx: Tx, draft: Draft): Promise<void> {
  const { rows } = await sql<{
    state: string;
    version: number;
  }>`select state, version from drafts where id = ${draft.id} for update`.execute(tx);
  const [row] = rows;
  if (row?.state !== 'open')
    throw new AppError(
      'DRAFT_CLOSED',
      `Draft ${draft.id} is ${row?.state ?? 'not there'}: only an open draft can be published`,
    );
  if (row.version !== draft.version) throw changedMeanwhile(draft.id);
  await sql`update drafts set state = 'published', changed_at = now() where id = ${draft.id}`.execute(
    tx,
  );
}

/** Somebody else may have published since it was judged, and this would replace a message that its approver never saw. */
function requireAsJudged({ draft, follows }: Release, latestNumber: number): void {
  if (follows !== undefined && follows !== latestNumber) throw changedMeanwhile(draft.id);
}

function changedMeanwhile(id: string): AppError {
  return new AppError(
    'DRAFT_CHANGED',
    `Something was done to draft ${id}, or to the advisory that it continues, meanwhile: look at it again and publish what it says now`,
  );
}

/** The advisory that the draft continues, or a new one under an id short enough to be read out on the phone. */
async function advisoryOf(tx: Tx, draft: Draft): Promise<string> {
  if (draft.advisoryId !== undefined) return draft.advisoryId;
  const { rows } = await sql<{ id: string }>`
    insert into advisories (id, issuer, source_id, source_key)
    select ${newAdvisoryId()}, ${draft.content.issuer}, source_id, source_key from drafts where id = ${draft.id}
    on conflict (source_id, source_key) do update set issuer = excluded.issuer
    returning id`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new AppError('NOT_FOUND', `Draft ${draft.id} is not there`);
  return row.id;
}

/** Eight characters of Crockford's base 32 (no I, L, O, U): 40 bits, unique by the table's key. */
function newAdvisoryId(): string {
  return Array.from(randomBytes(8), (byte) =>
    '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.charAt(byte % 32),
  ).join('');
}

async function latest(
  db: Database,
  advisoryId: string,
): Promise<{ readonly number: number; readonly content: Content } | undefined> {
  const { rows } = await sql<{ number: number; content: unknown }>`
    select number, content from revisions where advisory_id = ${advisoryId} order by number desc limit 1`.execute(
    db,
  );
  const [row] = rows;
  return row === undefined
    ? undefined
    : { number: row.number, content: contentSchema.parse(row.content) };
}

async function insertPublication(
  tx: Tx,
  { advisoryId, revision, draft }: { advisoryId: string; revision: number; draft: Draft },
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into publications (kind, advisory_id, revision, lane, published_at, deliver_by, expires_at)
    select 'revision', advisory_id, number, lane, published_at, published_at + ${policy.deliverWithinMinutes[draft.lane]} * interval '1 minute', ${draft.content.expiresAt ?? null}
    from revisions where advisory_id = ${advisoryId} and number = ${revision}
    returning id`.execute(tx);
  const [row] = rows;
  if (row === undefined)
    throw new AppError('NOT_FOUND', `Revision ${revision} of ${advisoryId} was not written`);
  return row.id;
}
