import { sql } from 'kysely';

import type { Keyring } from '#src/keyring/keyring.ts';
import type { AuditEntry } from '#src/officers/audit.ts';
import type { LinkUse } from '#src/subscription/subscription.ts';
import type { OwnSuppressions, Suppression, Suppressions } from '#src/subscription/suppression.ts';

import { appendAudit } from './audit.ts';
import type { Database, Tx } from './database.ts';
import { openManageLink } from './link-tokens.ts';
import { liftSuppression } from './suppressing.ts';
import { holdAddress } from './wishes.ts';

interface Found {
  readonly addressId: number;
  readonly suppression: Suppression;
}

interface Row {
  readonly address_id: number;
  readonly kind: Suppression['kind'];
  readonly reason: string;
  readonly evidence: string | null;
  readonly at: Date;
  readonly expires_at: Date | null;
}

export function createOwnSuppressions({ db }: { readonly db: Database }): OwnSuppressions {
  return {
    find: (token) =>
      withOwn(db, token, async (tx, addressId) => (await byAddress(tx, addressId))?.suppression),
    lift: (token) =>
      withOwn(db, token, async (tx, addressId) => {
        await holdAddress(tx, addressId);
        await liftSuppression(tx, addressId);
      }),
  };
}

async function withOwn<T>(
  db: Database,
  token: string,
  work: (tx: Tx, addressId: number) => Promise<T>,
): Promise<LinkUse<T>> {
  return db.transaction().execute(async (tx) => {
    const link = await openManageLink(tx, token);
    return link.kind === 'used' ? { kind: 'used', value: await work(tx, link.value) } : link;
  });
}

interface SuppressionsParts {
  readonly db: Database;
  readonly keyring: Pick<Keyring, 'lookup'>;
  readonly now: () => Date;
}

export function createSuppressions({ db, keyring, now }: SuppressionsParts): Suppressions {
  const found = (tx: Tx, address: string) => byLookup(tx, keyring.lookup(address));
  return {
    find: (address, act) =>
      db.transaction().execute(async (tx) => {
        const read = await found(tx, address);
        await appendAudit(tx, entryOf('suppression.read', read, { ...act, at: now() }));
        return read?.suppression;
      }),
    lift: (address, act) =>
      db.transaction().execute(async (tx) => {
        const lifted = await found(tx, address);
        if (lifted !== undefined) {
          await holdAddress(tx, lifted.addressId);
          await liftSuppression(tx, lifted.addressId);
        }
        await appendAudit(tx, entryOf('suppression.lifted', lifted, { ...act, at: now() }));
        return lifted?.suppression;
      }),
  };
}

function entryOf(
  action: string,
  found: Found | undefined,
  { at, by: officer, reason }: { readonly at: Date; readonly by: string; readonly reason: string },
): AuditEntry {
  if (found === undefined)
    return { at, officer, action, subject: 'address:none', detail: { reason } };
  const { kind, reason: because } = found.suppression;
  const subject = `address:${found.addressId}`;
  return { at, officer, action, subject, detail: { reason, kind, because } };
}

const columns = sql`address_id, kind, reason, evidence, at, expires_at`;

async function byAddress(tx: Tx, addressId: number): Promise<Found | undefined> {
  const { rows } =
    await sql<Row>`select ${columns} from suppressions where address_id = ${addressId}`.execute(tx);
  return foundIn(rows);
}

async function byLookup(tx: Tx, lookup: Buffer): Promise<Found | undefined> {
  const { rows } =
    await sql<Row>`select ${columns} from suppressions where lookup = ${lookup}`.execute(tx);
  return foundIn(rows);
}

function foundIn([row]: readonly Row[]): Found | undefined {
  if (row === undefined) return undefined;
  const { kind, reason } = row;
  const evidence = row.evidence ?? undefined;
  const expiresAt = row.expires_at ?? undefined;
  return {
    addressId: row.address_id,
    suppression: { kind, reason, since: row.at, evidence, expiresAt },
  };
}
