import type { EmailContent } from './content.ts';

/** A finished message to one recipient. */
export interface EmailMessage {
  /** Message-ID without angle brackets; the envelope id of bounces, too. */
  readonly id: string;
  /** The envelope's return path; empty for none. */
  readonly from: string;
  readonly to: string;
  /** Dots are stuffed on the way out. */
  readonly content: EmailContent;
}
