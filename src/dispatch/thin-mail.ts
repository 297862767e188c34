import type { Revision } from '#src/advisory/revision.ts';
import type { RevisionType } from '#src/endpoints/event-type.ts';
import { referenceOf } from '#src/endpoints/reference.ts';
import type { MailWords } from '#src/rendering/message.ts';

import { staffMail } from './staff-mail.ts';

interface ThinMail {
  readonly type: RevisionType;
  readonly revision: Revision;
  readonly publicUrl: string;
  /** Where somebody has to acknowledge it. */
  readonly asked: { readonly by: Date; readonly url: string } | undefined;
}

const sorts: Readonly<Record<RevisionType, string>> = {
  'advisory.published': 'Advisory',
  'advisory.updated': 'Update',
  'advisory.corrected': 'Correction',
  'advisory.cancelled': 'Cancelled',
  'advisory.all_clear': 'All-clear',
};

/** A reference and the headline, which is public by then, as a thin call to a system has them. */
export function thinWords({ type, revision, publicUrl, asked }: ThinMail): MailWords {
  const { headline, status, lane, countries, publishedAt, url } = referenceOf(revision, publicUrl);
  const sort = `${status === 'actual' ? '' : 'EXERCISE: '}${sorts[type]}`;
  const paragraphs = [
    `${sort}: ${headline}`,
    `Countries: ${countries.join(', ')}. Urgency: ${lane}. Message ${revision.number} of ${revision.advisoryId}, published ${publishedAt}.`,
  ];
  const read = `What it says stands at ${url}`;
  return staffMail({
    subject: `${sort}: ${headline}`,
    paragraphs: asked
      ? [...paragraphs, read, `Please say by ${asked.by.toISOString()} that somebody has read it.`]
      : paragraphs,
    button: asked
      ? { label: 'Open the page and acknowledge', url: asked.url }
      : { label: 'Read what it says', url },
  });
}
