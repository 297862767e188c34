import type { Logger } from 'pino';

import { createTelling } from './alarm.ts';
import type { Alarms, Trouble } from './alarm.ts';

/** A domain that refuses our mail for what we are. */
export interface BlockedDomain {
  /** Its keyed token, in hexadecimal. */
  readonly token: string;
  /** Its name, where so many people have their mail there that it tells nothing about one of them. */
  readonly domain: string | undefined;
  readonly blocks: number;
  readonly sent: number;
}

/** Of what waits, how much there is and how long the oldest has. */
export interface Backlog {
  readonly count: number;
  readonly oldestSeconds: number;
}

/** What people wrote and nobody on duty has. */
export interface Unforwarded extends Backlog {
  /** The numbers of the oldest, by which each can be taken out and read. */
  readonly oldest: readonly number[];
}

interface InboundWatchDeps {
  /** Undefined while another process looks. */
  readonly blocked: () => Promise<readonly BlockedDomain[] | undefined>;
  readonly unforwarded: () => Promise<Unforwarded>;
  /** Whether there is a DUTY_ADDRESS that is told. */
  readonly hasDuty: boolean;
  /** Reports, not long ago, of mail that somebody sends in our name. */
  readonly forged: () => Promise<number>;
  /** What came in and was not judged. */
  readonly unjudged: () => Promise<Backlog>;
  readonly alarms: Alarms;
  readonly log: Logger;
}

/** Looks for what comes back and must not stay unseen. */
export function createInboundWatch(deps: InboundWatchDeps): () => Promise<void> {
  const { blocked, unforwarded, hasDuty, forged, unjudged, alarms, log } = deps;
  const tell = createTelling({ alarms, log });
  return async () => {
    const { oldest, ...answers } = await unforwarded();
    await tell('answer.waiting', backlogTrouble('answers', answers, { oldest, hasDuty }));
    await tell('received.unjudged', backlogTrouble('received', await unjudged()));
    const reports = await forged();
    await tell(
      'mail.forged',
      reports === 0 ? [] : [{ subject: 'reports', count: reports, facts: { reports } }],
    );
    // The last, for it may take long and be cut off.
    const domains = await blocked();
    if (domains !== undefined) await tell('mail.blocked', domains.map(blockedTrouble));
  };
}

function blockedTrouble({ token, ...facts }: BlockedDomain): Trouble {
  return { subject: token, count: facts.blocks, facts: { domainToken: token, ...facts } };
}

function backlogTrouble(
  subject: string,
  { count, oldestSeconds }: Backlog,
  facts: Trouble['facts'] = {},
): readonly Trouble[] {
  if (count === 0) return [];
  return [{ subject, count, facts: { count, oldestSeconds: Math.round(oldestSeconds), ...facts } }];
}
