import { sql } from 'kysely';

import type { Continued } from '#src/advisory/revision.ts';
import type { Notice } from '#src/dispatch/notice.ts';
import { asPublished } from '#src/dispatch/preview.ts';
import type { Keyring } from '#src/keyring/keyring.ts';
import type { Tests } from '#src/officers/trying.ts';

import type { Database } from './database.ts';
import { findDraft, recorded } from './draft-rows.ts';
import { ownAddress } from './own-address.ts';

interface TestsParts {
  readonly db: Database;
  readonly keyring: Pick<Keyring, 'seal' | 'lookup' | 'domain'>;
  /** Called when some have been queued: the sweep finds what this misses. */
  readonly queued: () => void;
}

/** Tests of drafts are deliveries of the standing publication, a purpose for each time and language. */
export function createTests({ db, keyring, queued }: TestsParts): Tests {
  return {
    async queue({ id, hash }, { by, at, addresses, languages }) {
      const messages = await db.transaction().execute(async (tx) => {
        let count = 0;
        // In one order whoever asks: two who wrote the same new addresses in two orders would wait for each other.
        for (const address of addresses.toSorted()) {
          const recipient = await ownAddress(tx, { keyring, address });
          if (recipient === undefined) continue;
          const { numAffectedRows = 0n } = await sql`
            insert into deliveries (publication_id, channel, recipient_id, purpose, language)
            select p.id, 'email', ${recipient}, ${`${testPrefix}${id}:${hash}:${at.getTime()}:`} || language, language
            from publications p, unnest(${languages}::text[]) as l (language) where p.kind = 'notices'
            on conflict do nothing`.execute(tx);
          count += Number(numAffectedRows);
        }
        const detail = { hash, languages, addresses: addresses.length };
        await recorded(tx, id, { at, officer: by, action: 'draft.tested', detail });
        return count;
      });
      queued();
      return messages;
    },
  };
}

const testPrefix = 'test:';

/**
 * The draft as the revision it would be, and marked: an exercise stays one, all else is a test. Undefined once it says something
 * else, or nothing: who tries it would read another text than the audit says.
 */
export async function testNotice(
  db: Database,
  revisions: Pick<Continued, 'newest' | 'saidBefore'>,
  purpose: string,
): Promise<Notice | undefined> {
  const [, id = '', hash, at] = purpose.split(':');
  const draft = await findDraft(db, id);
  if (draft?.state !== 'open' || draft.hash !== hash) return undefined;
  const revision = await asPublished(revisions, draft, new Date(Number(at)));
  const { content } = revision;
  const status = content.status === 'actual' ? 'test' : content.status;
  return { kind: 'test', revision: { ...revision, content: { ...content, status } } };
}
