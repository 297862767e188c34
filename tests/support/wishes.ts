import { sql } from 'kysely';
import { pino } from 'pino';

import type { Revision } from '#src/advisory/revision.ts';
import type { Keyring } from '#src/keyring/keyring.ts';
import { createDatabase } from '#src/store/database.ts';
import type { Database } from '#src/store/database.ts';
import { createLinkTokens } from '#src/store/link-tokens.ts';
import { createRevisions } from '#src/store/revisions.ts';
import { createSubscriptions } from '#src/store/subscriptions.ts';
import type { WishStore } from '#src/store/wish-store.ts';
import type { Subscriptions, Wish } from '#src/subscription/subscription.ts';

import { aWish } from './builders-wish.ts';
import { createTestDatabase } from './database.ts';
import { aKeyring } from './keyring.ts';

/** As the privacy notice's hash would be. */
export const aNoticeVersion = '0123456789abcdef';

export interface WishWorld extends AsyncDisposable {
  readonly db: Database;
  readonly keyring: Keyring;
  readonly store: WishStore;
  readonly subscriptions: Subscriptions;
  /** Writes a revision as publishing does, and nothing else that publishing does. */
  readonly publish: (revision: Revision) => Promise<void>;
  /** Makes the link that the latest queued notice of that kind would carry, as composing its mail does. */
  readonly mailedLink: (kind: 'confirm' | 'manage', address: string) => Promise<string>;
  /** Notices queued for an address, oldest first. */
  readonly noticesOf: (address: string) => Promise<readonly string[]>;
  readonly subscribe: (address: string, wish?: Wish) => Promise<string>;
  readonly addressId: (address: string) => Promise<number>;
}

/** The citizens' storage on a database of the test's own. */
export async function createWishWorld(): Promise<WishWorld> {
  await using owned = new AsyncDisposableStack();
  const { url } = owned.use(await createTestDatabase());
  const db = owned.use(createDatabase({ url, log: pino({ level: 'silent' }) }));
  const keyring = aKeyring();
  const store = {
    db,
    keyring,
    inForceOn: createRevisions,
    undoDays: 7,
    noticeVersion: aNoticeVersion,
  };
  const subscriptions = createSubscriptions(store);
  const reader = createReader(db, keyring);
  const kept = owned.move();
  return {
    db,
    keyring,
    store,
    subscriptions,
    publish: (revision) => insertRevision(db, revision),
    ...reader,
    async subscribe(address, wish = aWish()) {
      await subscriptions.request(address, wish);
      const token = await reader.mailedLink('confirm', address);
      await subscriptions.confirm(token);
      return token;
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

function createReader(
  db: Database,
  keyring: Keyring,
): Pick<WishWorld, 'mailedLink' | 'noticesOf' | 'addressId'> {
  const addressId = async (address: string) => {
    const { rows } = await sql<{
      id: number;
    }>`select id from addresses where lookup = ${keyring.lookup(address)}`.execute(db);
    return rows[0]?.id ?? 0;
  };
  const noticesOf = async (address: string) => {
    const { rows } = await sql<{ purpose: string }>`
      select d.purpose from deliveries d join publications p on p.id = d.publication_id
      where p.kind = 'notices' and d.channel = 'email' and d.recipient_id = ${await addressId(address)} order by d.due_at, d.purpose`.execute(
      db,
    );
    return rows.map(({ purpose }) => purpose);
  };
  return {
    addressId,
    noticesOf,
    async mailedLink(kind, address) {
      const purpose = (await noticesOf(address)).findLast((notice) =>
        notice.startsWith(`${kind}:`),
      );
      if (purpose === undefined)
        throw new Error(`expected a ${kind} notice in the queue, found none`);
      const owner = { purpose: kind, addressId: await addressId(address) };
      const tokens = createLinkTokens({ db });
      if (kind === 'manage') return tokens.issue({ ...owner, holds: { minutes: 30 } });
      return tokens.issue({
        ...owner,
        subscriptionId: Number(purpose.split(':')[1]),
        holds: { days: 7 },
      });
    },
  };
}

export async function insertRevision(
  db: Database,
  { advisoryId, number, content, change, lane, publishedAt }: Revision,
): Promise<void> {
  await sql`
    insert into advisories (id, issuer, latest) values (${advisoryId}, ${content.issuer}, ${number})
    on conflict (id) do update set latest = excluded.latest`.execute(db);
  await sql`
    insert into revisions (advisory_id, number, content, change, lane, published_at, published_by)
    values (${advisoryId}, ${number}, ${JSON.stringify(content)}::jsonb, ${change}, ${lane}, ${publishedAt}, 'officer')`.execute(
    db,
  );
}
