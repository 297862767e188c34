import type { Logger } from 'pino';

import { waitingKinds } from './waiting.ts';
import type { WaitingKind } from './waiting.ts';

type AlarmKind =
  | 'publication.overdue'
  | 'digest.not-begun'
  | 'queue.quiet'
  | 'canary.missed'
  | 'advisory.review-due'
  | 'mail.blocked'
  | 'mail.forged'
  | 'answer.waiting'
  | 'received.unjudged'
  | 'wish.unreadable'
  | 'filter.unreadable'
  | 'source.unhealthy'
  | WaitingKind;

/** What is wrong now. Many processes look; each trouble is raised by one of them and ended by one. */
export interface Alarms {
  /** Hands in all troubles of a kind; gives the subjects that are new and those that are over. */
  readonly ring: (
    kind: AlarmKind,
    troubles: readonly { readonly subject: string; readonly count: number }[],
  ) => Promise<{ readonly raised: readonly string[]; readonly ended: readonly string[] }>;
  readonly ringing: (
    kind: AlarmKind,
  ) => Promise<
    readonly { readonly subject: string; readonly count: number; readonly since: Date }[]
  >;
}

/** What is logged when a trouble is over. */
const overAs = {
  'publication.overdue': 'publication.caught-up',
  'digest.not-begun': 'digest.caught-up',
  'queue.quiet': 'queue.moving',
  'canary.missed': 'canary.arrived',
  'advisory.review-due': 'advisory.reviewed',
  'mail.blocked': 'mail.unblocked',
  'mail.forged': 'mail.forged-no-more',
  'answer.waiting': 'answer.forwarded',
  'received.unjudged': 'received.caught-up',
  'wish.unreadable': 'wish.readable',
  'filter.unreadable': 'filter.readable',
  'source.unhealthy': 'source.healthy',
  'approval.awaited': 'approval.settled',
  'draft.not-published': 'draft.settled',
  'release.unreviewed': 'release.reviewed',
  'source.storm': 'source.storm-settled',
  'source.held': 'source.held-settled',
  'acknowledgement.missing': 'acknowledgement.arrived',
} as const satisfies Record<AlarmKind, string>;

/** What waits for people, and is no fault of the service. */
const forOfficers: ReadonlySet<AlarmKind> = new Set(['advisory.review-due', ...waitingKinds]);

export interface Trouble {
  readonly subject: string;
  readonly count: number;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Says each trouble once when it begins and once when it is over, whichever of many processes looks. */
export function createTelling({
  alarms,
  log,
}: {
  readonly alarms: Pick<Alarms, 'ring'>;
  readonly log: Logger;
}) {
  return async (kind: AlarmKind, troubles: readonly Trouble[]): Promise<void> => {
    const { raised, ended } = await alarms.ring(kind, troubles);
    const level = forOfficers.has(kind) ? 'warn' : 'error';
    for (const { subject, facts } of troubles)
      if (raised.includes(subject)) log[level](facts, kind);
    for (const subject of ended) log.info({ subject }, overAs[kind]);
  };
}
