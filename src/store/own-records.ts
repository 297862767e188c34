import type { Keyring } from '#src/keyring/keyring.ts';
import type { OwnRecords } from '#src/subscription/own-records.ts';
import type { LinkUse } from '#src/subscription/subscription.ts';

import type { Database, Tx } from './database.ts';
import { openManageLink } from './link-tokens.ts';
import { exportOf } from './own-export.ts';
import { latestMailsOf } from './own-mails.ts';
import { lookUpByPartition } from './partition-lookup.ts';
import { whyOf } from './why.ts';

interface OwnRecordsParts {
  readonly db: Database;
  readonly keyring: Keyring;
}

/** What is held on a citizen, opened for nobody but whoever holds their mailed link. */
export function createOwnRecords({ db, keyring }: OwnRecordsParts): OwnRecords {
  const open = <T>(
    token: string,
    read: (tx: Tx, addressId: number) => Promise<T>,
  ): Promise<LinkUse<T>> =>
    db
      .transaction()
      .setAccessMode('read only')
      .execute(async (tx) => {
        await lookUpByPartition(tx); // nothing is locked here
        const link = await openManageLink(tx, token);
        return link.kind === 'used' ? { kind: 'used', value: await read(tx, link.value) } : link;
      });
  return {
    mails: (token) => open(token, latestMailsOf),
    why: (token, message) =>
      open(token, (tx, addressId) => whyOf(tx, keyring, { addressId, ...message })),
    async everything(token) {
      const made = await open(token, (tx, addressId) => exportOf(tx, keyring, addressId));
      if (made.kind !== 'used') return made;
      return made.value === undefined ? { kind: 'erased' } : { kind: 'used', value: made.value };
    },
  };
}
