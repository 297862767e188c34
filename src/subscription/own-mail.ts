import type { Revision } from '#src/advisory/revision.ts';

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
