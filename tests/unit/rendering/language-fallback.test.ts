import { describe, expect, test } from 'vitest';

import type { Words } from '#src/advisory/advisory.ts';
import { aContent, aFollowUp, aMission, aRevision } from '#tests/support/builders-content.ts';
import { aVoice, someLinks } from '#tests/support/voice.ts';

const voice = aVoice();
const missions = [aMission()];
const { words } = aContent();

function only(language: string): Record<string, Words> {
  const own = words[language];
  return own === undefined ? {} : { [language]: own };
}

describe('a reader whose language has no translation yet', () => {
  const revision = aRevision({ lane: 'emergency', content: aContent({ words: only('en') }) });
  const mail = voice.advisoryMail({ revision, language: 'hi', missions, links: someLinks });

  test('gets subject, action, place, time and contacts in that language at once', () => {
    expect(mail.subject).toBe('आपात चेतावनी: माली – दूतावास के संपर्क में रहें और उसे बताएँ कि आप कहाँ हैं।');
    expect(mail.text).toContain('अपनी यात्रा टाल दें।');
    expect(mail.text).toContain('Kayes, माली');
    expect(mail.text).toContain('1 जुलाई 2025');
    expect(mail.text).toContain('भारतीय दूतावास, बमाको');
  });

  test('then gets the issuer’s own text, marked with its language, and is told that the translation follows', () => {
    const block = /<td[^>]*lang="en" dir="ltr">(.*?)<\/td>/s.exec(mail.html)?.[1];
    expect(block).toContain('Stay at home after dark');
    expect(block).toContain('If you are there');
    expect(mail.html.indexOf('हिन्दी अनुवाद तैयार होते ही')).toBeLessThan(
      mail.html.indexOf('Stay at home'),
    );
    expect(mail.text).toContain('अंग्रेज़ी');
  });

  test('is not told English words outside of that block', () => {
    const outside = mail.html.replace(/<td[^>]*lang="en" dir="ltr">.*?<\/td>/s, '');
    expect(outside).not.toContain('Stay at home');
    expect(outside).not.toContain('abducted');
  });

  test('has a short text made of the phrase book', () => {
    const short = voice.shortText({ revision, language: 'ar', missions });
    expect(short).toContain('ابقوا على اتصال بالسفارة');
    expect(short).not.toContain('abducted');
    expect(short.length).toBeLessThanOrEqual(300);
  });
});

test('a translation of an earlier text never goes out with a later one', () => {
  const corrected = { ...aFollowUp('correction').words };
  const en = corrected['en'];
  if (en === undefined) throw new Error('expected English words');
  corrected['en'] = { ...en, whatHappened: 'Two of the three have come home.' };
  const content = aFollowUp('correction', { words: corrected });
  const revision = aRevision({ number: 2, content });
  const mail = voice.advisoryMail({ revision, language: 'fr', missions, links: someLinks });
  expect(mail.html).not.toContain('Trois ouvriers');
  expect(mail.text).not.toContain('Trois ouvriers');
  expect(mail.html).toContain('Two of the three have come home.');
  expect(mail.subject).toMatch(/^RECTIFICATIF\u00A0?\s?: Mali – Restez en contact/);
});

test('an issuer who writes in Arabic is quoted right to left in an English mail', () => {
  const content = aContent({ language: 'ar', words: only('ar') });
  const mail = voice.advisoryMail({
    revision: aRevision({ content }),
    language: 'en',
    missions,
    links: someLinks,
  });
  expect(mail.html).toMatch(/<td[^>]*lang="ar" dir="rtl">/);
  expect(mail.html).toMatch(/<html lang="en" dir="ltr">/);
});

test('an issuer’s language without a phrase file has its direction all the same', () => {
  const urdu: Words = {
    headline: 'انتباہ',
    whatToDo: { residents: 'گھر پر رہیں' },
    whatHappened: 'واقعہ',
  };
  const content = aContent({ language: 'ur', words: { ur: urdu } });
  const mail = voice.advisoryMail({
    revision: aRevision({ content }),
    language: 'en',
    missions,
    links: someLinks,
  });
  expect(mail.html).toMatch(/<td[^>]*lang="ur" dir="rtl">/);
});

test('a reader of a language that is not offered gets the issuer’s first one', () => {
  const mail = voice.advisoryMail({
    revision: aRevision(),
    language: 'xx',
    missions,
    links: someLinks,
  });
  expect(mail.language).toBe('en');
});

test('an all-clear without a translation still says that the advice ends', () => {
  const { en } = aFollowUp('all-clear').words;
  if (en === undefined) throw new Error('expected English words');
  const content = aFollowUp('all-clear', { words: { en }, residents: 'none', travellers: 'none' });
  const mail = voice.advisoryMail({
    revision: aRevision({ number: 2, content }),
    language: 'ar',
    missions,
    links: someLinks,
  });
  expect(mail.text).toContain('تنتهي بهذه الرسالة إرشاداتنا السابقة');
  expect(mail.text).toContain('What still holds');
});
