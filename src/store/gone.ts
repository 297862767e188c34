import { createHash } from 'node:crypto';

import type { Claimed } from '#src/dispatch/delivery.ts';

import type { Database } from './database.ts';
import { suppress } from './suppressing.ts';

/**
 * Remembers that a recipient no longer exists: the address is suppressed, with the reason. The
 * evidence for it is the attempt, whose row stays as long as the delivery's.
 */
export async function rememberGone(
  db: Database,
  { channel, recipientId, publicationId, purpose }: Claimed,
  told: { readonly reason: string; readonly except?: readonly Buffer[] },
): Promise<void> {
  const { reason, except } = told;
  const attempt = `${publicationId}/${channel}/${recipientId}/${purpose} ${reason}`;
  const evidence = createHash('sha256').update(attempt).digest('hex');
  await suppress(db, { addressId: recipientId, kind: 'hard', reason, evidence }, except);
}
