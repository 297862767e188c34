import { describe, expect, test } from 'vitest';

import { issuer } from '#config/issuer.ts';
import type { Content } from '#src/advisory/advisory.ts';
import type { MailWords } from '#src/rendering/message.ts';
import { everyLook, everySort, languages, mailOf } from '#tests/support/every-message.ts';
import type { Sort } from '#tests/support/every-message.ts';
import { everyNotice } from '#tests/support/every-notice.ts';
import { countryIn, phrasesIn } from '#tests/support/phrases.ts';
import { plain, readableOf, unsaidInText } from '#tests/support/readable.ts';
import { aVoice, someLinks } from '#tests/support/voice.ts';

const voice = aVoice();
const sorts = everySort(voice);

/** What must stand in a message, each in its turn. */
function orderOf(
  { number, content, saidBefore }: Sort['revision'],
  language: string,
): readonly string[] {
  const t = phrasesIn(language);
  const { message } = t;
  const called = content.contacts.length > 0;
  const ends = ['cancel', 'all-clear'].includes(content.relation.kind);
  const numbering = message.numbering.replace('{number}', '2').replace('{previous}', '1');
  return [
    ...only(content.status === 'exercise', t.banner.exercise),
    ...only(content.status === 'test', t.banner.test),
    issuer.name[language] ?? '',
    message.helpNow,
    ...only(called, '+22300000001'),
    issuer.replyTo,
    ...only(content.relation.kind !== 'new', openingOf(content, message)),
    ...only(number > 1, numbering),
    message.whatToDo,
    ...only(saidBefore === undefined, message.whatHappened),
    ...only(saidBefore !== undefined, ...message.hadSaid.split('{date}').filter(Boolean)),
    ends ? message.appliedTo : message.appliesTo,
    message.times,
    ...only(content.eventAt !== undefined, message.eventAt),
    ...only(content.effectiveAt !== undefined, message.issuedAt, 'UTC+5:30'),
    message.sentAt,
    'UTC+0',
    'UTC+5:30',
    ...only(content.expiresAt !== undefined, message.expiresAt, 'UTC+0', 'UTC+5:30'),
    ...only(called, message.contacts, '+22300000001', '+22300000002', '09:00–17:00'),
    ...only(content.nextUpdateBy !== undefined && !ends, message.nextUpdate, 'UTC+0', 'UTC+5:30'),
    ...only(content.provenance !== undefined, message.source, 'Government open data licence'),
    message.page,
    message.passOn,
    'https://alerts.example/advisories/in-mea-2025-0042',
    message.stop,
    issuer.name[language] ?? '',
  ];
}

function only(stands: boolean, ...marks: readonly string[]): readonly string[] {
  return stands ? marks : [];
}

function wordsOf({ words, language: own }: Content, language: string): readonly string[] {
  const said = words[language] ?? words[own];
  if (said === undefined) throw new Error(`expected words in ${language} or ${own}`);
  const { headline, whatToDo, whatHappened, changeNote, stillHolds } = said;
  const all = [headline, ...Object.values(whatToDo), whatHappened, changeNote, stillHolds];
  return all.filter((text) => text !== undefined);
}

function openingOf(
  { relation }: Content,
  message: { readonly changed: string; readonly ends: string },
): string {
  return ['cancel', 'all-clear'].includes(relation.kind) ? message.ends : message.changed;
}

/** The first of these that a text does not have after those before it. */
function missingIn(text: string, marks: readonly string[]): string | undefined {
  const whole = plain(text).toUpperCase();
  let from = 0;
  return marks.find((mark) => {
    const at = whole.indexOf(mark.toUpperCase(), from);
    if (at >= 0) from = at + mark.length;
    return at < 0;
  });
}

test('the matrix has every relation, status, kind and lane, and what is special', () => {
  expect(sorts.length).toBeGreaterThanOrEqual(7 * 3 * 2 * 3 + 8);
});

describe.each(languages)('every sort of message (%s)', (language) => {
  const mails = sorts.map((sort) => ({ ...sort, mail: mailOf(voice, sort, language) }));
  /** Names of those for which something does not hold: one assertion for all says which. */
  const failing = (fails: (mail: MailWords) => boolean) =>
    mails.filter(({ mail }) => fails(mail)).map(({ name }) => name);

  test('E14 · weighs less than 90 KB; what had to be cut says where the rest is', () => {
    expect(failing(({ html }) => Buffer.byteLength(html) >= 90_000)).toEqual([]);
    const cut = phrasesIn(language).message.cut.replace('{url}', '');
    expect(failing(({ text }) => text.includes(cut))).toEqual(['longer than a mail may be']);
  });

  test('what ends an advisory says nothing as if it still held: no level, no next update', () => {
    const next = phrasesIn(language).message.nextUpdate;
    const asking = mails.filter(({ revision, mail: { html, text } }) => {
      const ends = ['cancel', 'all-clear'].includes(revision.content.relation.kind);
      const said = `${html} ${text}`.toUpperCase();
      return (
        ends && [next, 'Exercise utmost caution'].some((one) => said.includes(one.toUpperCase()))
      );
    });
    expect(asking.map(({ name }) => name)).toEqual([]);
  });

  test('an exercise or a test says so at the beginning of subject, text and short text', () => {
    const t = phrasesIn(language);
    const silent = mails.filter(({ revision, mail: { subject, text } }) => {
      const { status } = revision.content;
      if (status === 'actual') return false;
      const short = voice.shortText({ revision, language, missions: [] });
      const word = t.word[status];
      const says = subject.startsWith(word) && short.startsWith(word);
      return !says || !text.startsWith(`*** ${t.banner[status]}`);
    });
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  test('E14 · says everything in the text part that it says in the HTML part', () => {
    const unsaid = mails.map(({ name, mail }) => ({ name, unsaid: unsaidInText(mail) }));
    expect(unsaid.filter((one) => one.unsaid.length > 0)).toEqual([]);
  });

  test('says all its words, in the reader’s language or, before there is a translation, in the issuer’s', () => {
    const whole = mails.filter(({ name }) => name !== 'longer than a mail may be');
    const missing = whole.flatMap(({ name, revision: { content }, mail: { html, text } }) =>
      [html, text].map(plain).flatMap((part) =>
        wordsOf(content, language)
          .filter((word) => !part.includes(plain(word)))
          .map((word) => `${name}: ${word}`),
      ),
    );
    expect(missing).toEqual([]);
  });

  test('says who, what changed, what to do, what happened, when in both zones, contacts, next update, source, how to stop, in this order', () => {
    const missing = mails.flatMap(({ name, revision, mail: { html, text } }) => {
      const marks = orderOf(revision, language);
      const seen = marks.filter((mark) => !mark.startsWith('https:'));
      return [missingIn(text, marks), missingIn(html.replace(/^.*<body>/s, ''), seen)]
        .filter((mark) => mark !== undefined)
        .map((mark) => `${name}: ${mark}`);
    });
    expect(missing).toEqual([]);
  });

  test('E13 · names the country within 40 characters of the subject, and is never “Re:”', () => {
    const country = countryIn(language, 'ML');
    const wrong = failing(
      ({ subject }) => !subject.slice(0, 40).includes(country) || /^(re|aw|tr)\s*:/i.test(subject),
    );
    expect(wrong).toEqual([]);
  });

  test('E13 · has another subject than any message of the same advisory before it', () => {
    const [first, second, third] = [1, 2, 3].map((number) => {
      const numbered = everyLook(voice).map(({ revision }) => ({ ...revision, number }));
      return new Set(numbered.map((revision) => mailOf(voice, { revision }, language).subject));
    });
    expect(first?.intersection(second ?? new Set()).size).toBe(0);
    expect(first?.union(second ?? new Set()).intersection(third ?? new Set()).size).toBe(0);
    expect(third?.size).toBeGreaterThan(7);
  });

  test('E14 · has one heading of the first rank, says its language and direction, keeps layout tables quiet', () => {
    const dir = language === 'ar' ? 'rtl' : 'ltr';
    const wrong = failing(
      ({ html }) =>
        html.match(/<h1[ >]/g)?.length !== 1 ||
        !html.includes(`<html lang="${language}" dir="${dir}">`) ||
        /<table(?! role="presentation")/.test(html),
    );
    expect(wrong).toEqual([]);
  });

  test('E8 · fetches nothing, and leads nowhere but to the service, the source and the contacts', () => {
    const wrong = failing(({ html }) => {
      const known = /^(tel:|mailto:|https:\/\/(alerts|ministry)\.example\/|SLOT-)/;
      const strange = readableOf(html).links.filter(({ href }) => !known.test(href));
      return strange.length > 0 || /<img|<link|<script|url\(|@import|src=/.test(html);
    });
    expect(wrong).toEqual([]);
  });

  test('links to how to stop and how to change what is sent, in both parts', () => {
    const wrong = failing(({ html, text }) =>
      [html, text].some(
        (part) => !part.includes(someLinks.unsubscribe) || !part.includes(someLinks.manage),
      ),
    );
    expect(wrong).toEqual([]);
  });
});

describe.each(languages)('every notice (%s)', (language) => {
  const notices = everyNotice(voice, language);

  test('E14 · weighs less than 90 KB and says everything in the text part', () => {
    for (const { mail } of notices) {
      expect(Buffer.byteLength(mail.html)).toBeLessThan(90_000);
      expect(unsaidInText(mail)).toEqual([]);
    }
  });

  test('has one heading, one language and one direction', () => {
    for (const { mail } of notices) {
      expect(mail.html.match(/<h1[ >]/g)).toHaveLength(1);
      expect(mail.html).toContain(`lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}"`);
    }
  });
});
