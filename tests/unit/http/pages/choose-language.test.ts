import { expect, test } from 'vitest';

import { chooseLanguage } from '#src/http/pages/choose-language.ts';

const offered = ['en', 'hi', 'fr', 'ar'];

test.each([
  { who: 'somebody who asks for French', asked: 'fr', header: 'hi', language: 'fr' },
  { who: 'somebody who asks for what is not offered', asked: 'de', header: 'hi', language: 'hi' },
  { who: 'an Arabic browser', asked: undefined, header: 'ar-EG,ar;q=0.9,en;q=0.8', language: 'ar' },
  {
    who: 'a German browser that also reads French',
    asked: undefined,
    header: 'de-DE,fr;q=0.5,en;q=0.3',
    language: 'fr',
  },
  {
    who: 'a browser that refuses French',
    asked: undefined,
    header: 'fr;q=0,ar;q=0.1',
    language: 'ar',
  },
  { who: 'a browser that says nothing', asked: undefined, header: undefined, language: 'en' },
  { who: 'a browser that says nonsense', asked: '../etc', header: ';;q=x,,*', language: 'en' },
])('$who gets $language', ({ asked, header, language }) => {
  expect(chooseLanguage(offered, asked, header)).toBe(language);
});
