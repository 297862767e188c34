import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

/**
 * What is done with a column when its owner asks for everything: shown as it stands, opened first, or left out, with the
 * reason that the copy gives.
 */
type OwnColumn =
  | 'shown'
  | { readonly sealedAs: string; readonly is: 'text' | 'json' }
  /** A message that came in: shown to whoever wrote it, and to nobody else. */
  | 'letter'
  | { readonly leftOut: string };

export interface OwnTable {
  readonly columns: Readonly<Record<string, OwnColumn>>;
  /** The citizen's rows, as a table `t`. */
  readonly of: (addressId: number) => RawBuilder<unknown>;
}

const keyed = {
  leftOut: 'a keyed hash by which rows are found; it cannot be read, not even by us',
};
const saidByWish = { leftOut: 'a keyed hash of what the wish beside it says in clear' };
const shown = (...names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, 'shown' as const]));

/** Rows that name the citizen in one column. */
const by =
  (table: string, column: string): OwnTable['of'] =>
  (addressId) =>
    sql`(select * from ${sql.table(table)} where ${sql.ref(column)} = ${addressId}) t`;

/** Rows about messages: nothing finds those of one recipient at once, so each publication is asked by its key. */
const byPublication =
  (table: string): OwnTable['of'] =>
  (addressId) =>
    sql`(select l.*, p.advisory_id, p.revision from publications p cross join lateral (
      select * from ${sql.table(table)} m where m.publication_id = p.id and m.channel = 'email' and m.recipient_id = ${addressId} offset 0) l) t`;

/**
 * Every table with rows about citizens, and every column of it. A test holds this against the database: a table or a column
 * that is new is named here, or the test fails.
 */
export const ownTables: Readonly<Record<string, OwnTable>> = {
  addresses: {
    of: by('addresses', 'id'),
    columns: {
      ...shown('id', 'epoch', 'subscribed', 'suppressed', 'discreet', 'ended_at', 'created_at'),
      ...shown('ended_by', 'erased_at', 'cut_at'),
      ciphertext: { sealedAs: 'address', is: 'text' },
      lookup: keyed,
      domain: keyed,
    },
  },
  subscriptions: {
    of: by('subscriptions', 'address_id'),
    columns: {
      ...shown('id', 'address_id', 'replaces', 'companion_of', 'language', 'stay', 'rhythm'),
      ...shown('active_from', 'active_until', 'discreet', 'requested_at', 'valid_from'),
      ...shown('valid_until', 'ended_by', 'asked_at', 'affirmed_at', 'withdrawn_at'),
      ...shown('begins_on', 'opened', 'begun', 'import_id'),
      wish: { sealedAs: 'wish', is: 'json' },
      zone: saidByWish,
    },
  },
  interests: {
    of: by('interests', 'address_id'),
    columns: {
      ...shown('address_id', 'subscription_id', 'threshold', 'kinds', 'language', 'residence'),
      ...shown('rhythm', 'active_from', 'active_until', 'valid_from', 'valid_until'),
      label: saidByWish,
      categories: saidByWish,
    },
  },
  consents: {
    of: by('consents', 'address_id'),
    columns: {
      ...shown('id', 'address_id', 'subscription_id', 'purpose', 'basis', 'notice_version'),
      ...shown('language', 'origin', 'at'),
    },
  },
  link_tokens: {
    of: by('link_tokens', 'address_id'),
    columns: {
      ...shown('purpose', 'address_id', 'subscription_id', 'created_at', 'expires_at', 'used_at'),
      hash: { leftOut: 'the hash of a link that we mailed; the link itself is not kept' },
    },
  },
  suppressions: {
    of: by('suppressions', 'address_id'),
    columns: {
      ...shown('address_id', 'reason', 'evidence', 'at', 'kind', 'expires_at'),
      lookup: keyed,
    },
  },
  received: {
    of: by('received', 'address_id'),
    columns: {
      ...shown('id', 'came_to', 'received_at', 'due_at', 'tries', 'judged_at', 'verdict'),
      ...shown('address_id', 'forward', 'forwarded_at', 'words_only', 'returned_at'),
      message: 'letter',
      hash: keyed,
      evidence: { leftOut: 'the SHA-256 of the message beside it' },
    },
  },
  soft_bounces: {
    of: by('soft_bounces', 'address_id'),
    columns: { ...shown('address_id', 'at'), delivery: keyed },
  },
  deliveries: {
    of: byPublication('deliveries'),
    columns: {
      ...shown('publication_id', 'advisory_id', 'revision', 'channel', 'recipient_id', 'purpose'),
      ...shown('state', 'reason', 'language', 'follow_up', 'thread_publication_id', 'attempts'),
      ...shown('fence', 'leased_until', 'worker_id', 'possibly_sent', 'due_at', 'settled_at'),
      ...shown('let_through_at'),
    },
  },
  attempts: {
    of: byPublication('attempts'),
    columns: {
      ...shown('id', 'publication_id', 'advisory_id', 'revision', 'channel', 'recipient_id'),
      ...shown('purpose', 'at', 'outcome', 'reason'),
    },
  },
  briefings: {
    of: by('briefings', 'recipient_id'),
    columns: shown('advisory_id', 'recipient_id', 'revision', 'publication_id', 'purpose'),
  },
};
