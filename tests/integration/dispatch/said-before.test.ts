import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';

import type { Content } from '#src/advisory/advisory.ts';
import type { Officer } from '#src/officers/officer.ts';
import { createWeb } from '#src/web.ts';
import { aContent, aFollowUp } from '#tests/support/builders-content.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { openDuty } from '#tests/support/duty.ts';
import type { Duty } from '#tests/support/duty.ts';
import { phrasesIn } from '#tests/support/phrases.ts';
import { publish } from '#tests/support/publishing.ts';

const asha: Officer = { name: 'Asha', roles: ['author', 'approver'] };

/** When it had been said, above what had been said, in each language. */
const hadSaid = {
  en: 'What had been said on 1 July 2025',
  hi: '1 जुलाई 2025 को जो कहा गया था',
  fr: 'Ce qui avait été dit le 1 juillet 2025',
  ar: 'ما قيل في 1 يوليو 2025',
  ml: '2025 ജൂലൈ 1-ന് പറഞ്ഞിരുന്നത്',
} as const;
const news = 'The three workers are home, unhurt.';

const addressIn = (language: string) => `${language}@example.org`;

/** An advisory that was first sent on 1 July 2025 to a reader of each language. */
async function toldIn(duty: Duty, languages: readonly string[], content = aContent()) {
  for (const language of languages)
    await duty.subscribe(addressIn(language), aWish({ language, discreet: language === 'fr' }));
  const { advisoryId, publicationId } = await publish(duty.app, { content });
  await duty.work(publicationId);
  await sql`update revisions set published_at = '2025-07-01T09:00:00Z' where advisory_id = ${advisoryId}`.execute(
    duty.app.db,
  );
  return advisoryId;
}

/** The last mail to a reader of a language, both its parts as one line each. */
async function lastMail(duty: Duty, language: string) {
  const mail = (await duty.mailTo(addressIn(language))).at(-1);
  if (mail === undefined) throw new Error(`expected a mail to ${addressIn(language)}`);
  return { subject: mail.subject, text: flat(mail.text), html: flat(mail.html) };
}

function flat(text: string): string {
  return text
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll(/[\u2066-\u2069]/g, '')
    .replaceAll(/\s+/g, ' ');
}

async function publishNext(duty: Duty, advisoryId: string, content: Content): Promise<void> {
  const { publicationId } = await publish(duty.app, { advisoryId, content });
  await duty.work(publicationId);
}

/** The all-clear as an officer makes it of the latest message, with what it needs to go out and whatever else is new. */
async function endedByOfficer(duty: Duty, advisoryId: string, other: { whatHappened?: string }) {
  const { desk } = duty.app;
  const { id, hash, content } = await desk.allClear(asha, advisoryId);
  const words = content.words['en'];
  if (words === undefined) throw new Error('expected English words');
  const said = {
    ...words,
    changeNote: 'The danger has passed.',
    stillHolds: 'Roads stay unsafe at night.',
    whatToDo: { residents: 'Tell the Embassy if you leave.' },
    ...other,
  };
  const draft = await desk.putWords(asha, { id, hash, language: 'en', words: said });
  const request = { id: draft.id, withholdOutsideAllowlist: false };
  const { publicationId } = await desk.publish(asha, request);
  await duty.work(publicationId);
}

describe('what an all-clear says again word for word is marked as said before, with its date', () => {
  test('E11 · in each language’s mail, also a discreet one, and nothing calls it what happened', async () => {
    await using duty = await openDuty();
    const advisoryId = await toldIn(duty, Object.keys(hadSaid));
    await publishNext(duty, advisoryId, aFollowUp('all-clear'));
    for (const [language, mark] of Object.entries(hadSaid)) {
      const { text, html, subject } = await lastMail(duty, language);
      const told = aContent().words[language]?.whatHappened ?? '?';
      for (const part of [text, html]) {
        expect.soft(part.toUpperCase(), language).toContain(`${mark} ${told}`.toUpperCase());
        expect
          .soft(part.toUpperCase(), language)
          .not.toContain(`${phrasesIn(language).message.whatHappened} ${told}`.toUpperCase());
      }
      // The French reader’s is discreet.
      expect.soft(subject.includes(mark), language).toBe(language !== 'fr');
    }
  });

  test('on its page, in lists, feeds and the short text', async () => {
    await using duty = await openDuty();
    const advisoryId = await toldIn(duty, ['en']);
    await publishNext(duty, advisoryId, aFollowUp('all-clear'));
    await using web = await createWeb(duty.app);
    const get = async (url: string) => (await web.app.inject({ url })).body;
    const page = flat(await get(`/advisories/${advisoryId}?lang=en`));
    expect(page).toContain(`${hadSaid.en} ${aContent().words['en']?.whatHappened ?? '?'}`);
    const headline = `${hadSaid.en}: ${aContent().words['en']?.headline ?? '?'}`;
    for (const url of [
      `/advisories/${advisoryId}?lang=en`,
      '/?ended=yes&lang=en',
      '/advisories.atom?lang=en',
      '/advisories.json?lang=en',
    ])
      expect.soft(flat(await get(url)), url).toContain(headline);
    const [entry] = JSON.parse(await get('/advisories.json?lang=en')).items;
    expect(entry).toMatchObject({
      title: expect.stringMatching(/^ALL CLEAR: Mali – What had been said on 1 July 2025: /),
      content_text: expect.stringContaining(headline),
    });
    // The first message stays what it was.
    expect(await get(`/advisories/${advisoryId}/1?lang=en`)).not.toContain('What had been said');
  });

  test('by the message that said it first, and in the issuer’s language where there is no translation', async () => {
    await using duty = await openDuty();
    const advisoryId = await toldIn(duty, ['en', 'hi']);
    await publishNext(duty, advisoryId, aFollowUp('correction'));
    expect((await lastMail(duty, 'en')).text).not.toContain('What had been said');
    await endedByOfficer(duty, advisoryId, {});
    const { en } = aContent().words;
    for (const language of ['en', 'hi']) {
      const { text, html } = await lastMail(duty, language);
      for (const part of [text, html])
        expect(part.toUpperCase()).toContain(
          `${hadSaid.en} ${en?.whatHappened ?? '?'}`.toUpperCase(),
        );
    }
    expect((await lastMail(duty, 'hi')).text).toContain(`${hadSaid.en}: ${en?.headline ?? '?'}`);
  });

  test('as officers see it before they release it', async () => {
    await using duty = await openDuty();
    const advisoryId = await toldIn(duty, ['en']);
    const draft = await duty.app.desk.allClear(asha, advisoryId);
    const { text } = await duty.app.preview(draft, { language: 'en', discreet: false });
    expect(text).toContain(hadSaid.en.toUpperCase());
  });
});

test('what the officer of an all-clear wrote anew is news, and its headline is told apart from it', async () => {
  await using duty = await openDuty();
  const advisoryId = await toldIn(duty, ['en']);
  await endedByOfficer(duty, advisoryId, { whatHappened: news });
  const { text, subject } = await lastMail(duty, 'en');
  expect(text).toContain(`WHAT HAPPENED AND WHERE ${news}`);
  expect(subject).toContain(hadSaid.en);
});

test('what an update says again is marked by nothing: it is what still holds', async () => {
  await using duty = await openDuty();
  const advisoryId = await toldIn(duty, ['en']);
  await publishNext(duty, advisoryId, aFollowUp('update'));
  expect((await lastMail(duty, 'en')).text).not.toContain('What had been said');
});

test('a withdrawal that repeats what happened is marked like an all-clear', async () => {
  await using duty = await openDuty();
  const advisoryId = await toldIn(duty, ['en']);
  const { words } = aFollowUp('cancel');
  await publishNext(duty, advisoryId, aContent({ relation: { kind: 'cancel', to: [] }, words }));
  expect((await lastMail(duty, 'en')).text).toContain(hadSaid.en.toUpperCase());
});
