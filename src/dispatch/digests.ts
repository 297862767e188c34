import type { Logger } from 'pino';

import { policy } from '#config/policy.ts';
import { digestsAskedForMs } from '#config/queues.ts';
import type { QueueName } from '#config/queues.ts';
import { latestMornings } from '#src/subscription/morning.ts';
import type { Morning } from '#src/subscription/morning.ts';

/** What beginning digests needs from storage. */
export interface DigestLedger {
  /** The database's clock, by which everything that is due is judged. */
  readonly now: () => Promise<Date>;
  /**
   * Publishes the digest of a morning, if anybody was to have one then and it was not published before; its publication. Its
   * readers are whoever is one at this moment, and it goes as far back as the previous digest of each.
   */
  readonly begin: (morning: Morning) => Promise<number | undefined>;
}

/** The digest of a morning that came a while ago, that readers were to have and that no process has begun. */
export interface UnbegunDigest extends Pick<Morning, 'rhythm' | 'day' | 'at'> {
  readonly lateSeconds: number;
}

interface DigestDeps {
  readonly ledger: DigestLedger;
  readonly wake: (queue: QueueName, job: { publicationId: number }) => Promise<unknown>;
  readonly log: Logger;
}

/**
 * Begins the digests whose morning has come. Each look asks only for mornings since the last one and shortly before; the first goes back to
 * the last morning of every zone, so that a service that slept sends one digest for all that it missed. Any process may look, and
 * which digest was begun is a row.
 */
export function createDigests({ ledger, wake, log }: DigestDeps) {
  let lookedUntil = Number.NEGATIVE_INFINITY;

  return async function beginDue(): Promise<void> {
    const now = await ledger.now();
    const due = latestMornings(now, policy).filter(({ at }) => at.getTime() > lookedUntil);
    for (const morning of due) await begin(morning);
    lookedUntil = Math.max(lookedUntil, now.getTime() - digestsAskedForMs);
  };

  async function begin(morning: Morning): Promise<void> {
    const publicationId = await ledger.begin(morning);
    if (publicationId === undefined) return;
    const { rhythm, day, at } = morning;
    log.info({ publicationId, rhythm, day, morning: at }, 'digest.begun');
    await wake('publications', { publicationId });
  }
}
