/** Which of a publication's failed deliveries: all, or those whose reason begins so, or one recipient's. */
export interface ReplayRequest {
  readonly publicationId: number;
  readonly reason?: string | undefined;
  readonly recipientId?: number | undefined;
}

interface ListedDelivery {
  readonly publicationId: number;
  readonly channel: string;
  readonly recipientId: number;
  readonly purpose: string;
  readonly reason: string | undefined;
  readonly attempts: number;
  readonly settledAt: Date | undefined;
}

interface FailedCount {
  readonly publicationId: number;
  readonly kind: 'revision' | 'notices' | 'digest';
  readonly advisoryId: string | undefined;
  readonly revision: number | undefined;
  readonly state: string;
  readonly channel: string;
  readonly count: number;
}

/** What ended as failed, and its way back. */
export interface Replays {
  /** Publications that have any, newest first. */
  readonly countFailed: () => Promise<readonly FailedCount[]>;
  readonly listDeliveries: (request: {
    readonly publicationId: number;
    readonly state: string;
    readonly limit: number;
  }) => Promise<readonly ListedDelivery[]>;
  /**
   * Puts failed deliveries back to be tried again as if never before, and gives their number. AppError NOT_FOUND, or
   * PUBLICATION_CLOSED for what was stopped, replaced or has ended.
   */
  readonly replay: (request: ReplayRequest, by: string) => Promise<number>;
}
