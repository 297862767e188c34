import { z } from 'zod';

import { xmlIn } from '#src/sources/document-in.ts';
import { optionsIn } from '#src/sources/options-in.ts';
import type {
  Entry,
  Follow,
  Publisher,
  PublisherSettings,
  Reading,
  SourceDocument,
} from '#src/sources/publisher.ts';
import { unreadable } from '#src/sources/refusal.ts';
import { elementsIn, firstIn } from '#src/xml/walk.ts';

import { entryOf, stampOfMail } from './entry.ts';
import { depthOf, readMail } from './mail.ts';
import type { Mail } from './mail.ts';

const optionsSchema = z.strictObject({
  /** How deep a mail is read: the light feed has the lead, only the full document the whole text. */
  depth: z.enum(['light', 'normal', 'full']).default('full'),
  /** Types of mail that are passed over. Mails of the embassies are 95 in 100, most of them about opening hours. */
  skip: z.array(z.string().regex(/^[A-Z]\d{2}$/, 'expected a type such as R10')).default(['R10']),
});
type Options = z.infer<typeof optionsSchema>;

/**
 * Japan's overseas safety information: the newest mails of two days, nearly all of them from the embassies. Nothing is ever
 * taken back: a correction is another mail. What is not listed any more is older, not over.
 */
export function createJpMofa({ sourceId, url, options }: PublisherSettings): Publisher {
  const wishes = optionsIn(optionsSchema, options, sourceId);
  return {
    documents: [{ name: 'newarrival', url, accept: 'application/xml, text/xml' }],
    read: (document) => readFeed(document, wishes),
  };
}

function readFeed(document: SourceDocument, wishes: Options): Reading {
  const root = xmlIn(document);
  const mailsIn = elementsIn(root, 'mail');
  // Whether one mail by itself is wrapped like many is not written anywhere.
  const elements = mailsIn.length === 0 && firstIn(root, 'keyCd') !== undefined ? [root] : mailsIn;
  const isFeed = root.name === 'opendata' && (elements.length > 0 || saysEmpty(root.attributes));
  // For an address it does not know the ministry answers 200 and a page of HTML.
  if (!isFeed) throw unreadable('expected open data with mails, got something else');
  const mails = elements.map((element) => readMail(element));
  const wanted = newest(
    mails.flatMap((mail) =>
      mail === undefined || wishes.skip.includes(mail.infoType) ? [] : mail,
    ),
  );
  const deeper = { light: 0, normal: 1, full: 2 }[wishes.depth] > depthOf(root);
  const follow = deeper ? wanted.flatMap((one) => followOf(one, document.url, wishes)) : [];
  const followed = new Set(follow.map(({ key }) => key));
  return {
    entries: wanted.flatMap(({ entry }) => (followed.has(entry.key) ? [] : entry)),
    isComplete: false,
    follow,
    unreadable: mails
      .filter((mail) => mail === undefined)
      .map(() => ({ key: undefined, reason: 'expected a mail with its key, type and title' })),
  };
}

function saysEmpty(attributes: readonly { readonly name: string; readonly value: string }[]) {
  return attributes.some(({ name, value }) => name === 'mailCount' && value === '0');
}

interface Read {
  readonly mail: Mail;
  readonly entry: Entry;
}

/** Of several mails on the danger in one country the last holds; a mail listed twice is one. */
function newest(mails: readonly Mail[]): readonly Read[] {
  const oldestFirst = mails
    .map((mail) => ({ mail, entry: entryOf(mail) }))
    .toSorted((a, b) => timeOf(a) - timeOf(b) || (a.mail.key < b.mail.key ? -1 : 1));
  return [...new Map(oldestFirst.map((read) => [read.entry.key, read])).values()];
}

function timeOf({ mail }: Read): number {
  return mail.leftAt?.getTime() ?? 0;
}

function followOf({ mail, entry }: Read, listUrl: string, { depth }: Options): Follow[] {
  const { full, normal } = mail.addresses;
  const address = depth === 'full' ? full : normal;
  if (address === undefined || !isSameHost(address, listUrl)) return [];
  return [{ key: entry.key, url: address, stamp: stampOfMail(mail), entry }];
}

function isSameHost(address: string, listUrl: string): boolean {
  const [one, other] = [URL.parse(address), URL.parse(listUrl)];
  return one !== null && one.protocol.startsWith('http') && one.host === other?.host;
}
