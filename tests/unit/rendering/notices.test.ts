import { describe, expect, test } from 'vitest';

import { createEngine } from '#src/rendering/engine.ts';
import { createHouse } from '#src/rendering/house.ts';
import { manageMail } from '#src/rendering/notices.ts';
import { readPhrases } from '#src/rendering/phrases.ts';
import { statedBases } from '#src/subscription/consent.ts';
import { aContent, aFollowUp, aMission, aRevision } from '#tests/support/builders-content.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { languages } from '#tests/support/every-message.ts';
import { everyNotice } from '#tests/support/every-notice.ts';
import { countryIn, phrasesIn } from '#tests/support/phrases.ts';
import { aVoice, someLinks, templatesDir, voiceOptions } from '#tests/support/voice.ts';

const voice = aVoice();
const engine = createEngine(templatesDir);
const phrases = readPhrases(templatesDir, languages);
const missions = [aMission()];
const wish = aWish({
  places: [
    { kind: 'country', country: 'ML' },
    { kind: 'region', region: 'SN-DK' },
  ],
  kinds: ['new'],
  language: 'hi',
});

describe.each(languages)('notices (%s)', (language) => {
  test('the confirm mail names the places chosen, holds one link, and says that nothing happens if ignored', () => {
    const mail = voice.confirmMail({
      wish,
      language,
      discreet: false,
      confirmUrl: 'SLOT-CONFIRM-0001',
    });
    for (const part of [mail.html, mail.text]) {
      expect(part).toContain(countryIn(language, 'ML'));
      expect(part).toContain('Dakar');
      expect(part).toContain('हिन्दी');
      expect(part).toContain('7');
      expect(part.match(/SLOT-CONFIRM-0001/g)).toHaveLength(1);
    }
    expect(mail.dir).toBe(language === 'ar' ? 'rtl' : 'ltr');
  });

  test('the manage mail says how long its link works', () => {
    const mail = voice.manageMail({ language, discreet: false, manageUrl: 'SLOT-MANAGE-0001' });
    for (const part of [mail.html, mail.text]) {
      expect(part).toContain('30');
      expect(part).toContain('SLOT-MANAGE-0001');
    }
  });

  test('the last mail offers to undo within seven days', () => {
    const mail = voice.unsubscribedMail({ language, discreet: false, undoUrl: 'SLOT-UNDO-0001' });
    for (const part of [mail.html, mail.text]) {
      expect(part).toContain('7');
      expect(part).toContain('SLOT-UNDO-0001');
    }
  });

  test('whoever wrote to us reads whom to call, as the message says that they got last', () => {
    const mail = voice.answeredMail({ revision: aRevision(), missions, language, discreet: false });
    expect(mail.html).toContain('tel:+22300000001');
    expect(mail.text).toContain('+22300000001');
    const unknown = voice.answeredMail({
      revision: undefined,
      missions: [],
      language,
      discreet: false,
    });
    for (const part of [unknown.html, unknown.text])
      expect(part).toContain(`https://alerts.example/countries?lang=${language}`);
  });

  test('every mail says at its top what becomes of replies and where help is found now', () => {
    const said = (['read', 'forwarded', 'unread', undefined] as const).map((replies) => {
      const house = createHouse({ ...voiceOptions, replies }, phrases);
      const { text } = manageMail(house, engine, {
        language,
        discreet: false,
        manageUrl: 'SLOT-MANAGE-0001',
      });
      const [, help = '', line = ''] = text.split('\n');
      expect(help).toContain('https://alerts.example/countries');
      return line;
    });
    expect(new Set(said).size).toBe(4);
    expect(said.at(-1)).toContain('duty@alerts.example'); // nothing is claimed that nobody has said
  });

  test('who joins in the middle reads what is in force, complete without opening a link', () => {
    const revisions = [
      aRevision(),
      aRevision({ advisoryId: 'two', number: 2, content: aFollowUp('update') }),
    ];
    const mail = voice.inForceMail({ revisions, language, missions, links: someLinks });
    expect(mail.subject).toContain('2');
    for (const { content } of revisions) {
      const words = content.words[language];
      expect(mail.html).toContain(words?.whatToDo.residents);
      expect(mail.text).toContain(words?.whatHappened);
    }
    expect(mail.html).toContain('tel:+22300000001');
    expect(mail.text).toContain(someLinks.unsubscribe);
  });

  test('who joins when nothing is in force is told that', () => {
    const mail = voice.inForceMail({ revisions: [], language, missions, links: someLinks });
    expect(mail.text).toContain(phrasesIn(language).notice.inForce.none);
  });

  test('S8 · who was subscribed without being asked reads by whom, by which right, and where theirs stand', () => {
    const { imported } = phrasesIn(language).notice;
    const rights = new Set<string>();
    for (const basis of statedBases) {
      const organisation = 'Works of Kayes';
      const mail = voice.importedMail({
        wishes: [wish],
        owner: { organisation },
        basis,
        revisions: [],
        language,
        missions,
        links: someLinks,
      });
      const right = imported.basis[basis].replace('{organisation}', organisation);
      rights.add(right);
      for (const part of [mail.html, mail.text]) {
        const said = part.replaceAll('&#39;', "'").replaceAll(/[\u2066-\u2069]/g, '');
        expect.soft(said, basis).toContain(right);
        expect.soft(said.toUpperCase(), basis).toContain(imported.why.toUpperCase());
        expect.soft(part, basis).toContain(`https://alerts.example/privacy?lang=${language}`);
      }
    }
    expect(rights.size).toBe(5);
  });

  test('E14 · three hundred advisories in force still make a mail under 90 KB that names the page', () => {
    const content = aContent({
      appliesTo: [{ country: 'ML', level: 3, levelWording: 'x'.repeat(300) }],
    });
    const revisions = Array.from({ length: 300 }, (_, index) =>
      aRevision({ advisoryId: `n-${index}`, content }),
    );
    const mail = voice.inForceMail({ revisions, language, missions, links: someLinks });
    expect(Buffer.byteLength(mail.html)).toBeLessThan(90_000);
    expect(mail.html).toContain('href="https://alerts.example"');
  });
});

test('what people get whom a list subscribed never says that they asked for it', () => {
  const sent = everyNotice(voice, 'en').filter(({ kind }) =>
    ['imported', 'in-force', 'digest'].includes(kind),
  );
  const alert = voice.advisoryMail({
    revision: aRevision(),
    language: 'en',
    missions,
    links: someLinks,
    discreet: true,
  });
  expect(sent.length).toBeGreaterThan(10);
  for (const { html, text } of [alert, ...sent.map(({ mail }) => mail)])
    for (const part of [html, text]) expect(part).not.toMatch(/you asked/i);
  expect(alert.text).toContain('this address is subscribed');
});
