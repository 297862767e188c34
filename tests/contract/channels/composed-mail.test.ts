import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { Content, Words } from '#src/advisory/advisory.ts';
import { relationKinds } from '#src/advisory/advisory.ts';
import { createEmailChannel } from '#src/channels/email/email.ts';
import { digestPurpose } from '#src/dispatch/delivery.ts';
import type { Notice } from '#src/dispatch/notice.ts';
import { aContent, aMission, aRevision } from '#tests/support/builders-content.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { send } from '#tests/support/channel-contract.ts';
import { composed } from '#tests/support/composer.ts';
import type { ComposeCase } from '#tests/support/composer.ts';
import { languages } from '#tests/support/every-message.ts';

import { startScriptedRelay } from './scripted-relay.ts';

/** Our own composer and SMTP client before a relay that notes each command and each byte. */
async function startPost() {
  const owned = new AsyncDisposableStack();
  const relay = owned.use(await startScriptedRelay(() => undefined));
  const log = { info: () => {}, warn: () => {} };
  const channel = owned.use(
    createEmailChannel({
      relays: [relay.url],
      tls: 'required',
      connections: 1,
      allow: () => true,
      log,
    }),
  );
  return {
    /** What the relay heard of one message: its commands, and its headers by name. */
    async post(given: ComposeCase) {
      const message = await composed(given);
      const before = relay.dialogues.flat().length;
      const outcome = await send(channel, message, AbortSignal.timeout(10_000));
      expect(outcome).toEqual({ kind: 'accepted' });
      const commands = relay.dialogues.flat().slice(before);
      const raw = relay.taken.at(-1) ?? '';
      return { message, raw, headers: headersOf(raw), commands };
    },
    taken: () => relay.taken.length,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Each header's values, unfolded. What is no header line stands under its own text, and so is seen. */
function headersOf(raw: string): ReadonlyMap<string, readonly string[]> {
  const [head = ''] = raw.split('\r\n\r\n');
  const lines = head.replaceAll(/\r\n[ \t]/g, ' ').split('\r\n');
  const fields = lines.map((line) => /^([A-Za-z-]+): (.*)$/.exec(line) ?? ['', line, '']);
  const grouped = Map.groupBy(fields, ([, name = '']) => name);
  return new Map([...grouped].map(([name, all]) => [name, all.map(([, , value = '']) => value)]));
}

const usual = [
  'From',
  'To',
  'Reply-To',
  'Subject',
  'Date',
  'Message-ID',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
  'List-Id',
  'List-Help',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
  'Auto-Submitted',
  'X-Auto-Response-Suppress',
  'Feedback-ID',
];
const marksOfEmergency = ['Importance', 'X-Priority'];

/** What could end a line, a header, a command or the message itself. */
const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom('\r\n', '\n', '\r', '\0', '\u2028', '\u2029', '\u0085', '\r\n.\r\n'),
      fc.constantFrom('Bcc: x@example.com', 'RCPT TO:<x@example.com>', 'QUIT', ' ', ':'),
      fc.string({ unit: 'grapheme', maxLength: 20 }),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) => parts.join(''));

const nastyWords: fc.Arbitrary<Words> = fc.record({
  headline: nasty,
  whatToDo: fc.record({
    residents: nasty,
    travellers: nasty,
    ifYouCannot: nasty,
    constraints: nasty,
    byWhen: nasty,
  }),
  whatHappened: nasty,
  changeNote: nasty,
  stillHolds: nasty,
  short: nasty,
});

const nastyContent: fc.Arbitrary<Content> = fc
  .record({
    words: nastyWords,
    issuer: nasty,
    region: nasty,
    levelWording: nasty,
    source: nasty,
    licence: nasty,
    url: nasty.map((path) => `https://ministry.example/${path}`).filter((url) => URL.canParse(url)), // no other passes the door
    category: nasty,
    kind: fc.constantFrom(...relationKinds),
  })
  .map(({ words, issuer, region, levelWording, source, licence, url, category, kind }) =>
    aContent({
      issuer,
      words: { en: words },
      appliesTo: [{ country: 'ML', region, level: null, levelWording }],
      eventPlaces: [{ country: 'ML', region }],
      categories: [category],
      relation: { kind, to: [] },
      provenance: { source, licence, url, fetchedAt: '2025-07-02T13:00:00Z', sha256: 'a' },
    }),
  );

const nastyMission = fc
  .record({ name: nasty, city: nasty, hours: nasty, email: nasty, number: nasty })
  .map(({ name, city, hours, email, number }) =>
    aMission({
      name: { en: name },
      city: { en: city },
      hours,
      email,
      phones: [{ number, use: 'emergency' }],
    }),
  );

/** The Message-ID of one attempt, the same in the header. */
async function idOf(row: ComposeCase['row'] = {}): Promise<string> {
  const { id, content } = await composed({ revision: aRevision(), row });
  const [, header] = /^Message-ID: <(.*)>\r$/m.exec(content.pieces.map(String).join('')) ?? [];
  expect(header).toBe(id);
  return id;
}

describe('from the ledger to the wire', () => {
  test('E1 E11: whatever an advisory holds, one recipient is named once, and no header and no command is added', async () => {
    await using it = await startPost();
    let sent = 0;
    const language = fc.constantFrom(...languages);
    await fc.assert(
      fc.asyncProperty(nastyContent, nastyMission, language, async (content, mission, reader) => {
        const { headers, commands, message } = await it.post({
          revision: aRevision({ number: 2, content, lane: 'emergency' }),
          missions: [mission],
          row: { language: reader, threadPublicationId: 3 },
        });
        sent += 1;
        expect(commands.filter((line) => !line.startsWith('EHLO'))).toEqual([
          expect.stringMatching(
            /^MAIL FROM:<b\+[0-9a-f]{32}\.[0-9a-f]{16}@bounce\.alerts\.example> RET=HDRS ENVID=\S+$/,
          ),
          'RCPT TO:<asha@example.net> NOTIFY=FAILURE,DELAY',
          'DATA',
        ]);
        expect(headers.get('To')).toEqual(['asha@example.net']);
        expect(message.to).toBe('asha@example.net');
        expect([...headers.keys()].toSorted()).toEqual(
          [...usual, ...marksOfEmergency, 'In-Reply-To', 'References'].toSorted(),
        );
        for (const [name, values] of headers) expect(values, `${name} once`).toHaveLength(1);
        expect(it.taken()).toBe(sent);
      }),
      { numRuns: 150 },
    );
  });

  const wish = aWish();
  const notices: readonly Notice[] = [
    { kind: 'confirm', wish, token: 'token', invited: undefined },
    { kind: 'confirm', wish, token: 'token', invited: { organisation: 'Works of Kayes' } },
    {
      kind: 'imported',
      wishes: [wish],
      owner: { organisation: undefined },
      basis: 'contract',
      revisions: [],
    },
    { kind: 'manage', token: 'token' },
    { kind: 'in-force', occasion: 'confirmed', revisions: [aRevision()] },
    { kind: 'in-force', occasion: 'confirmed', revisions: [] },
    { kind: 'unsubscribed' },
    { kind: 'test', revision: aRevision() },
    { kind: 'canary', canary: { id: 4, sentAt: new Date(0) } },
    {
      kind: 'duty',
      duty: { kind: 'approval.awaited', subject: 'id', since: new Date(0), isActual: true },
    },
  ];
  const digest = { told: [aRevision()], row: { purpose: digestPurpose, digest: 'a/1' } };
  const sorts: readonly { sort: string; given: ComposeCase; besides?: string[] }[] = [
    { sort: 'alert', given: { revision: aRevision() } },
    { sort: 'digest', given: digest, besides: ['Precedence'] },
    ...notices.map((notice) => ({ sort: notice.kind, given: { notice } })),
  ];

  test.each(sorts)(
    'E2: a mail of the sort $sort carries every header, none twice and none besides',
    async ({ given, besides = [] }) => {
      await using it = await startPost();
      for (const language of languages) {
        const { headers } = await it.post({ ...given, row: { ...given.row, language } });
        expect([...headers.keys()].toSorted()).toEqual([...usual, ...besides].toSorted());
        for (const [name, values] of headers) expect(values, `${name} once`).toHaveLength(1);
        const value = (name: string) => headers.get(name)?.[0] ?? '';
        const link = /^<https:\/\/alerts\.example\/unsubscribe\/[\w.-]+>/;
        expect(value('List-Unsubscribe')).toMatch(link);
        expect(value('List-Unsubscribe')).toMatch(/, <mailto:u\+[\w.-]+@bounce\.alerts\.example>$/);
        expect(value('List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
        expect(value('List-Id')).toMatch(/<advisories\.alerts\.example>$/);
        expect(value('List-Help')).toBe('<https://alerts.example>');
        expect(value('Auto-Submitted')).toBe('auto-generated');
        expect(value('X-Auto-Response-Suppress')).toBe('OOF, AutoReply, RN, NRN');
        expect(value('MIME-Version')).toBe('1.0');
        expect(value('Feedback-ID')).toMatch(/^advisories:(alert|digest):in-mea$/);
        expect(value('Precedence')).toBe(besides.length > 0 ? 'bulk' : '');
      }
    },
  );

  test('E2: nothing personal stands in Feedback-ID: two people’s are the same', async () => {
    const feedbackIds = await Promise.all(
      ['asha@example.net', 'ravi@example.org'].map(async (address, at) => {
        const message = await composed({
          revision: aRevision(),
          row: { address, recipientId: at },
        });
        return message.content.pieces
          .map(String)
          .join('')
          .match(/^Feedback-ID: .*$/m)?.[0];
      }),
    );
    expect(new Set(feedbackIds).size).toBe(1);
    expect(feedbackIds[0]).toBeDefined();
  });

  test('E6: a delivery has one Message-ID in every attempt, and no other delivery has it', async () => {
    const first = await idOf();
    expect(first).toMatch(/^[0-9a-f]{32}@alerts\.example$/);
    for (const again of [{ attempts: 4, fence: 9 }, { language: 'ml' }])
      expect(await idOf(again)).toBe(first);
    const others = await Promise.all([{ publicationId: 8 }, { recipientId: 13 }].map(idOf));
    expect(new Set([first, ...others]).size).toBe(3);
  });

  test('E6: an update answers the first message of its advisory to the same person', async () => {
    const first = await composed({ revision: aRevision() });
    const update = await composed({
      revision: aRevision({ number: 2 }),
      row: { publicationId: 8, threadPublicationId: 1 },
    });
    const text = update.content.pieces.map(String).join('');
    expect(text).toContain(`\r\nIn-Reply-To: <${first.id}>\r\nReferences: <${first.id}>\r\n`);
  });
});
