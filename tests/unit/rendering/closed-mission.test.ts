import { describe, expect, test } from 'vitest';

import { aContent, aMission, aMissionInDakar, aRevision } from '#tests/support/builders-content.ts';
import { aVoice, someLinks } from '#tests/support/voice.ts';

const voice = aVoice();
const dakar = aMissionInDakar({ hours: '08:00–16:00' });
const bamako = aMission({ closed: { since: '2025-07-01', servedBy: dakar.id } });
const missions = [bamako, dakar];
const revision = aRevision();

const told = {
  en: 'This office is closed. Call this one instead: Embassy of India, Dakar.',
  hi: 'यह कार्यालय बंद है। इसकी जगह यहाँ फ़ोन करें: भारतीय दूतावास, डकार।',
  fr: 'Ce bureau est fermé. Appelez à la place : Ambassade de l’Inde, Dakar.',
  ar: 'هذا المكتب مغلق. اتصلوا بدلاً منه بالجهة التالية: سفارة الهند، داكار.',
} as const;

describe.each(Object.entries(told))('a closed mission in %s', (language, says) => {
  const mail = voice.advisoryMail({ revision, language, missions, links: someLinks });
  const briefing = voice.inForceMail({
    revisions: [revision],
    language,
    missions,
    links: someLinks,
  });
  const page = voice.renderPage('advisory', language, {
    path: '/advisories/in-mea-2025-0042',
    advisory: { id: 'in-mea-2025-0042', revisions: [revision] },
    number: 1,
    missions,
    at: new Date('2025-07-03'),
  });
  const short = voice.shortText({ revision, language, missions });

  const texts = {
    'the mail': mail.text,
    'the mail’s HTML': mail.html,
    'the page': page,
    'the list of what is in force': briefing.text,
    'its HTML': briefing.html,
  };

  test.each(Object.entries(texts))(
    'is said to be closed, with the numbers of the one that serves, by %s',
    (_where, text) => {
      expect(text).toContain(says);
      expect(text).toContain('+22100000001');
      expect(text).not.toContain('+2230000000');
    },
  );

  test('is passed on with the number of the one that serves, and the help line names whose it is', () => {
    expect(short).toContain('+22100000001');
    const [help = ''] = /tel:\+22100000001[^]*?<\/bdi>/.exec(mail.html) ?? [];
    expect(help).toContain(dakar.name[language]);
  });
});

test('a closed mission whose successor the directory lacks is shown without numbers, and nothing fails', () => {
  const mail = voice.advisoryMail({
    revision: aRevision({ content: aContent({ contacts: [bamako.id] }) }),
    language: 'en',
    missions: [bamako],
    links: someLinks,
  });
  expect(mail.text).toContain('This office is closed.');
  expect(mail.text).not.toContain('+2230000000');
});

test('the page of a country whose mission is closed shows who answers in its place', () => {
  const none = { revisions: [], total: 0, page: 1, pages: 1 };
  const html = voice.renderPage('country', 'en', {
    path: '/countries/ML',
    country: 'ML',
    inForce: none,
    ended: none,
    directory: missions,
    at: new Date('2025-07-02T15:00:00Z'),
  });
  expect(html).toContain(told.en);
  expect(html).toContain('tel:+22100000001');
});
