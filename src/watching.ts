import { createInboundWatch } from '#src/dispatch/watch-inbound.ts';
import { createWatch } from '#src/dispatch/watch.ts';
import { createAlarms } from '#src/store/alarms.ts';
import { findBlocked } from '#src/store/blocked.ts';
import { findUnbegun } from '#src/store/digests-unbegun.ts';
import { createDuty } from '#src/store/duty-notices.ts';
import { findUnforwarded } from '#src/store/forwarding.ts';
import { findOverdue } from '#src/store/overdue.ts';
import { createProofs } from '#src/store/proofs.ts';
import { countForged, findUnjudged } from '#src/store/received-figures.ts';
import { findDueReviews } from '#src/store/reviews.ts';
import { createStillness } from '#src/store/stillness.ts';
import { findWaiting } from '#src/store/waiting.ts';

import type { App } from './app.ts';

type Watched = Pick<App, 'env' | 'db' | 'keyring' | 'canaries' | 'untaken' | 'log'>;

/** What must not happen unseen, looked for in the rows. */
export function createWatchOf({ env, db, keyring, canaries, untaken, log }: Watched) {
  return createWatch({
    canaries,
    overdue: () => findOverdue(db),
    dueReviews: () => findDueReviews(db),
    unbegun: () => findUnbegun({ db, keyring }),
    waiting: () => findWaiting(db),
    duty: createDuty({ db, keyring, address: env.DUTY_ADDRESS }),
    alarms: createAlarms(db),
    stillness: createStillness(db),
    proofs: createProofs({ db, keyring }),
    untaken,
    log,
  });
}

/** What comes back and must not stay unseen. */
export function createInboundWatchOf({
  env,
  db,
  keyring,
  log,
}: Pick<App, 'env' | 'db' | 'keyring' | 'log'>) {
  return createInboundWatch({
    blocked: () => findBlocked(db, keyring),
    unforwarded: () => findUnforwarded(db),
    hasDuty: env.DUTY_ADDRESS !== undefined,
    unjudged: () => findUnjudged(db),
    forged: () => countForged(db),
    alarms: createAlarms(db),
    log,
  });
}
