import type { Revision } from '#src/advisory/revision.ts';

import type { Explanation } from './explain.ts';
import type { OwnExport } from './own-export.ts';
import type { LinkUse } from './subscription.ts';

/** How a mail of ours to a citizen stands; the ledger's own words. */
export const mailStates = [
  'pending',
  'sent',
  'withheld',
  'superseded',
  'suppressed',
  'unsubscribed',
  'failed',
  'expired',
] as const;
export type MailState = (typeof mailStates)[number];

/** One try of sending a mail that did not end with a plain yes. */
export interface MailAttempt {
  readonly at: Date;
  readonly outcome: string;
  /** A code such as smtp-450-4.2.2: never another program's words, which may quote addresses. */
  readonly reason: string;
}

/** One mail of ours to a citizen, as its owner may read it. */
export interface OwnMail {
  readonly about:
    | { readonly kind: 'revision'; readonly revision: Revision }
    /** What its purpose begins with: confirm, manage, digest … */
    | { readonly kind: 'notice'; readonly notice: string };
  readonly queuedAt: Date;
  readonly state: MailState;
  readonly reason: string | undefined;
  readonly settledAt: Date | undefined;
  /** The relay's answer was lost at least once, or a worker died with it: it may have arrived, perhaps twice. */
  readonly possiblySent: boolean;
  readonly language: string;
  /** Told because an earlier message had been, whatever is followed now. */
  readonly followUp: boolean;
  readonly attempts: readonly MailAttempt[];
}

/** Why one message came to a citizen, or did not. */
export interface Why {
  readonly revision: Revision;
  /** How many messages there are of the advisory. */
  readonly newest: number;
  readonly mail: OwnMail | undefined;
  /** The first message of the advisory that told this citizen of it, if one before this did. */
  readonly toldBy: number | undefined;
  /** A digest, or what was in force for a new wish, in which this very message was told. */
  readonly toldIn: { readonly notice: string; readonly at: Date } | undefined;
  /** In the order of the wishes; none when there was none yet. */
  readonly explanations: readonly Explanation[];
  readonly suppressed: { readonly at: Date; readonly reason: string } | undefined;
  /** `planning`: recipients are still being found. `forgotten`: who was told is not kept any more. */
  readonly record: 'complete' | 'planning' | 'forgotten';
}

/** What a citizen may read of themselves while a mailed manage link holds. Nothing here changes anything. */
export interface OwnRecords {
  /** The latest mails, newest first. */
  readonly mails: (token: string) => Promise<LinkUse<readonly OwnMail[]>>;
  /** Undefined for a message that there is not. */
  readonly why: (
    token: string,
    message: { readonly advisoryId: string; readonly number: number },
  ) => Promise<LinkUse<Why | undefined>>;
  /** Everything held on its owner; undefined once it has been erased. */
  readonly everything: (token: string) => Promise<LinkUse<OwnExport | undefined>>;
}
