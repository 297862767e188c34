import type { Issuer } from '#config/issuer.ts';
import type { MailWords } from '#src/rendering/message.ts';

import type { ClaimedMail } from './delivery.ts';

interface EnvelopeDeps {
  readonly issuer: Issuer;
  readonly publicUrl: string;
}

/** The page behind the link, in the reader's language. */
export function pageOf({ url }: { readonly url: string }, { language }: ClaimedMail): string {
  return `${url}?lang=${language}`;
}

/** A page that asks for the address and mails a link: people forward alerts, so no link in one opens what is theirs. */
export function manageUrl(
  { publicUrl }: Pick<EnvelopeDeps, 'publicUrl'>,
  language: string,
): string {
  return `${publicUrl}/manage?lang=${language}`;
}

/** What stands around a mail's words; `campaign` tells those who count complaints what it was. */
export function envelopeWords(
  { issuer, publicUrl }: EnvelopeDeps,
  { subject, html, text, language }: MailWords,
  campaign: 'alert' | 'digest' = 'alert',
) {
  const name = issuer.name[language] ?? issuer.name['en'] ?? issuer.id;
  return {
    subject,
    html,
    text,
    fromName: name,
    fromAddress: issuer.from,
    replyTo: issuer.replyTo,
    listId: { name, id: issuer.listId },
    listHelp: publicUrl,
    feedbackId: `advisories:${campaign}:${issuer.id}`,
  };
}
