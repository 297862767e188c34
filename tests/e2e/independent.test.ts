import { appendFile, cp, mkdtempDisposable, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { simpleParser } from 'mailparser';
import type { ParsedMail } from 'mailparser';
import { describe, expect, test } from 'vitest';

import { issuer } from '#config/issuer.ts';
import type { Revision } from '#src/advisory/revision.ts';
import { rawOf } from '#src/channels/email/content.ts';
import { signaturesOf } from '#src/channels/email/dkim/signature.ts';
import type { MailWords } from '#src/rendering/message.ts';
import type { Voice } from '#src/rendering/voice.ts';
import { aMission, aRevision } from '#tests/support/builders-content.ts';
import { composed } from '#tests/support/composer.ts';
import type { ComposeCase } from '#tests/support/composer.ts';
import {
  dkimpyVerdicts,
  hasDkimpy,
  hasSpamAssassin,
  spamScores,
} from '#tests/support/debian/debian.ts';
import { someIdentity, verdicts } from '#tests/support/dkim.ts';
import { everySort, languages } from '#tests/support/every-message.ts';
import { everyNotice } from '#tests/support/every-notice.ts';
import { aKeyring } from '#tests/support/keyring.ts';
import { aVoice, templatesDir } from '#tests/support/voice.ts';

const voice = aVoice();
const missions = [aMission()];
const identity = someIdentity('alerts.example');
const site = 'https://alerts.example';
const address = 'asha@example.net';
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

const sent: readonly Sent[] = await Promise.all(
  languages.flatMap((language) => everyMail(voice, language)).map(send),
);
const mails = new Map(sent.map(({ name, raw }) => [name, raw]));

interface Meant {
  readonly name: string;
  readonly given: ComposeCase;
  readonly mail: MailWords;
}

function everyMail(by: Voice, language: string): readonly Meant[] {
  const links = {
    unsubscribe: `${site}/unsubscribe/${out}?lang=${language}`,
    manage: `${site}/manage?lang=${language}`,
  };
  const told = (revision: Revision, discreet: boolean) => ({
    given: { revision, row: { language, discreet } },
    mail: by.advisoryMail({ revision, language, missions, links, discreet }),
  });
  const sorts = everySort(by).filter(({ name }) => alerts.includes(name));
  const first = sorts[0]?.revision ?? aRevision();
  return [
    ...sorts.map(({ name, revision }) => ({ name, ...told(revision, false) })),
    { name: 'discreet', ...told(first, true) },
    ...everyNotice(by, language),
  ].map(({ name, given, mail }) => ({ name: `${language} ${name}`, given, mail }));
}

/** The same words by templates that say at the end of the text part which they are. */
async function namesOfTemplatesUsed(): Promise<readonly string[]> {
  await using marked = await mkdtempDisposable(join(tmpdir(), 'templates-'));
  await cp(templatesDir, marked.path, { recursive: true });
  for (const name of await namesOfTemplates())
    await appendFile(join(marked.path, 'email', `${name}.txt.liquid`), `\nmade-by:${name}\n`);
  const texts = everyMail(aVoice(marked.path), 'en').map(({ mail }) => mail.text);
  const used = texts.map((text) => /made-by:(\S+)\s*$/.exec(text)?.[1] ?? 'none');
  return [...new Set(used)].toSorted();
}

async function namesOfTemplates(): Promise<readonly string[]> {
  const files = await readdir(join(templatesDir, 'email'), { withFileTypes: true });
  const names = files.filter((file) => file.isFile()).map(({ name }) => name.replace(/\..*/, ''));
  return [...new Set(names)].toSorted();
}

async function send({ name, given, mail: meant }: Meant): Promise<Sent> {
  const { content } = await composed({ missions, ...given });
  const raw = rawOf(content);
  const signatures = Buffer.from(signaturesOf(raw, identity, new Date()), 'latin1');
  return { name, language: meant.language, raw: Buffer.concat([signatures, raw]), meant };
}

describe('what others make of a mail of every template in every language', () => {
  test('every template of a mail is among those sent, in every language', async () => {
    expect(await namesOfTemplatesUsed()).toEqual(await namesOfTemplates());
    const each = sent.length / languages.length;
    expect(sent.filter(({ language }) => language === 'ar')).toHaveLength(each);
    expect(mails.size).toBe(sent.length);
  });

  test('E3: mailauth verifies both signatures of each', async () => {
    const failing: string[] = [];
    for (const { name, raw } of sent) {
      const found = await verdicts(raw, identity);
      if (found.join() !== 'r1: pass,e1: pass') failing.push(`${name}: ${found.join()}`);
    }
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
