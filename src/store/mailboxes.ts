import { sql } from 'kysely';

import type { DutyMailbox } from '#src/dispatch/compose-mail-call.ts';
import type { Endpoints } from '#src/endpoints/endpoint.ts';
import type { Mailbox, Mailboxes } from '#src/endpoints/mailbox.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import { contactTag } from './contact-links.ts';
import type { Database } from './database.ts';
import { contactsIn } from './endpoint-rows.ts';
import { ownAddress } from './own-address.ts';
import { endpointPrefix, queueEndpointNotice } from './owner-notices.ts';

interface MailboxesParts {
  readonly db: Database;
  readonly keyring: Pick<Keyring, 'seal' | 'open' | 'lookup' | 'domain' | 'readContactToken'>;
  readonly endpoints: Pick<Endpoints, 'verified'>;
  /** A notice waits to leave. */
  readonly queued: () => void;
  readonly now: () => Date;
}

/** Verification of duty mailboxes by a link: nothing is stored but the mail. */
export function createMailboxes(parts: MailboxesParts): Mailboxes {
  const { db, keyring, endpoints, queued, now } = parts;
  return {
    async mailLink(endpoint) {
      const isMailed = await db.transaction().execute(async (tx) => {
        const { rows } = await sql<{ id: number; contacts: Buffer | null }>`
          select id, contacts from endpoints
          where public_id = ${endpoint} and kind = 'mail' and verified_at is null and valid_until is null`.execute(
          tx,
        );
        const [row] = rows;
        const [mailbox] = row === undefined ? [] : contactsIn(row.contacts, keyring);
        if (row === undefined || mailbox === undefined) return false;
        await queueEndpointNotice(tx, {
          address: await ownAddress(tx, { keyring, address: mailbox.email }),
          // Once an hour, however often it is asked for: nobody's mailbox is filled in this way.
          purpose: `${endpointPrefix}verify:${row.id}:${Math.floor(now().getTime() / hourMs) * hourMs}`,
        });
        return true;
      });
      if (isMailed) queued();
      return isMailed;
    },

    peek: async (token) => (await open(parts, token))?.mailbox,

    async verify(token) {
      const opened = await open(parts, token);
      if (opened === undefined) return undefined;
      await endpoints.verified(opened.id, 'the duty mailbox');
      return { ...opened.mailbox, isVerified: true };
    },
  };
}

const hourMs = 3_600_000;

interface Opened {
  readonly id: string;
  readonly mailbox: Mailbox;
}

async function open(
  { db, keyring, now }: MailboxesParts,
  token: string,
): Promise<Opened | undefined> {
  const [row = 0, tag, until = 0] = keyring.readContactToken('verify', token) ?? [];
  if (until * 1000 < now().getTime()) return undefined;
  const { rows } = await sql<{
    public_id: string;
    name: string;
    verified_at: Date | null;
    contacts: Buffer | null;
  }>`
    select public_id, name, verified_at, contacts from endpoints where id = ${row} and kind = 'mail' and valid_until is null`.execute(
    db,
  );
  return rows
    .filter(({ contacts }) => tagOfMailbox(keyring, contacts) === tag)
    .map(({ public_id: id, name: endpoint, verified_at }) => ({
      id,
      mailbox: { endpoint, isVerified: verified_at !== null },
    }))[0];
}

function tagOfMailbox(
  keyring: MailboxesParts['keyring'],
  contacts: Buffer | null,
): number | undefined {
  const [mailbox] = contactsIn(contacts, keyring);
  return mailbox && contactTag(keyring, mailbox.email);
}

/** Where an endpoint of kind `mail` is told; its first contact. */
export async function mailboxOf(
  db: Database,
  keyring: Pick<Keyring, 'open'>,
  endpointId: number,
): Promise<DutyMailbox | undefined> {
  const { rows } = await sql<{ name: string; contacts: Buffer | null }>`
    select name, contacts from endpoints where id = ${endpointId} and kind = 'mail'`.execute(db);
  const [row] = rows;
  const [contact] = row === undefined ? [] : contactsIn(row.contacts, keyring);
  return row && contact && { name: row.name, address: contact.email };
}
