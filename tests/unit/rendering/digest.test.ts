import { describe, expect, test } from 'vitest';

import { worthTelling } from '#src/rendering/digest.ts';
import { aContent, aFollowUp, aRevision } from '#tests/support/builders-content.ts';
import { languages } from '#tests/support/every-message.ts';
import { aDigest, everyNotice } from '#tests/support/every-notice.ts';
import { phrasesIn } from '#tests/support/phrases.ts';
import { plain, unsaidInText } from '#tests/support/readable.ts';
import { aVoice } from '#tests/support/voice.ts';

const voice = aVoice();

const inCountry = (country: string, level: 1 | 2 | 3 | 4, advisoryId = country) =>
  aRevision({
    advisoryId,
    lane: 'routine',
    content: aContent({ appliesTo: [{ country, level, levelWording: `Level ${level}` }] }),
  });

describe.each(languages)('a digest (%s)', (language) => {
  const digest = { ...aDigest(language), revisions: [inCountry('ML', 2), inCountry('SN', 3)] };

  test('says in a few lines what each advisory says, and links to all of it, the most important first', () => {
    const { text, html } = voice.digestMail(digest);
    for (const part of [plain(text), plain(html)]) {
      const [senegal, mali] = ['Level 3', 'Level 2'].map((level) => part.indexOf(level));
      expect(senegal).toBeGreaterThan(0);
      expect(mali).toBeGreaterThan(senegal ?? 0);
      const { whatToDo } = aContent().words[language] ?? {};
      expect(part).toContain(plain(whatToDo?.residents ?? 'no such words'));
    }
    for (const id of ['ML', 'SN'])
      for (const part of [text, html])
        expect(part).toContain(`https://alerts.example/advisories/${id}`);
  });

  test('opens an update with what has changed', () => {
    const update = aRevision({ number: 2, lane: 'routine', content: aFollowUp('update') });
    const { text } = voice.digestMail({ ...digest, revisions: [update] });
    const note = aFollowUp('update').words[language]?.changeNote ?? 'no such words';
    expect(plain(text)).toContain(plain(note));
    expect(text).toContain(phrasesIn(language).message.changed);
  });

  test('E14 · weighs less than 90 KB however much it tells, and says in the text part all that it says in the HTML part', () => {
    const digests = everyNotice(voice, language).filter(({ name }) => name.includes('digest'));
    expect(digests).toHaveLength(4);
    for (const { mail } of digests) {
      expect(Buffer.byteLength(mail.html)).toBeLessThan(90_000);
      expect(unsaidInText(mail)).toEqual([]);
    }
    const countless = Array.from({ length: 1_000 }, (_, n) => inCountry('ML', 2, `advice-${n}`));
    const { html } = voice.digestMail({ ...digest, revisions: countless });
    expect(Buffer.byteLength(html)).toBeLessThan(90_000);
  });

  test('one for a reader who may be seen with it names no place before its messages', () => {
    const { subject, text } = voice.digestMail({ ...digest, discreet: true });
    const usual = voice.digestMail(digest);
    const names = ['ML', 'SN'].map(
      (code) => new Intl.DisplayNames([language], { type: 'region' }).of(code) ?? code,
    );
    expect(names.some((name) => usual.subject.includes(name))).toBe(true);
    expect(names.some((name) => subject.includes(name))).toBe(false);
    expect(text.startsWith(phrasesIn(language).message.discreet)).toBe(true);
    expect(names.some((name) => text.slice(0, 140).includes(name))).toBe(false);
  });
});

test('what has ended since it was planned is not worth telling', () => {
  const at = new Date('2025-07-03T00:00:00Z');
  const lasting = aRevision({ content: aContent({ expiresAt: '2025-07-04T00:00:00Z' }) });
  const over = aRevision({ content: aContent({ expiresAt: '2025-07-02T00:00:00Z' }) });
  const ended = aRevision({ number: 2, content: aFollowUp('all-clear') });
  expect(worthTelling([lasting, over, ended], at)).toEqual([lasting]);
});

test('an advisory that is not translated yet is told by the phrase book and in its issuer’s own headline', () => {
  const { en } = aContent().words;
  if (en === undefined) throw new Error('expected English words');
  const revisions = [aRevision({ content: aContent({ words: { en } }) })];
  const { text } = voice.digestMail({ ...aDigest('hi'), revisions });
  expect(text).toContain(phrasesIn('hi').steps.residents['keep-in-touch']);
  expect(text).toContain(en.headline);
});
