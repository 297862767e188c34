import { sql } from 'kysely';

import { dutyKinds } from '#src/dispatch/duty-notice.ts';
import type { Duty, DutyKind, DutyNotice } from '#src/dispatch/duty-notice.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import type { Database } from './database.ts';
import { ownAddress } from './own-address.ts';

interface DutyParts {
  readonly db: Database;
  readonly keyring: Pick<Keyring, 'seal' | 'lookup' | 'domain'>;
  /** The mailbox of the officers on duty; undefined where there is none. */
  readonly address: string | undefined;
}

/** Deliveries of the standing publication, like canaries. Their purpose names the trouble and its beginning, so that each is told once. */
export function createDuty({ db, keyring, address }: DutyParts): Duty {
  return {
    async tell() {
      if (address === undefined) return;
      await db.transaction().execute(async (tx) => {
        const { rows } = await sql<{ purpose: string }>`
          select 'duty:' || kind || ':' || subject || ':' || floor(extract(epoch from since) * 1000)::bigint as purpose
          from alarms where kind = any(${dutyKinds})`.execute(tx);
        if (rows.length === 0) return;
        const recipient = await ownAddress(tx, { keyring, address });
        if (recipient === undefined) return;
        await sql`
          insert into deliveries (publication_id, channel, recipient_id, purpose, language)
          select ${notices}, 'email', ${recipient}, purpose, 'en' from unnest(${rows.map(({ purpose }) => purpose)}::text[]) as t (purpose)
          on conflict do nothing`.execute(tx);
      });
    },
  };
}

const notices = sql`(select id from publications where kind = 'notices')`;

/** The notice that a purpose names; undefined for one that no version of ours has written. */
export async function dutyNotice(db: Database, purpose: string): Promise<DutyNotice | undefined> {
  const [, kind, subject, since] = purpose.split(':');
  if (!isDutyKind(kind) || subject === undefined) return undefined;
  const isActual = await isAboutActual(db, kind, subject);
  return { kind, subject, since: new Date(Number(since)), isActual };
}

function isDutyKind(kind: string | undefined): kind is DutyKind {
  return dutyKinds.some((known) => known === kind);
}

async function isAboutActual(db: Database, kind: DutyKind, subject: string): Promise<boolean> {
  const { rows } = await sql<{ status: string }>`
    select content->>'status' as status from drafts where ${kind} in ('approval.awaited', 'draft.not-published', 'source.held') and id::text = ${subject}
    union all
    select r.content->>'status' from publications p join revisions r on (r.advisory_id, r.number) = (p.advisory_id, p.revision)
    where ${kind} = 'release.unreviewed' and p.id::text = ${subject}
    union all
    select r.content->>'status' from events v join publications p on p.id = v.publication_id join revisions r on (r.advisory_id, r.number) = (p.advisory_id, p.revision)
    where ${kind} = 'acknowledgement.missing' and v.public_id = ${subject}`.execute(db);
  return (rows[0]?.status ?? 'actual') === 'actual';
}
