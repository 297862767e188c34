import { describe, expect, test } from 'vitest';

import { relationKinds } from '#src/advisory/advisory.ts';
import type { Content, RelationKind } from '#src/advisory/advisory.ts';
import type { Revision } from '#src/advisory/revision.ts';
import { aContent, aFollowUp, aMission, aRevision } from '#tests/support/builders-content.ts';
import { languages } from '#tests/support/every-message.ts';
import { phrasesIn } from '#tests/support/phrases.ts';
import { aVoice, someLinks } from '#tests/support/voice.ts';

const voice = aVoice();
const missions = [aMission()];

function contentOf(kind: RelationKind, overrides: Partial<Content> = {}): Content {
  return kind === 'new' ? aContent(overrides) : aFollowUp(kind, overrides);
}

function revisionOf(kind: RelationKind, overrides: Partial<Revision> = {}): Revision {
  const number = kind === 'new' ? 1 : 2;
  return aRevision({ number, content: contentOf(kind), ...overrides });
}

function mailOf(revision: Revision, language: string) {
  return voice.advisoryMail({ revision, language, missions, links: someLinks });
}

/** What a reader sees of HTML: no style, no tags, entities resolved, spaces as one. */
function seen(html: string): string {
  return html
    .replace(/^.*<body>/s, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&#34;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ');
}

describe('the order of a message', () => {
  const order = {
    en: [
      'Ministry of External Affairs, India',
      'Help now',
      'Replies to this mail',
      'CORRECTION',
      'What has changed',
      'message 2. It replaces message 1',
      'What to do',
      'If you are there',
      'If you plan to go',
      'If you cannot',
      'What happened',
      'Kayes, Mali',
      'Times',
      'Help and contacts',
      'Next update by',
      'Source and licence',
      'on the web',
      'Short text to pass on',
      'How to stop',
    ],
    ar: [
      'وزارة الشؤون الخارجية، الهند',
      'للمساعدة الآن',
      'تصحيح',
      'ماذا تفعلون',
      'إن كنتم هناك',
      'إن كنتم تنوون السفر',
      'ماذا حدث وأين',
      'التواريخ والأوقات',
      'التحديث القادم',
      'المصدر والترخيص',
      'كيف توقفون',
    ],
  };

  test.each(['en', 'ar'] as const)(
    'is who, what changed, what to do, what happened, times, contacts, next update, source, stop (%s)',
    (language) => {
      const { html, text } = mailOf(revisionOf('correction'), language);
      for (const body of [seen(html), text.replaceAll(/\s+/g, ' ')]) {
        const at = order[language]
          .filter((mark) => !mark.endsWith('+'))
          .map((mark) => positionOf(body, mark));
        expect(at).toEqual(at.toSorted((a, b) => a - b));
      }
    },
  );
});

describe('subjects', () => {
  const opening = {
    new: { en: 'ALERT', hi: 'चेतावनी', fr: 'ALERTE', ar: 'تحذير', ml: 'മുന്നറിയിപ്പ്' },
    update: {
      en: 'UPDATE 2',
      hi: 'नई जानकारी 2',
      fr: 'MISE À JOUR 2',
      ar: 'تحديث 2',
      ml: 'പുതിയ വിവരം 2',
    },
    correction: {
      en: 'CORRECTION',
      hi: 'भूल-सुधार',
      fr: 'RECTIFICATIF',
      ar: 'تصحيح',
      ml: 'തിരുത്ത്',
    },
    reiteration: {
      en: 'REMINDER',
      hi: 'फिर से सूचना',
      fr: 'RAPPEL',
      ar: 'تذكير',
      ml: 'ഓർമിപ്പിക്കൽ',
    },
    cancel: {
      en: 'WITHDRAWN',
      hi: 'संदेश रद्द',
      fr: 'RETRAIT',
      ar: 'سحب رسالة',
      ml: 'പിൻവലിച്ചു',
    },
    'all-clear': {
      en: 'ALL CLEAR',
      hi: 'ख़तरा टला',
      fr: 'FIN D’ALERTE',
      ar: 'زوال الخطر',
      ml: 'അപകടം നീങ്ങി',
    },
  };

  test.each(relationKinds)('E13 · start with what a %s is, in the reader’s language', (kind) => {
    const words = opening[kind === 'partial-modification' ? 'update' : kind];
    for (const [language, word] of Object.entries(words)) {
      const { subject } = mailOf(revisionOf(kind), language);
      expect(subject.slice(0, word.length)).toBe(word);
    }
  });

  test('E13 · an emergency and a piece of travel advice are told apart by the first word', () => {
    const advice = aRevision({ lane: 'routine', content: aContent({ kind: 'travel-advice' }) });
    expect(mailOf(aRevision({ lane: 'emergency' }), 'en').subject).toMatch(/^EMERGENCY: Mali – /);
    expect(mailOf(advice, 'en').subject).toMatch(/^TRAVEL ADVICE: Mali – /);
  });

  test.each(languages)(
    'E13 · never are an earlier subject of the same advisory again (%s)',
    (language) => {
      const followUps = [1, 2, 3, 4, 5].flatMap((number) =>
        relationKinds.map((kind) => ({ number, kind })),
      );
      const perNumber = Map.groupBy(
        followUps.map(({ number, kind }) => ({
          number,
          subject: mailOf(revisionOf(kind, { number }), language).subject,
        })),
        ({ number }) => number,
      );
      const earlier = new Set<string>();
      for (const [, later] of perNumber) {
        for (const { subject } of later) expect(earlier.has(subject)).toBe(false);
        for (const { subject } of later) earlier.add(subject);
      }
    },
  );

  test.each(['exercise', 'test'] as const)(
    'an %s says so in subject, body and short text',
    (status) => {
      const word = { exercise: 'EXERCISE', test: 'TEST' }[status];
      const revision = revisionOf('correction', { content: aFollowUp('correction', { status }) });
      const mail = mailOf(revision, 'en');
      const short = voice.shortText({ revision, missions, language: 'en' });
      expect(mail.subject).toMatch(new RegExp(`^${word}: Mali – CORRECTION: `));
      expect(mail.text.slice(0, 60)).toMatch(/exercise|test message/);
      expect(mail.html).toMatch(/Nothing has happened/);
      expect(short.startsWith(word)).toBe(true);
    },
  );

  test('E12, E11 · lose bidi overrides, line breaks and control characters', () => {
    const hostile = 'Stay\u202E in\u2028 now\r\nBcc: x@example.org\u0000\u2066!';
    const content = aContent();
    const words = { en: { ...content.words['en'], headline: hostile } };
    const revision = aRevision({ content: aContent({ words: asWords(words.en) }) });
    const { subject, html } = mailOf(revision, 'en');
    expect(subject).toBe('ALERT: Mali – Stay in now Bcc: x@example.org !');
    expect(html).not.toMatch(/[\u202A-\u202E]/);
  });

  test('E12 · a headline that would turn what follows is turned back in subjects and in the text of links', () => {
    const words = asWords({ headline: 'Stay\u202E in \u2067now\u2066!' });
    const revisions = Array.from({ length: 30 }, (_, at) =>
      aRevision({ advisoryId: `a-${at}`, content: aContent({ words }) }),
    );
    for (const language of languages) {
      const { html, text, subject } = voice.inForceMail({
        revisions,
        language,
        missions,
        links: someLinks,
      });
      const linked = [...html.matchAll(/<a [^>]*>([^<]*)</g)].map(([, said = '']) => said);
      const isOwn = language === 'en'; // others are told in the phrase book’s words
      expect(linked.some((said) => said.includes('Stay in now!'))).toBe(isOwn);
      expect(linked.length).toBeGreaterThan(5);
      for (const part of [...linked, subject]) expect(part).not.toMatch(/[\u202A-\u202E]/);
      expect(`${html}${text}`).not.toMatch(/[\u202A-\u202E]/);
    }
  });

  test('E13 · many countries are named as far as they fit, and counted', () => {
    const many = ['ML', 'NE', 'BF', 'CF', 'CD', 'TD'].map((code) => ({
      country: code,
      level: 3 as const,
      levelWording: '',
    }));
    const { subject } = mailOf(aRevision({ content: aContent({ appliesTo: many }) }), 'en');
    expect(subject).toMatch(/^ALERT: Mali, Niger, Burkina Faso \+ 3 – /);
  });
});

describe('follow-ups', () => {
  test('say which message they are and which they replace', () => {
    const mail = mailOf(revisionOf('update', { number: 3 }), 'en');
    expect(mail.text).toContain('This is message 3. It replaces message 2.');
    expect(mail.subject).toMatch(/\(message 3\)$/);
  });

  test.each(languages)('an all-clear says what ends and what still holds (%s)', (language) => {
    const revision = revisionOf('all-clear');
    const { text, html } = mailOf(revision, language);
    for (const body of [text, seen(html)]) {
      expect(body).toContain(revision.content.words[language]?.stillHolds ?? '?');
      for (const part of phrasesIn(language).message.endsText.split('{places}')) {
        expect(body).toContain(part.trim());
      }
    }
  });
});

describe('contacts', () => {
  test('come from the directory, emergency numbers first, as tel: links in Latin digits', () => {
    const { html, text } = mailOf(aRevision(), 'ar');
    expect(html.indexOf('tel:+22300000001')).toBeLessThan(html.indexOf('tel:+22300000002'));
    expect(html).toContain('<a href="tel:+22300000001" dir="ltr">+22300000001</a>');
    expect(html).toContain('سفارة الهند، باماكو');
    expect(text).toContain('\u2066+22300000001\u2069');
  });

  test('a mission that the advisory does not refer to is not shown', () => {
    const other = aMission({ id: 'in-embassy-dakar', name: { en: 'Embassy of India, Dakar' } });
    const mail = voice.advisoryMail({
      revision: aRevision(),
      language: 'en',
      missions: [other, ...missions],
      links: someLinks,
    });
    expect(mail.html).not.toContain('Dakar');
  });

  test('without a mission a mail is still whole and says where replies go', () => {
    const { html, text } = mailOf(aRevision({ content: aContent({ contacts: [] }) }), 'fr');
    expect(html).not.toContain('Aide et contacts</h2>');
    expect(text).not.toContain('AIDE ET CONTACTS');
    expect(html).not.toContain('tel:');
    expect(html).toContain('duty@alerts.example');
  });
});

describe('times', () => {
  test('an instant is told in the place’s zone and the issuer’s, each named', () => {
    const content = aContent({ eventAt: '2025-07-01T22:30:00Z' });
    const { text } = mailOf(aRevision({ content }), 'en');
    expect(text).toContain('1 July 2025, 22:30 (Greenwich Mean Time, UTC+0)');
    expect(text).toContain('2 July 2025, 04:00 (India Standard Time, UTC+5:30)');
  });

  test('a place in the issuer’s own zone is told once', () => {
    const content = aContent({ timeZone: 'Asia/Kolkata', nextUpdateBy: undefined });
    const { text } = mailOf(aRevision({ content }), 'en');
    expect(text.match(/20:00/g)).toHaveLength(1);
  });
});

describe('weight', () => {
  test('E14 · three hundred regions under wordings of their own stay under 90 KB', () => {
    const appliesTo = Array.from({ length: 300 }, (_, index) => ({
      country: 'ML',
      region: `इलाका ${index} `.repeat(8).trim(),
      level: null,
      levelWording: `सलाह ${index} `.repeat(25).trim(),
    }));
    const { html, text } = mailOf(aRevision({ content: aContent({ appliesTo }) }), 'hi');
    expect(Buffer.byteLength(html)).toBeLessThan(90_000);
    expect(text.includes('बाक़ी यहाँ है')).toBe(true);
  });

  test.each(languages)(
    'E14 · the longest advisory stays under 90 KB and says where the rest is (%s)',
    (language) => {
      const { steps, message } = phrasesIn(language);
      const filler = `${steps.travellers['do-not-travel']} `;
      const long = filler.repeat(Math.floor(20_000 / filler.length));
      const words = {
        headline: 'x',
        whatToDo: { residents: long, travellers: long, ifYouCannot: long, constraints: long },
        whatHappened: long,
      };
      const content = aContent({ language, words: { [language]: words } });
      const { html, text } = mailOf(aRevision({ content }), language);
      expect(Buffer.byteLength(html)).toBeLessThan(90_000);
      const [last = ''] = message.cut.split('{url}');
      expect(last).not.toBe('');
      expect(text.includes(last)).toBe(true);
    },
  );
});

function asWords(en: Partial<Content['words'][string]>): Content['words'] {
  return { en: { headline: 'x', whatToDo: { residents: 'x' }, whatHappened: 'x', ...en } };
}

function positionOf(body: string, mark: string): number {
  const position = body.toLowerCase().indexOf(mark.toLowerCase());
  if (position < 0) throw new Error(`expected to find "${mark}"`);
  return position;
}
