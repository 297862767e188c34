/** A mail as the SMTP envelope named it. */
export interface CaughtMail {
  readonly id: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: Buffer;
  readonly receivedAt: Date;
}

/** What a list of mails shows. */
export interface Glance extends Omit<CaughtMail, 'raw'> {
  readonly subject: string;
  readonly messageId: string;
}
