import { sql } from 'kysely';
import { pino } from 'pino';

import { delivery } from '#config/delivery.ts';
import type { Publishing } from '#src/advisory/publishing.ts';
import type {
  ClaimedMail,
  ClaimRequest,
  Deliveries,
  DeliveryState,
} from '#src/dispatch/delivery.ts';
import { createPlan } from '#src/dispatch/plan.ts';
import type { PlanLedger } from '#src/dispatch/plan.ts';
import type { Publications } from '#src/dispatch/publication.ts';
import { createPublishing } from '#src/dispatch/publish.ts';
import type { Keyring } from '#src/keyring/keyring.ts';
import { createDatabase } from '#src/store/database.ts';
import type { Database } from '#src/store/database.ts';
import { createDeliveries } from '#src/store/deliveries.ts';
import { createDrafts } from '#src/store/drafts.ts';
import { createPlanLedger } from '#src/store/plan.ts';
import { createPresence } from '#src/store/presence.ts';
import type { Presence } from '#src/store/presence.ts';
import { createPublications } from '#src/store/publications.ts';
import { createPublishingLedger } from '#src/store/publish.ts';

import { createTestDatabase } from './database.ts';
import { aKeyring } from './keyring.ts';
import { publish } from './publishing.ts';

/** Everything of duty that is storage, on a database of the test's own. Nothing is sent, nobody is woken. */
export interface Ledger extends AsyncDisposable {
  readonly url: string;
  readonly db: Database;
  /** The connections that claims and settlements use. */
  readonly byKeys: Database;
  readonly keyring: Keyring;
  readonly presence: Presence;
  readonly deliveries: Deliveries;
  readonly drafts: ReturnType<typeof createDrafts>;
  readonly publishing: Publishing;
  readonly publications: Publications;
  readonly windows: PlanLedger;
  readonly plan: (publicationId: number) => Promise<void>;
  readonly claim: (
    publicationId: number,
    request?: Partial<ClaimRequest>,
  ) => Promise<readonly ClaimedMail[]>;
  /** How many rows are in each state. */
  readonly count: (publicationId: number) => Promise<Readonly<Record<string, number>>>;
}

export async function openLedger(): Promise<Ledger> {
  await using owned = new AsyncDisposableStack();
  const { url } = owned.use(await createTestDatabase());
  const log = pino({ level: 'silent' });
  const db = owned.use(createDatabase({ url, log, connections: 20 }));
  const byKeys = owned.use(createDatabase({ url, log, connections: 20, byKeys: true }));
  const keyring = aKeyring();
  const session = owned.use(createDatabase({ url, log, connections: 1 }));
  const presence = owned.use(createPresence(session));
  const deliveries = createDeliveries({ db: byKeys, keyring, presence });
  const windows = createPlanLedger({ db, keyring });
  const plan = createPlan({ ledger: windows, wake, log });
  const never = new AbortController().signal;
  const kept = owned.move();
  return {
    url,
    db,
    byKeys,
    keyring,
    presence,
    deliveries,
    drafts: createDrafts({ db }),
    publishing: createPublishing({
      ledger: createPublishingLedger({ db, keyring }),
      wake,
      allows: () => true,
    }),
    publications: createPublications(db),
    windows,
    plan: (publicationId) => plan(publicationId, never),
    claim: (publicationId, request = {}) =>
      deliveries.claimMail({
        publicationId,
        limit: 1_000,
        leaseMs: delivery.leaseMs,
        worker: 'a worker',
        ...request,
      }),
    async count(publicationId) {
      const { rows } = await sql<{ state: string; count: number }>`
        select state, count(*) as count from deliveries where publication_id = ${publicationId} group by state`.execute(
        db,
      );
      return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

const wake = async () => undefined;

/** What a settlement says when all went well. */
export const sent: DeliveryState = { state: 'sent', reason: 'accepted', attempted: true };

/** Publishes, tells everybody, closes. */
export async function tellAll(ledger: Ledger, request: Parameters<typeof publish>[1] = {}) {
  const published = await publish(ledger, request);
  await ledger.plan(published.publicationId);
  const claimed = await ledger.claim(published.publicationId);
  await ledger.deliveries.settle(
    claimed.map((row) => ({ claimed: row, next: sent })),
    'a worker',
  );
  await ledger.plan(published.publicationId);
  return published;
}
