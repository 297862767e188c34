import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { simpleParser } from 'mailparser';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

/** The document as outsiders rely on it; more keys may stand in it. */
const documentSchema = z.object({
  ok: z.boolean(),
  queue: z.enum(['postgres', 'redis']),
  tookMs: z.int(),
  advisory: z.object({
    id: z.string().min(1),
    issuer: z.string(),
    countries: z.array(z.string()),
    eventPlaces: z.array(z.string()),
    revisions: z.int(),
  }),
  mails: z.array(
    z.object({
      to: z.string(),
      language: z.string(),
      revision: z.int(),
      subject: z.string().min(1),
      messageId: z.string().regex(/^<[^<>@\s]+@[^<>@\s]+>$/),
      inReplyTo: z.string().nullable(),
      oneClick: z.boolean(),
      file: z.string(),
    }),
  ),
  notMailed: z.array(z.object({ to: z.string(), revision: z.int(), why: z.string().min(1) })),
  webhooks: z.array(
    z.object({
      id: z.string(),
      type: z.string(),
      revision: z.int(),
      verified: z.boolean(),
      file: z.string(),
    }),
  ),
  publications: z.array(
    z.object({
      revision: z.int(),
      planned: z.int(),
      sent: z.int(),
      firstMs: z.int(),
      allMs: z.int(),
    }),
  ),
  expectations: z.array(z.object({ expected: z.string(), holds: z.boolean(), found: z.string() })),
});
type Document = z.infer<typeof documentSchema>;

/** Who is concerned, each with their language. */
const readers = [
  'arabic@citizens.example ar',
  'english@citizens.example en',
  'french@citizens.example fr',
  'hindi@citizens.example hi',
  'two-wishes@citizens.example en',
];

const patienceMs = 180_000;

describe.concurrent('the demo, as a stranger runs it', () => {
  test.each(['postgres', 'redis'] as const)(
    'with its queues on %s every message of the story arrives, once, and the document says so',
    { timeout: patienceMs },
    async (queue) => {
      const flags = queue === 'redis' ? ['--queue', 'redis'] : [];
      const { code, stdout } = await demo('--json', ...flags);
      const document = read(stdout);
      expect(document.expectations.filter(({ holds }) => !holds)).toEqual([]);
      expect(code).toBe(0);
      expect(document).toMatchObject({
        ok: true,
        queue,
        advisory: { issuer: 'in-mea', countries: ['ML'], eventPlaces: ['ML-1'], revisions: 3 },
      });
      expectTheStory(document);
    },
  );

  test(
    'with --out every mail and every call is kept as it came',
    { timeout: patienceMs },
    async () => {
      const dir = await mkdtemp(join(tmpdir(), 'demo-out-'));
      await using owned = new AsyncDisposableStack();
      owned.defer(() => rm(dir, { recursive: true }));
      const { stdout } = await demo('--json', '--out', dir);
      const { mails, webhooks } = read(stdout);
      for (const { file, to, subject, messageId, inReplyTo } of mails) {
        const mail = await simpleParser(await readFile(join(dir, file)));
        expect([mail.to].flat()[0]?.text).toBe(to);
        expect(mail).toMatchObject({ subject, messageId });
        expect(mail.inReplyTo ?? null).toBe(inReplyTo);
      }
      expect(webhooks).toHaveLength(6);
      for (const { file, id } of webhooks) {
        const kept = callSchema.parse(JSON.parse(await readFile(join(dir, file), 'utf8')));
        expect(kept.headers['webhook-id']).toBe(id);
        expect(() => new Webhook(kept.secret).verify(kept.body, kept.headers)).not.toThrow();
      }
    },
  );

  test.each([
    [['--queue', 'rabbit'], 'expected postgres or redis, arrived rabbit'],
    [['--speed', 'high'], '--speed'],
    [['--out', 'package.json'], 'expected a folder'],
    [['--out', '/proc/none/deeper'], 'expected a folder'],
    [['--out', 'config'], 'expected a new or empty folder'],
  ])('flags that it does not understand are refused: %j', async (flags, said) => {
    const { code, stdout, stderr } = await demo(...flags);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(said);
  });
});

function expectTheStory({ mails, notMailed, webhooks, publications }: Document): void {
  const toldAt = (revision: number) =>
    mails
      .filter((mail) => mail.revision === revision)
      .map(({ to, language }) => `${to} ${language}`)
      .toSorted();
  expect(toldAt(1)).toEqual(readers);
  expect(toldAt(2)).toEqual(readers);
  expect(toldAt(3)).toEqual(readers.filter((reader) => !reader.startsWith('two-wishes')));

  const firstOf = new Map(
    mails.filter(({ revision }) => revision === 1).map(({ to, messageId }) => [to, messageId]),
  );
  for (const { to, revision, inReplyTo, oneClick } of mails) {
    expect(inReplyTo).toBe(revision === 1 ? null : firstOf.get(to));
    expect(oneClick).toBe(true);
  }
  expect(notMailed).toEqual([
    { to: 'senegal@citizens.example', revision: 1, why: expect.stringContaining('Senegal') },
    { to: 'senegal@citizens.example', revision: 2, why: expect.stringContaining('Senegal') },
    { to: 'two-wishes@citizens.example', revision: 3, why: expect.stringContaining('one click') },
    { to: 'senegal@citizens.example', revision: 3, why: expect.stringContaining('Senegal') },
  ]);
  expect(webhooks).toMatchObject([
    { type: 'advisory.approved', revision: 1, verified: true },
    { type: 'advisory.published', revision: 1, verified: true },
    { type: 'advisory.approved', revision: 2, verified: true },
    { type: 'advisory.corrected', revision: 2, verified: true },
    { type: 'advisory.approved', revision: 3, verified: true },
    { type: 'advisory.all_clear', revision: 3, verified: true },
  ]);
  expect(publications).toMatchObject([
    { revision: 1, planned: 5, sent: 5 },
    { revision: 2, planned: 5, sent: 5 },
    { revision: 3, planned: 4, sent: 4 },
  ]);
}

const callSchema = z.object({
  secret: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
});

/** The document is the last line, and with `npm run -s` the only one. */
function read(stdout: string): Document {
  const lines = stdout.trim().split('\n');
  expect(lines).toHaveLength(1);
  return documentSchema.parse(JSON.parse(lines[0] ?? ''));
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function demo(...flags: readonly string[]): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  const root = new URL('../..', import.meta.url);
  const child = execFile(
    'npm',
    ['run', '-s', 'demo', '--', ...flags],
    { cwd: root, maxBuffer: 10_000_000 },
    (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
  );
  return promise;
}
