import type { ClaimedMail } from '#src/dispatch/delivery.ts';

/** An alert as a worker has claimed it, for those who need no ledger. */
export function aClaim(recipientId: number): ClaimedMail {
  return {
    publicationId: 1,
    channel: 'email',
    recipientId,
    purpose: '',
    fence: 1,
    attempts: 0,
    language: 'en',
    threadPublicationId: undefined,
    address: `citizen-${recipientId}@example.org`,
    epoch: 0,
    discreet: false,
    digest: undefined,
  };
}
