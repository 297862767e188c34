import { describe, expect, test } from 'vitest';

import type { MailWords } from '#src/rendering/message.ts';
import type { Voice } from '#src/rendering/voice.ts';
import { discreetMailOf, everyLook, languages, mailOf } from '#tests/support/every-message.ts';
import { everyNotice } from '#tests/support/every-notice.ts';
import { phrasesIn } from '#tests/support/phrases.ts';
import { plain, unsaidInText } from '#tests/support/readable.ts';
import { aVoice } from '#tests/support/voice.ts';

const voice = aVoice();
const sorts = everyLook(voice);

/** Names of places and what happened, in the words of the made-up caution and of the mission that helps. */
const telling =
  /Mali|माली|مالي|മാലി|Kayes|काय |كايس|കായ|Bamako|बमाको|باماكو|ബമാകോ|\+223|abduct|अपहरण|enlev|اختطاف|തട്ടി|worker|कामगार|ouvrier|عمال|തൊഴിലാളി/i;

/** As much as a list of messages or a locked screen shows of one. */
const shownInLists = 140;

function shownOf({ subject, text, html }: MailWords): readonly string[] {
  const title = /<title>(.*?)<\/title>/.exec(html)?.[1] ?? 'no title';
  const body = plain(html.replace(/^.*<body>/s, ''));
  return [subject, title, ...[plain(text), body].map((part) => part.slice(0, shownInLists))];
}

const beforeSlot = (phrase: string) => phrase.replace(/\{.*$/s, '');

test('every notice that a citizen can get is among those looked at', () => {
  const made = new Set<string>();
  const watched = new Proxy(voice, {
    get(target, name: keyof Voice) {
      made.add(name);
      return target[name];
    },
  });
  everyNotice(watched, 'en');
  const all = Object.keys(voice).filter((name) => name.endsWith('Mail'));
  expect(new Set([...made, 'advisoryMail'])).toEqual(new Set(all));
});

describe.each(languages)('a discreet message (%s)', (language) => {
  const mails = sorts.map((sort) => ({ ...sort, mail: discreetMailOf(voice, sort, language) }));

  test('says nothing of a place or of what happened in its subject, its title or its first lines', () => {
    const seen = mails.map(({ name, mail }) => ({ name, shown: shownOf(mail) }));
    expect(seen.filter(({ shown }) => shown.some((part) => telling.test(part)))).toEqual([]);
  });

  test('is every notice to whoever asked for that: its subject says that there is something to read, and no more', () => {
    const said = phrasesIn(language).notice;
    const notices = everyNotice(voice, language);
    const discreet = notices.filter(({ name }) => name.startsWith('discreet '));
    expect(discreet).toHaveLength(notices.length / 2);
    const wrong = discreet.filter(({ kind, mail: { subject } }) =>
      kind === 'digest'
        ? !subject.startsWith(beforeSlot(said.digest.discreet))
        : subject !== said.discreet,
    );
    expect(wrong).toEqual([]);
    for (const { mail } of discreet)
      expect(shownOf(mail).filter((part) => telling.test(part))).toEqual([]);
  });

  test('says everything below, in both parts, as the message that is not discreet does', () => {
    for (const { revision, mail } of mails) {
      const usual = mailOf(voice, { revision }, language);
      expect(unsaidInText(mail)).toEqual([]);
      expect(mail.text.endsWith(usual.text.slice(-1000))).toBe(true);
    }
  });

  test('says whether it is an exercise and whether it can wait', () => {
    const [routine, emergency, exercise] = [
      'routine travel-advice actual new',
      'emergency alert actual new',
      'emergency alert exercise new',
    ].map((name) => mails.find((one) => one.name === name)?.mail.subject ?? 'no such message');
    expect(routine?.length).toBeLessThan(emergency?.length ?? 0);
    expect(exercise?.startsWith(phrasesIn(language).word.exercise)).toBe(true);
  });

  test('E13 · has a subject that no other message has, of this advisory or of another on the same day', () => {
    const [sample] = sorts;
    if (sample === undefined) throw new Error('expected a message');
    const subjects = Array.from({ length: 300 }, (_, index) => {
      const revision = {
        ...sample.revision,
        advisoryId: `a-${index % 100}`,
        number: 1 + (index % 3),
      };
      return discreetMailOf(voice, { revision }, language).subject;
    });
    expect(new Set(subjects).size).toBe(300);
  });
});

test('its subject names message and day, and is the same whenever it is composed', () => {
  const [sample] = sorts;
  if (sample === undefined) throw new Error('expected a message');
  const { subject } = discreetMailOf(voice, sample, 'en');
  expect(subject).toMatch(/^Please read now: message 1 of 2 July 2025 – [0-9a-f]{6}$/);
  expect(discreetMailOf(voice, sample, 'en').subject).toBe(subject);
});
