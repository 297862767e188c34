/** What tells a delivery from every other. */
export interface DeliveryKey {
  readonly publicationId: number;
  readonly channel: string;
  readonly recipientId: number;
  readonly purpose: string;
}

/** The purpose of a mail that is a call to a duty mailbox; no delivery has it. */
export const callPurpose = 'call';
