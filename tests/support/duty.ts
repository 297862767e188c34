import { sql } from 'kysely';
import { simpleParser } from 'mailparser';

import type { App } from '#src/app.ts';
import type { Deliveries } from '#src/dispatch/delivery.ts';
import type { SliceEnd } from '#src/dispatch/slice.ts';
import { createDeliveries } from '#src/store/deliveries.ts';
import { noticesPublication } from '#src/store/notices.ts';
import type { Wish } from '#src/subscription/subscription.ts';

import { aWish } from './builders-wish.ts';
import { startService } from './service.ts';
import type { ServiceOptions } from './service.ts';
import type { SmtpSink } from './smtp-sink.ts';

/** A delivery as the ledger has it, its recipient readable. */
interface LedgerRow {
  readonly to: string;
  readonly state: string;
  readonly reason: string | null;
  readonly attempts: number;
  readonly follow_up: boolean;
  readonly possibly_sent: boolean;
}

/** The service without workers: a test plans and delivers step by step, in the order that it wants to look at. */
export interface Duty extends AsyncDisposable {
  readonly app: App;
  readonly sink: SmtpSink;
  readonly ledger: Deliveries;
  /** Asks for alerts and confirms, following the link in the mail. Gives the id of the address's row. */
  readonly subscribe: (address: string, wish?: Wish) => Promise<number>;
  /** The token of the link that the newest mail to an address holds. */
  readonly linkIn: (page: 'confirm' | 'manage', address: string) => Promise<string>;
  readonly plan: (publicationId: number) => Promise<void>;
  /** Sends whatever is due of it, for a slice of time. */
  readonly send: (publicationId: number) => Promise<SliceEnd>;
  readonly sendNotices: () => Promise<void>;
  /** Plans, sends and closes. */
  readonly work: (publicationId: number) => Promise<void>;
  /** Calls endpoints until nothing is due, and whatever was begun has ended. */
  readonly callAll: () => Promise<void>;
  /** Everything that is owed is due now. */
  readonly hurry: () => Promise<void>;
  /** Every lease that is held has ended, as if its worker had died a while ago. */
  readonly endLeases: () => Promise<void>;
  readonly mailTo: (address: string) => Promise<readonly Mail[]>;
  /** By address, in its order. */
  readonly rows: (publicationId: number) => Promise<readonly LedgerRow[]>;
  /** `address: state` for each. */
  readonly states: (publicationId: number) => Promise<Readonly<Record<string, string>>>;
}

interface Mail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
  readonly inReplyTo: string | undefined;
}

export async function openDuty(options: ServiceOptions = {}): Promise<Duty> {
  await using owned = new AsyncDisposableStack();
  const service = owned.use(await startService(options));
  const { app, sink } = service;
  const { db, keyring, duties, subscriptions } = app;
  const never = new AbortController().signal;

  const plan = (publicationId: number) => app.plan(publicationId, never);
  const send = (publicationId: number) => duties.deliverMail(publicationId, never);
  const sendNotices = async () => void (await send(await noticesPublication(db)));
  const mailTo = async (address: string): Promise<readonly Mail[]> => {
    const own = sink.messages.filter(({ to }) => to.includes(address));
    return Promise.all(own.map(({ raw }) => readMail(raw)));
  };
  const linkIn = async (page: string, address: string) => {
    const token = new RegExp(`/${page}/([\\w-]+)`).exec((await mailTo(address)).at(-1)?.text ?? '');
    if (token?.[1] === undefined) throw new Error(`expected a link to /${page} in the newest mail`);
    return token[1];
  };
  const rows = (publicationId: number) => readRows(app, publicationId);

  const kept = owned.move();
  return {
    app,
    sink,
    ledger: createDeliveries({ db, keyring, presence: { id: async () => undefined } }),
    async subscribe(address, wish = aWish()) {
      await subscriptions.request(address, wish);
      await sendNotices();
      await subscriptions.confirm(await linkIn('confirm', address));
      const found = await sql<{
        id: number;
      }>`select id from addresses where lookup = ${keyring.lookup(address)}`.execute(db);
      return found.rows[0]?.id ?? 0;
    },
    linkIn,
    plan,
    send,
    sendNotices,
    async work(publicationId) {
      await plan(publicationId);
      while ((await send(publicationId)) === 'more');
      await plan(publicationId);
    },
    async callAll() {
      await duties.calling.work(never);
      await duties.calling.idle();
    },
    async hurry() {
      await sql`update deliveries set due_at = now() where state = 'pending'`.execute(db);
      await sql`update calls set due_at = now() where state = 'pending'`.execute(db);
      await sql`update lines set due_at = now() where due_at < 'infinity'`.execute(db);
    },
    endLeases: async () =>
      void (await sql`update deliveries set leased_until = now() - interval '1 second' where leased_until is not null`.execute(
        db,
      )),
    mailTo,
    rows,
    async states(publicationId) {
      const all = await rows(publicationId);
      return Object.fromEntries(all.map(({ to, state }) => [to, state]));
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function readMail(raw: Buffer): Promise<Mail> {
  const { subject = '', text = '', html, messageId = '', inReplyTo } = await simpleParser(raw);
  return { subject, text, html: typeof html === 'string' ? html : '', messageId, inReplyTo };
}

async function readRows(
  { db, keyring }: Pick<App, 'db' | 'keyring'>,
  publicationId: number,
): Promise<readonly LedgerRow[]> {
  const { rows } = await sql<Omit<LedgerRow, 'to'> & { ciphertext: Buffer }>`
    select a.ciphertext, d.state, d.reason, d.attempts, d.follow_up, d.possibly_sent
    from deliveries d join addresses a on a.id = d.recipient_id
    where d.publication_id = ${publicationId} and d.channel = 'email'`.execute(db);
  return rows
    .map(({ ciphertext, ...row }) => ({ to: keyring.open('address', ciphertext), ...row }))
    .toSorted((one, other) => one.to.localeCompare(other.to));
}
