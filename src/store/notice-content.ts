import { sql } from 'kysely';

import { policy } from '#config/policy.ts';
import type { Continued, Revision, Revisions } from '#src/advisory/revision.ts';
import type { Answer } from '#src/dispatch/answer-notice.ts';
import type { Notice, Notices } from '#src/dispatch/notice.ts';
import { readLetter } from '#src/inbound/letter.ts';
import { wordsOf } from '#src/inbound/words-of.ts';
import type { Keyring } from '#src/keyring/keyring.ts';
import { newsToNewcomer } from '#src/subscription/in-force.ts';
import type { InForceOccasion } from '#src/subscription/in-force.ts';
import { isOver } from '#src/subscription/stay.ts';
import { wishSchema } from '#src/subscription/subscription.ts';
import type { Wish } from '#src/subscription/subscription.ts';

import { findCanary } from './canaries.ts';
import type { Database } from './database.ts';
import { dutyNotice } from './duty-notices.ts';
import { endpointNotice } from './endpoint-notices.ts';
import { findAnswer } from './forwarding.ts';
import type { KeptAnswer } from './forwarding.ts';
import type { LinkTokens } from './link-tokens.ts';
import { listOf, listOwner, wishesByList } from './list-owner.ts';
import { newestTold } from './newest-told.ts';
import { testNotice } from './tests.ts';

interface NoticeParts {
  readonly db: Database;
  readonly keyring: Pick<Keyring, 'open' | 'lookup' | 'contactToken'>;
  readonly publicUrl: string;
  readonly links: LinkTokens;
  readonly revisions: Pick<Revisions, 'inForce'> & Pick<Continued, 'newest' | 'saidBefore'>;
}

type Row = Parameters<Notices['open']>[0];

export function createNotices(parts: NoticeParts): Notices {
  return {
    async open(row) {
      const [kind = '', id] = row.purpose.split(':');
      return openers[kind]?.(parts, row, Number(id));
    },
  };
}

type Opener = (parts: NoticeParts, row: Row, id: number) => Promise<Notice | undefined>;

/** By what a purpose begins with; a kind that no version of ours has written has nothing to say. */
const openers: Readonly<Record<string, Opener>> = {
  confirm: async (parts, row, id) => confirmation(parts, { row, id, kind: 'confirm' }),
  added: async (parts, row, id) => confirmation(parts, { row, id, kind: 'added' }),
  async followed(parts, _row, id) {
    const wish = await wishOf(parts, id, 'confirmed');
    return wish && { kind: 'followed', wish };
  },
  manage,
  'in-force': (parts, row, id) => inForce(parts, row, { id, occasion: 'confirmed' }),
  'trip-opens': (parts, row, id) => inForce(parts, row, { id, occasion: 'trip-opens' }),
  'trip-begins': (parts, row, id) => inForce(parts, row, { id, occasion: 'trip-begins' }),
  residence,
  imported,
  unsubscribed: async () => ({ kind: 'unsubscribed' }),
  canary: async ({ db }, { purpose }) => {
    const canary = await findCanary(db, purpose);
    return canary && { kind: 'canary', canary };
  },
  test: ({ db, revisions }, { purpose }) => testNotice(db, revisions, purpose),
  answer: async ({ db, keyring }, _row, receivedId) => {
    const found = await findAnswer(db, keyring, receivedId);
    if (found === undefined) return undefined;
    return { kind: 'answer', answer: await answerOf(receivedId, found) };
  },
  answered: async ({ db }, { recipientId }) => ({
    kind: 'answered',
    revision: await newestTold(db, recipientId),
  }),
  endpoint: async (parts, { purpose, address = '' }) => {
    const notice = await endpointNotice(parts, { purpose, address });
    return notice && { kind: 'endpoint', notice };
  },
  duty: async ({ db }, { purpose }) => {
    const duty = await dutyNotice(db, purpose);
    return duty && { kind: 'duty', duty };
  },
};

async function answerOf(
  receivedId: number,
  { raw, receivedAt, wordsOnly }: KeptAnswer,
): Promise<Answer> {
  const { subject, replyTo } = await readLetter(raw);
  const told = { receivedId, receivedAt, subject, replyTo };
  if (!wordsOnly) return { ...told, raw, held: undefined };
  const { raw: words, attachments } = await wordsOf(raw);
  return { ...told, raw: words, held: { attachments, bytes: raw.length } };
}

interface Confirmation {
  readonly row: Row;
  readonly id: number;
  readonly kind: 'confirm' | 'added';
}

async function confirmation(
  parts: NoticeParts,
  { row: { recipientId: addressId }, id: subscriptionId, kind }: Confirmation,
): Promise<Notice | undefined> {
  const wish = await wishOf(parts, subscriptionId, 'unconfirmed');
  if (wish === undefined) return undefined;
  const holds = { days: policy.confirmLinkDays };
  const token = await parts.links.issue({ purpose: 'confirm', addressId, subscriptionId, holds });
  if (kind === 'added') return { kind, wish, token };
  const invited = await listOwner(parts, subscriptionId);
  return { kind, wish, token, invited };
}

async function manage({ links }: NoticeParts, { recipientId: addressId }: Row): Promise<Notice> {
  const holds = { minutes: policy.manageLinkMinutes };
  return { kind: 'manage', token: await links.issue({ purpose: 'manage', addressId, holds }) };
}

/** Undefined when they have said meanwhile that they moved. */
async function residence(
  parts: NoticeParts,
  { recipientId: addressId }: Row,
  subscriptionId: number,
): Promise<Notice | undefined> {
  const wish = await wishOf(parts, subscriptionId, 'confirmed');
  if (wish === undefined) return undefined;
  const holds = { days: policy.residenceLinkDays };
  const token = await parts.links.issue({ purpose: 'residence', addressId, subscriptionId, holds });
  return { kind: 'residence', wish, token };
}

/** What is in force for a wish. That its reader is about to be told is written first, so that an all-clear finds them. */
async function inForce(
  parts: NoticeParts,
  row: Row,
  { id, occasion }: { readonly id: number; readonly occasion: InForceOccasion },
): Promise<Notice | undefined> {
  const wish = await wishOf(parts, id, 'confirmed');
  if (wish === undefined || isOver(wish.stay, new Date())) return undefined;
  const revisions = await briefed(parts, row, [wish]);
  return revisions.length === 0 ? undefined : { kind: 'in-force', occasion, revisions };
}

/** What a list subscribed somebody to, as far as they have not left meanwhile, and what is in force for it. */
async function imported(parts: NoticeParts, row: Row, listId: number): Promise<Notice | undefined> {
  const wishes = await wishesByList(parts, { listId, addressId: row.recipientId });
  const [first] = wishes;
  const { organisation, basis } = await listOf(parts, listId);
  if (first === undefined || basis === undefined) return undefined;
  const revisions = await briefed(parts, row, wishes);
  return { kind: 'imported', wishes, owner: { organisation }, basis, revisions };
}

/** What is in force for these wishes, and written down as about to be told. */
async function briefed(
  { db, revisions: { inForce: readInForce } }: NoticeParts,
  row: Row,
  wishes: readonly Wish[],
): Promise<readonly Revision[]> {
  for (;;) {
    const all = await readInForce({ at: new Date() });
    const news = new Set(wishes.flatMap((wish) => newsToNewcomer(all, wish)));
    const revisions = all.filter((revision) => news.has(revision));
    if (revisions.length === 0) return [];
    if (await recordBriefing(db, row, revisions)) return revisions;
  }
}

/**
 * False, and nothing is recorded, when one of them has been replaced meanwhile. The locks make who publishes next wait
 * until this is written, so that its plan sees it. What an earlier attempt would have told and this one does not is
 * forgotten, unless that attempt may have arrived.
 */
async function recordBriefing(
  db: Database,
  { publicationId, recipientId, purpose }: Row,
  revisions: readonly Revision[],
): Promise<boolean> {
  const told = revisions.map(({ advisoryId }) => advisoryId);
  const { numAffectedRows } = await sql`
    with latest as materialized (
      select a.id, a.latest as revision
      from unnest(${told}::text[], ${revisions.map(({ number }) => number)}::int[]) as t (advisory_id, revision)
      join advisories a on a.id = t.advisory_id and a.latest = t.revision
      for share of a
    ), untold as (
      delete from briefings b
      where b.recipient_id = ${recipientId} and b.publication_id = ${publicationId} and b.purpose = ${purpose}
        and b.advisory_id <> all(${told}::text[])
        and (select count(*) from latest) = ${revisions.length}
        and not exists (select from deliveries d
          where d.publication_id = b.publication_id and d.channel = 'email' and d.recipient_id = b.recipient_id and d.purpose = b.purpose and d.possibly_sent)
    )
    insert into briefings (advisory_id, recipient_id, revision, publication_id, purpose)
    select id, ${recipientId}, revision, ${publicationId}, ${purpose} from latest
    where (select count(*) from latest) = ${revisions.length}
    on conflict (advisory_id, recipient_id, publication_id, purpose) do update set revision = excluded.revision`.execute(
    db,
  );
  return numAffectedRows === BigInt(revisions.length);
}

async function wishOf(
  { db, keyring }: NoticeParts,
  subscriptionId: number,
  state: 'confirmed' | 'unconfirmed',
): Promise<Wish | undefined> {
  const inState =
    state === 'confirmed'
      ? sql`valid_from is not null and valid_until is null`
      : sql`valid_from is null and withdrawn_at is null`;
  const { rows } = await sql<{
    wish: Buffer;
  }>`select wish from subscriptions where id = ${subscriptionId} and ${inState}`.execute(db);
  const [row] = rows;
  return row === undefined
    ? undefined
    : wishSchema.parse(JSON.parse(keyring.open('wish', row.wish)));
}
