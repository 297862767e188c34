import type { Logger } from 'pino';

import { delivery } from '#config/delivery.ts';
import type { QueueName } from '#config/queues.ts';
import type { Lane } from '#src/advisory/lane.ts';

/** What planning needs from storage. */
export interface PlanLedger {
  /**
   * Writes the deliveries of the next window of recipients and how far it came, in one transaction; running any window
   * twice changes nothing. `busy` when another worker is planning this publication.
   */
  readonly planWindow: (publicationId: number, size: number) => Promise<Window>;
  /** Settles rows that will not be sent: superseded, stopped or expired. Closes the publication when nothing is left. */
  readonly close: (publicationId: number, limit: number) => Promise<'more' | 'open' | 'closed'>;
}

export type Window =
  | {
      readonly kind: 'planned';
      readonly lane: Lane;
      readonly rows: number;
      readonly isLast: boolean;
    }
  | { readonly kind: 'complete' }
  | { readonly kind: 'busy' };

interface PlanDeps {
  readonly ledger: PlanLedger;
  readonly wake: (queue: QueueName, job: { publicationId: number }) => Promise<unknown>;
  readonly log: Logger;
}

/** The mail queue of a lane: emergencies have workers of their own. */
export function deliverQueue(lane: Lane): Extract<QueueName, 'deliver' | 'deliver-emergency'> {
  return lane === 'emergency' ? 'deliver-emergency' : 'deliver';
}

/**
 * Plans a publication window by window. The first window is small and wakes the senders at once; later windows are
 * written while they send.
 */
export function createPlan({ ledger, wake, log }: PlanDeps) {
  return async function plan(publicationId: number, signal: AbortSignal): Promise<void> {
    let size: number = delivery.firstWindow;
    let planned = 0;
    while (!signal.aborted) {
      const window = await ledger.planWindow(publicationId, size);
      if (window.kind !== 'planned') break;
      planned += window.rows;
      await wake(deliverQueue(window.lane), { publicationId });
      if (window.isLast) log.info({ publicationId, planned }, 'publication.planned');
      size = delivery.window;
    }
    await closeRest(publicationId, signal);
  };

  async function closeRest(publicationId: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && (await ledger.close(publicationId, delivery.window)) === 'more');
  }
}
