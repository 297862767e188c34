/** What tells a delivery from every other. */
export interface DeliveryKey {
  readonly publicationId: number;
  readonly channel: string;
  readonly recipientId: number;
  readonly purpose: string;
}
