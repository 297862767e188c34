import { simpleParser } from 'mailparser';
import type { ParsedMail } from 'mailparser';
import { describe, expect, test } from 'vitest';

import { issuer } from '#config/issuer.ts';
import { rawOf } from '#src/channels/email/content.ts';
import { signaturesOf } from '#src/channels/email/dkim/signature.ts';
import { digestPurpose } from '#src/dispatch/delivery.ts';
import type { Notice } from '#src/dispatch/notice.ts';
import type { MailWords } from '#src/rendering/message.ts';
import { aMission, aRevision } from '#tests/support/builders-content.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { composed } from '#tests/support/composer.ts';
import type { ComposeCase } from '#tests/support/composer.ts';
import {
  dkimpyVerdicts,
  hasDkimpy,
  hasSpamAssassin,
  spamScores,
} from '#tests/support/debian/debian.ts';
import { someIdentity, verdicts } from '#tests/support/dkim.ts';
import { aDigest, everySort, languages } from '#tests/support/every-message.ts';
import { aKeyring } from '#tests/support/keyring.ts';
import { aVoice } from '#tests/support/voice.ts';

const voice = aVoice();
const missions = [aMission()];
const identity = someIdentity('alerts.example');
const wish = aWish();
const site = 'https://alerts.example';
const address = 'asha@example.net';
const day = '2025-07-02';
const out = aKeyring().unsubscribeToken(12, 0);

/** One of each that another template or another branch of one makes. */
const alerts = [
  'emergency alert actual new',
  'routine travel-advice actual update',
  'emergency alert actual correction',
  'urgent alert actual all-clear',
  'emergency alert exercise new',
  'untranslated new',
  'withdrawal',
];

interface Sent {
  readonly name: string;
  readonly language: string;
  /** As it goes to the relay, signed. */
  readonly raw: Buffer;
  readonly meant: MailWords;
}

const sent: readonly Sent[] = (
  await Promise.all(languages.map(async (language) => await everyMail(language)))
).flat();
const mails = new Map(sent.map(({ name, raw }) => [name, raw]));

async function everyMail(language: string): Promise<readonly Sent[]> {
  const links = {
    unsubscribe: `${site}/unsubscribe/${out}?lang=${language}`,
    manage: `${site}/manage?lang=${language}`,
  };
  const sorts = everySort(voice).filter(({ name }) => alerts.includes(name));
  const first = sorts[0]?.revision ?? aRevision();
  const advisory = { missions, language, links };
  const revisions = [first, aRevision({ advisoryId: 'another' })];
  const notices: readonly (readonly [Notice, MailWords])[] = [
    [
      { kind: 'confirm', wish, token: 'k'.repeat(43), invited: undefined },
      voice.confirmMail({ wish, language, confirmUrl: `${site}/confirm/${'k'.repeat(43)}` }),
    ],
    [
      { kind: 'manage', token: 'm'.repeat(43) },
      voice.manageMail({ language, manageUrl: `${site}/manage/${'m'.repeat(43)}` }),
    ],
    [
      { kind: 'in-force', occasion: 'confirmed', revisions },
      voice.inForceMail({ ...advisory, revisions }),
    ],
    [
      { kind: 'in-force', occasion: 'confirmed', revisions: [] },
      voice.inForceMail({ ...advisory, revisions: [] }),
    ],
    [
      { kind: 'unsubscribed' },
      voice.unsubscribedMail({
        language,
        undoUrl: `${site}/unsubscribe/${aKeyring().undoToken(12, 0)}/undo?lang=${language}`,
      }),
    ],
  ];
  return Promise.all([
    ...sorts.map(({ name, revision }) =>
      send(
        `${language} ${name}`,
        { revision, row: { language } },
        voice.advisoryMail({ ...advisory, revision }),
      ),
    ),
    send(
      `${language} discreet`,
      { revision: first, row: { language, discreet: true } },
      voice.advisoryMail({ ...advisory, revision: first, discreet: true }),
    ),
    ...[false, true].map((discreet) => {
      const row = { language, discreet, purpose: digestPurpose, digest: 'a/1' };
      const meant = voice.digestMail({ ...aDigest(language), day, revisions, links, discreet });
      return send(`${language} digest ${discreet}`, { told: revisions, row }, meant);
    }),
    ...notices.map(([notice, meant], index) =>
      send(`${language} notice ${index} ${notice.kind}`, { notice, row: { language } }, meant),
    ),
  ]);
}

async function send(name: string, given: ComposeCase, meant: MailWords): Promise<Sent> {
  const { content } = await composed({ ...given, missions });
  const raw = rawOf(content);
  const signatures = Buffer.from(signaturesOf(raw, identity, new Date()), 'latin1');
  return { name, language: meant.language, raw: Buffer.concat([signatures, raw]), meant };
}

describe('what others make of a mail of every template in every language', () => {
  test('E3: mailauth verifies both signatures of each', async () => {
    const failing: string[] = [];
    for (const { name, raw } of sent) {
      const found = await verdicts(raw, identity);
      if (found.join() !== 'r1: pass,e1: pass') failing.push(`${name}: ${found.join()}`);
    }
    expect(sent.length).toBeGreaterThanOrEqual(15 * languages.length);
    expect(failing).toEqual([]);
  });

  test.skipIf(!hasDkimpy)(
    'E3: Debian’s python3-dkim verifies both signatures of each (skipped without python3-dkim and python3-nacl)',
    async () => {
      const [first] = sent;
      if (first === undefined) throw new Error('expected mails');
      const altered = Buffer.from(
        first.raw.toString('latin1').replace(/\r\nSubject: /, '$&x'),
        'latin1',
      );
      const found = await dkimpyVerdicts(new Map([...mails, ['altered', altered]]), identity);
      // That it refuses what was altered shows that it has looked.
      expect(found.get('altered')).toEqual(['fail', 'fail']);
      const passing = [...found].filter(([, all]) => all.join() === 'pass,pass');
      expect(passing.map(([name]) => name).toSorted()).toEqual([...mails.keys()].toSorted());
    },
    600_000,
  );

  test.skipIf(!hasSpamAssassin)(
    'E14: SpamAssassin gives each less than one point (skipped without spamassassin)',
    async () => {
      const gtube = 'XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X';
      const planted = Buffer.from(`Subject: x\r\nFrom: a@example.org\r\n\r\n${gtube}\r\n`);
      const scores = await spamScores(new Map([...mails, ['planted', planted]]));
      expect(scores.get('planted')?.score).toBeGreaterThan(100);
      const suspected = [...scores].filter(([, { score }]) => !(score < 1));
      expect(suspected.map(([name, { score, rules }]) => `${name}: ${score} ${rules}`)).toEqual([
        expect.stringMatching(/^planted: /),
      ]);
      expect(scores.size).toBe(mails.size + 1);
    },
    600_000,
  );

  test('E14: mailparser reads back exactly what was meant: names, words and every link', async () => {
    for (const { name, raw, meant } of sent) {
      const mail = await simpleParser(raw, { skipTextToHtml: true });
      expect({ name, ...readBack(mail) }).toEqual({
        name,
        from: [{ name: issuer.name[meant.language], address: issuer.from }],
        to: [{ name: '', address }],
        replyTo: [{ name: '', address: issuer.replyTo }],
        subject: meant.subject,
        text: meant.text,
        html: meant.html,
        attachments: 0,
        unsubscribe: `<${site}/unsubscribe/${out}>, <mailto:u+${out}@${issuer.bounceDomain}>`,
      });
    }
  });

  test('every link of a mail leads to an address, and stands in the text part too', async () => {
    for (const { name, raw } of sent) {
      const { html, text = '' } = await simpleParser(raw, { skipTextToHtml: true });
      const hrefs = [...String(html).matchAll(/ href="([^"]*)"/g)].map(([, href = '']) => href);
      const broken = hrefs.filter((href) => !URL.canParse(href));
      const unsaid = hrefs
        .map((href) => href.replaceAll('&amp;', '&').replace(/^(tel|mailto):/, ''))
        .filter((target) => !text.includes(target));
      expect({ name, broken, unsaid }).toEqual({ name, broken: [], unsaid: [] });
    }
  });
});

function readBack(mail: ParsedMail) {
  const { from, to, replyTo, subject, text, html, attachments, headerLines } = mail;
  const line = headerLines.find(({ key }) => key === 'list-unsubscribe')?.line ?? '';
  return {
    from: from?.value,
    to: [to].flat().flatMap((one) => one?.value ?? []),
    replyTo: replyTo?.value,
    subject,
    text,
    html,
    attachments: attachments.length,
    unsubscribe: line
      .slice(line.indexOf(':') + 1)
      .replaceAll(/\r?\n\s+/g, ' ')
      .trim(),
  };
}
