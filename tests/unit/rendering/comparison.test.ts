import { expect, test } from 'vitest';

import type { AppliesTo, Content } from '#src/advisory/advisory.ts';
import { aContent, aRevision, stamped } from '#tests/support/builders-content.ts';
import { aVoice } from '#tests/support/voice.ts';

const voice = aVoice();

/** What the page of the second message says it changed, as text with marks. */
function changes(before: Content, after: Content, language = 'en'): string {
  const revisions = [aRevision({ number: 2, content: after }), aRevision({ content: before })];
  const html = voice.renderPage('advisory', language, {
    path: '/advisories/x',
    advisory: { id: 'x', revisions },
    number: 2,
    missions: [],
    at: new Date('2025-07-02T15:00:00Z'),
  });
  const [, section = ''] = /id="changes">([^]*?)<\/section>/.exec(html) ?? [];
  return section
    .replaceAll(/<span class="govuk-visually-hidden">.*?<\/span>/g, '')
    .replaceAll(/<\/?(?:del|ins)>/g, (tag) => (tag.includes('del') ? '~' : '+'))
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');
}

function saying(whatHappened: string): Content {
  const { words } = aContent();
  const { en } = words;
  if (en === undefined) throw new Error('expected English words');
  return aContent({ words: stamped({ ...words, en: { ...en, whatHappened } }) });
}

function at(...appliesTo: AppliesTo[]): Content {
  return aContent({ appliesTo });
}
const ml = { country: 'ML' };

test.each([
  {
    what: 'a word',
    before: saying('Armed men took two workers away.'),
    after: saying('Armed men took three workers away.'),
    says: 'What happened and where Armed men took ~two~ +three+ workers away.',
  },
  {
    what: 'advice that is gone',
    before: aContent(),
    after: aContent({ words: {}, ...withoutIfYouCannot() }),
    says: 'If you cannot do this ~If you cannot stay in, move only by day',
  },
  {
    what: 'a place that came and one that went',
    before: at({ ...ml, level: null, levelWording: '' }),
    after: at({ country: 'SN', level: 2, levelWording: 'Take care' }),
    says: 'Where this holds ~Mali:~ ~no level~ +Senegal:+ + Take care +',
  },
  {
    what: 'a level in the issuer’s words',
    before: at({ ...ml, level: 2, levelWording: 'Take care' }),
    after: at({ ...ml, level: 3, levelWording: 'Do not go' }),
    says: 'Mali: ~ Take care ~ + Do not go +',
  },
  {
    what: 'a level whose words stayed',
    before: at({ ...ml, level: 2, levelWording: 'Take care' }),
    after: at({ ...ml, level: 3, levelWording: 'Take care' }),
    says: 'Mali: ~ Take care ~ ~level 2~ + Take care + +level 3+',
  },
  {
    what: 'a region beside its country',
    before: at({ ...ml, level: 2, levelWording: '' }),
    after: at(
      { ...ml, level: 2, levelWording: '' },
      { ...ml, region: 'ML-1', level: 4, levelWording: '' },
    ),
    says: 'Where this holds +Kayes, Mali:+ +level 4+',
  },
  {
    what: 'the time of the next word',
    before: aContent({ nextUpdateBy: '2025-07-03T12:00:00Z' }),
    after: aContent({ nextUpdateBy: '2025-07-04T12:00:00Z' }),
    says: 'Next update by ~3~ +4+ July 2025',
  },
  {
    what: 'nothing',
    before: aContent(),
    after: aContent(),
    says: 'The text is the same.',
  },
])('the page of a message says what it changed: $what', ({ before, after, says }) => {
  expect(changes(before, after)).toContain(says);
});

function withoutIfYouCannot(): Partial<Content> {
  const { en } = aContent().words;
  if (en === undefined) throw new Error('expected English words');
  const { ifYouCannot: _gone, ...whatToDo } = en.whatToDo;
  return { words: { en: { ...en, whatToDo } } };
}

test('readers of a translation compare translations', () => {
  const { words } = aContent();
  const { en, fr } = words;
  if (en === undefined || fr === undefined) throw new Error('expected both');
  const after = aContent({ words: stamped({ en, fr: { ...fr, headline: 'Autre titre' } }) });
  expect(changes(aContent(), after, 'fr')).toContain('+Autre titre+');
});

test('where a translation is missing the issuer’s own words are compared, marked as theirs', () => {
  const { en } = aContent().words;
  if (en === undefined) throw new Error('expected English words');
  const after = aContent({ words: { en: { ...en, headline: 'Another' } } });
  const html = changes(aContent(), after, 'ar');
  expect(html).toContain('+ Another +');
  expect(html).toContain('Headline');
});

test('messages in different languages are not compared word by word, and the page says so', () => {
  const { en } = aContent().words;
  if (en === undefined) throw new Error('expected English words');
  const after = aContent({ language: 'pt', words: { pt: en } });
  expect(changes(aContent(), after)).toContain('Each of the two is in its own language.');
});

test('a long text is shown around what changed in it', () => {
  const long = Array.from({ length: 400 }, (_none, n) => `word${n}`);
  const html = changes(saying(long.join(' ')), saying(long.with(200, 'new').join(' ')));
  expect(html).toContain('… word192 word193');
  expect(html).toContain('word199 ~word200~ +new+ word201');
  expect(html).not.toContain('word150');
});

test('the first message has nothing to be compared with', () => {
  const html = voice.renderPage('advisory', 'en', {
    path: '/advisories/x',
    advisory: { id: 'x', revisions: [aRevision()] },
    number: 1,
    missions: [],
    at: new Date('2025-07-02T15:00:00Z'),
  });
  expect(html).not.toContain('id="changes"');
});

test('of ninety messages the page shows forty, and leads to the others', () => {
  const revisions = Array.from({ length: 90 }, (_none, n) => aRevision({ number: n + 1 }));
  const page = { path: '/', advisory: { id: 'x', revisions }, missions: [], at: new Date() };
  const html = voice.renderPage('advisory', 'en', { ...page, number: 45 });
  const history = html.slice(html.indexOf('class="history"'));
  expect(history.match(/>Replaced</g)).toHaveLength(40);
  expect(history).toContain('href="/advisories/x/66?lang=en">Later messages');
  expect(history).toContain('href="/advisories/x/25?lang=en">Earlier messages');
  const newest = voice.renderPage('advisory', 'en', { ...page, number: 90 });
  expect(newest).not.toContain('Later messages');
  const oldest = voice.renderPage('advisory', 'en', { ...page, number: 1 });
  expect(oldest).not.toContain('Earlier messages');
});
