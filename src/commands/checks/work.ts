import type { Env } from '#config/env.ts';
import { fail, note, pass } from '#src/commands/finding.ts';
import type { Finding } from '#src/commands/finding.ts';
import type { Waiting } from '#src/dispatch/waiting.ts';
import type { DueReview, Overdue } from '#src/dispatch/watch.ts';
import { followedSources } from '#src/sources/sources-file.ts';
import type { Database } from '#src/store/database.ts';
import { createFigures } from '#src/store/figures.ts';
import { findOverdue } from '#src/store/overdue.ts';
import { findDueReviews } from '#src/store/reviews.ts';
import { createSourceHealth } from '#src/store/source-health.ts';
import { findTroubledEndpoints } from '#src/store/troubled-endpoints.ts';
import type { TroubledEndpoint } from '#src/store/troubled-endpoints.ts';
import { findUnreadableFilters } from '#src/store/unreadable-filters.ts';
import type { UnreadableFilter } from '#src/store/unreadable-filters.ts';
import { findWaiting } from '#src/store/waiting.ts';

import { sourceFinding } from './source.ts';

/** Is what must happen by itself happening? */
export async function examineWork(env: Env, db: Database): Promise<readonly Finding[]> {
  const health = await createSourceHealth({ db, sources: await followedSources(env) }).list();
  const figures = createFigures({ db });
  const [due, quiet, overdue, reviews, waiting, troubled, unread] = await Promise.all([
    figures.due(),
    figures.quiet(),
    findOverdue(db),
    findDueReviews(db),
    findWaiting(db),
    findTroubledEndpoints(db),
    findUnreadableFilters(db),
  ]);
  return [
    ...health.map(sourceFinding),
    ...due.map(dueFinding).concat(due.length === 0 ? [pass('deliveries', 'none is due')] : []),
    ...overdue.map(overdueFinding),
    ...reviews.map(reviewFinding),
    ...waiting.map(waitingFinding),
    ...troubled.map(troubledFinding),
    ...unread.map(unreadFinding),
    ...quiet.map(quietFinding),
  ];
}

interface Due {
  readonly channel: string;
  readonly count: number;
  readonly oldestSeconds: number;
}

const alarmingSeconds = 300;

function dueFinding({ channel, count, oldestSeconds }: Due): Finding {
  const says = `${count} by ${channel} are due, the oldest for ${Math.round(oldestSeconds)} s`;
  return oldestSeconds > alarmingSeconds
    ? fail('deliveries', `${says}: do workers run, does the relay answer?`)
    : pass('deliveries', says);
}

/** Q12: published and not delivered. */
function overdueFinding({ publicationId, lane, state, lateSeconds }: Overdue): Finding {
  const says = `publication ${publicationId} (${lane}, ${state}) is ${lateSeconds} s past its time and citizens are still owed`;
  const what =
    state === 'paused'
      ? `npm run advisory -- resume ${publicationId}, or stop it`
      : `npm run deliveries -- list --publication ${publicationId} says why`;
  return fail('overdue', `${says}: ${what}`);
}

const waitingSays: { readonly [K in Waiting['kind']]: (id: string) => string } = {
  'approval.awaited': (id) =>
    `draft ${id} is an emergency that waits for another officer: npm run advisory -- approve ${id}, or send-back`,
  'draft.not-published': (id) =>
    `draft ${id} was to go out by itself and did not: npm run advisory -- show ${id} says why`,
  'release.unreviewed': (id) =>
    `publication ${id} was released by one person: npm run advisory -- review ${id}`,
  'source.storm': (id) =>
    `storm ${id}: much of a source changed at once and is held: npm run advisory -- storm ${id}`,
  'source.held': (id) =>
    `draft ${id} is something urgent that a source says, and nobody has been told: npm run advisory -- show ${id}`,
  'acknowledgement.missing': (id) =>
    `event ${id} is an emergency that a mission has not acknowledged, nor any of its contacts: npm run advisory -- acknowledgements`,
};

function waitingFinding({ kind, subject, waitedSeconds }: Waiting): Finding {
  return note('officers', `${waitingSays[kind](subject)} (${Math.round(waitedSeconds / 60)} min)`);
}

function troubledFinding({ id, name, failures, since, reason }: TroubledEndpoint): Finding {
  return note(
    'endpoints',
    `${id} (${name}) is failing since ${since.toISOString()}, ${failures} in a row, the latest ${reason ?? 'without a reason'}: npm run endpoints -- log ${id}`,
  );
}

function unreadFinding({ id, name, parts }: UnreadableFilter): Finding {
  return fail(
    'endpoints',
    `${id} (${name}) has a filter of which ${parts.join(', ')} cannot be read, and lets everything through there: set the filter anew by PATCH /api/v1/endpoints/${id}`,
  );
}

function reviewFinding({ advisoryId, lateSeconds }: DueReview): Finding {
  const hours = Math.round(lateSeconds / 3_600);
  return note(
    'review',
    `advisory ${advisoryId} was to be looked at again ${hours} h ago: correct it, give the all-clear, or publish it with a later reviewBy`,
  );
}

function quietFinding(queue: string): Finding {
  return fail(
    'queue',
    `${queue} has gone quiet: work is due, workers have been woken and do nothing. Restart those that work it`,
  );
}
