import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { relationKinds } from '#src/advisory/advisory.ts';
import type { Words } from '#src/advisory/advisory.ts';
import { aContent, aFollowUp, aMission, aRevision } from '#tests/support/builders-content.ts';
import { languages } from '#tests/support/every-message.ts';
import { aVoice } from '#tests/support/voice.ts';

const voice = aVoice();
const missions = [aMission()];
const link = 'https://alerts.example/advisories/in-mea-2025-0042';

const cases = relationKinds.flatMap((kind) => languages.map((language) => ({ kind, language })));

test.each(cases)(
  '$kind in $language: at most 300 characters, ends with the public link',
  ({ kind, language }) => {
    const content = kind === 'new' ? aContent() : aFollowUp(kind);
    const short = voice.shortText({
      revision: aRevision({ number: 2, content }),
      language,
      missions,
    });
    expect(short.length).toBeLessThanOrEqual(300);
    expect(short.endsWith(` ${link}`)).toBe(true);
  },
);

test('the officers’ own short text stands, with what it is, the number and the link', () => {
  const short = voice.shortText({ revision: aRevision(), language: 'en', missions });
  expect(short).toBe(
    `Ministry of External Affairs, India. ALERT, Mali. Mali: three workers abducted near Kayes on 1 July. Stay in after dark, tell the Embassy where you are. Put off travel to Mali. +22300000001 ${link}`,
  );
});

test('without one it is composed of issuer, action, place, time, number and link', () => {
  const own = aContent().words['en'];
  if (own === undefined) throw new Error('expected English words');
  const { short: _short, ...rest } = own;
  const content = aContent({ words: { en: { ...rest, headline: 'Three workers abducted' } } });
  const short = voice.shortText({ revision: aRevision({ content }), language: 'en', missions });
  expect(short).toBe(
    `Ministry of External Affairs, India. ALERT, Mali. Three workers abducted. Keep in touch with the embassy and tell it where you are. Put off your journey. Kayes, Mali, 1 July 2025. +22300000001 ${link}`,
  );
});

test('whatever the words, it stays within 300 characters, on one line, and keeps word and link', () => {
  fc.assert(
    fc.property(
      fc.record({
        headline: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }),
        short: fc.option(fc.string({ unit: 'grapheme', maxLength: 300 }), { nil: undefined }),
      }),
      ({ headline, short }) => {
        const words: Words = {
          headline,
          whatToDo: { residents: 'x' },
          whatHappened: 'x',
          ...(short === undefined ? {} : { short }),
        };
        const revision = aRevision({ content: aContent({ words: { en: words } }) });
        const text = voice.shortText({ revision, language: 'en', missions });
        expect(text.length).toBeLessThanOrEqual(300);
        expect(text).toContain('ALERT, Mali');
        expect(text.endsWith(link)).toBe(true);
        expect(text).not.toMatch(/[\r\n\u2028\u2029\u202E]/);
        expect(text.isWellFormed()).toBe(true);
      },
    ),
  );
});
