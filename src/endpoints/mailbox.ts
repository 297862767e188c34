/** A duty mailbox, as whoever holds its link is shown it. */
export interface Mailbox {
  /** The name of the endpoint. */
  readonly endpoint: string;
  readonly isVerified: boolean;
}

/** By the link that a duty mailbox was mailed. Undefined for one that is not ours, is too old, or went to another address. */
export interface MailboxLinks {
  readonly peek: (token: string) => Promise<Mailbox | undefined>;
  readonly verify: (token: string) => Promise<Mailbox | undefined>;
}

export interface Mailboxes extends MailboxLinks {
  /** Mails the link. False when there is no duty mailbox with this id that is to be verified. */
  readonly mailLink: (endpoint: string) => Promise<boolean>;
}
