import { simpleParser } from 'mailparser';
import type { ParsedMail } from 'mailparser';

import type { CaughtMail } from '#src/embedded/caught-mail.ts';
import type { Mailbox } from '#src/embedded/mailbox.ts';

/** A mail as it came out of the relay. */
export interface ReceivedMail {
  readonly to: string;
  readonly subject: string;
  readonly messageId: string;
  readonly inReplyTo: string | undefined;
  /** Of its HTML part. */
  readonly language: string;
  readonly text: string;
  /** It is about one advisory: notices link to none. */
  readonly isAlert: boolean;
  /** The https or http address of List-Unsubscribe. */
  readonly oneClickUrl: string | undefined;
  /** All that RFC 8058 asks for: an address to post to, one to mail to, and the header that allows the post. */
  readonly hasOneClick: boolean;
  readonly raw: Buffer;
  readonly receivedAt: Date;
}

/** An alert: the mail of one revision. */
export interface AlertMail extends ReceivedMail {
  readonly revision: number;
}

export interface Inbox {
  /** How many have come so far. */
  readonly count: () => number;
  /** Everybody's, in the order of their arrival. */
  readonly all: () => Promise<readonly ReceivedMail[]>;
}

/** What the local mailbox has caught, parsed once. */
export function createInbox({ messages }: Pick<Mailbox, 'messages'>): Inbox {
  const read = new Map<string, Promise<ReceivedMail>>();
  return {
    count: () => messages().length,
    all: () =>
      Promise.all(
        messages().map((caught) => {
          const mail = read.get(caught.id) ?? readMail(caught);
          read.set(caught.id, mail);
          return mail;
        }),
      ),
  };
}

export function confirmLinkIn({ text }: Pick<ReceivedMail, 'text'>): string | undefined {
  return /https?:\/\/\S+\/confirm\/[\w-]+/.exec(text)?.[0];
}

async function readMail({ to, raw, receivedAt }: CaughtMail): Promise<ReceivedMail> {
  const mail = await simpleParser(raw);
  const unsubscribe = headerOf(mail, 'list-unsubscribe');
  const oneClickUrl = /<(https?:[^>]+)>/.exec(unsubscribe)?.[1];
  const post = headerOf(mail, 'list-unsubscribe-post');
  return {
    to: to.join(', '),
    subject: mail.subject ?? '',
    messageId: mail.messageId ?? '',
    inReplyTo: mail.inReplyTo,
    language: languageOf(mail),
    text: mail.text ?? '',
    isAlert: /\/advisories\/\S/.test(mail.text ?? ''),
    oneClickUrl,
    hasOneClick:
      oneClickUrl !== undefined &&
      /<mailto:[^>]+>/.test(unsubscribe) &&
      post === 'List-Unsubscribe=One-Click',
    raw,
    receivedAt,
  };
}

/** The value of a header, unfolded. */
function headerOf({ headerLines }: ParsedMail, name: string): string {
  const line = headerLines.find(({ key }) => key === name)?.line ?? '';
  return line
    .slice(line.indexOf(':') + 1)
    .replaceAll(/\r?\n[ \t]+/g, ' ')
    .trim();
}

function languageOf({ html }: ParsedMail): string {
  return /<html lang="([a-z-]+)"/i.exec(html === false ? '' : (html ?? ''))?.[1] ?? '';
}
