import { sql } from 'kysely';
import { expect, test } from 'vitest';

import { ownRedis } from '#tests/integration/queue/own-redis.ts';
import { addressOf, liveThrough, planted } from '#tests/support/full-run.ts';
import { dumpOf, filesOf, formsOf, wordsIn, wordsOf } from '#tests/support/planted.ts';

const { people, contact, domain, places } = planted;
/** Addresses, and their parts by themselves. */
const named = [...people, contact];
const secrets = [...named.map(addressOf), ...named, domain];

/** What is everybody's to read: advisories, their drafts and what was said of them. All else is about people. */
const published = [
  'advisories',
  'revisions',
  'drafts',
  'approvals',
  'missions',
  'mission_changes',
  'endpoints',
  'events',
  'audit',
  'privacy_notices',
];

const withoutBinary = (text: string) => text.replaceAll(/\\\\x[0-9a-f]+/g, '');

test('S6 · S7 · after a full life of the service nothing planted is found in a dump, on disk, in Redis, logs, metrics or refusals', async () => {
  await using redis = await ownRedis();
  await using run = await liveThrough({ redisUrl: redis.url });
  const { app, sink } = run.duty;
  // It did happen: people were told, and what was planted is what they were told about.
  expect(sink.messages.length).toBeGreaterThan(12);
  expect(
    wordsIn(sink.messages.map(({ raw }) => raw.toString()).join('\n'), [...named, 'Kiribati']),
  ).toHaveLength(named.length + 1);

  const { rows: purposes } = await sql<{ sort: string }>`
    select distinct split_part(purpose, ':', 1) as sort from deliveries where settled_at is not null`.execute(
    app.db,
  );
  expect(purposes.map(({ sort }) => sort)).toEqual(
    expect.arrayContaining([
      'confirm',
      'added',
      'manage',
      'in-force',
      'unsubscribed',
      'digest',
      'imported',
      'trip-opens',
      'trip-begins',
      'residence',
      'answer',
      'answered',
    ]),
  );

  const tables = await dumpOf(app.db);
  const full = tables.filter(({ rows }) => rows > 0).map(({ name }) => name);
  expect(full).toEqual(
    expect.arrayContaining([
      'addresses',
      'subscriptions',
      'interests',
      'link_tokens',
      'suppressions',
      'consents',
      'paces',
      'attempts',
      'deliveries_2',
      'deliveries_standing',
      'briefings',
      'publications',
      'forgotten_counts',
      'revisions',
      'received',
      'received_counts',
      'soft_bounces',
      'imports',
      'endpoints',
      'endpoint_secrets',
      'lines',
      'events',
      'calls',
      'call_attempts',
      'acknowledgements',
      'acknowledgement_steps',
      'partner_tokens',
      'idempotent_answers',
    ]),
  );
  const found = tables.flatMap((table) =>
    wordsOf(table, secrets).map((word) => `${table.name}: ${word}`),
  );
  expect(found).toEqual([]);
  const interests = tables
    .filter(({ name }) => !published.includes(name))
    .flatMap((table) => wordsOf(table, places).map((word) => `${table.name}: ${word}`));
  expect(interests).toEqual([]);
  // A code of two letters is looked for as a word of its own, where rows are text.
  const codes = tables
    .filter(({ name, text }) => !published.includes(name) && /\bKI\b/.test(withoutBinary(text)))
    .map(({ name }) => name);
  expect(codes).toEqual([]);
  expect(wordsIn(await filesOf(app.db), secrets)).toEqual([]);

  expect(wordsIn(await redis.dump(), [...secrets, ...places])).toEqual([]);
  const keys = await redis.ask((client) => client.keys('*'));
  expect(keys.length).toBeGreaterThan(0);
  expect(run.logged.length).toBeGreaterThan(20);
  expect(wordsIn(run.logged.join(''), [...secrets, ...places])).toEqual([]);
  const metrics = await (await fetch(`${run.url}/metrics`)).text();
  expect(metrics).toContain('consular_alerts_deliveries');
  expect(wordsIn(metrics, [...secrets, ...places])).toEqual([]);
  expect(run.refusals.length).toBeGreaterThan(5);
  expect(wordsIn(run.refusals.join('\n'), secrets)).toEqual([]);
}, 120_000);

test.each([
  ['as it is', (word: string) => Buffer.from(`x${word}y`)],
  [
    'in base64, wherever it begins',
    (word: string) => Buffer.from(Buffer.from(`ab${word}cd`).toString('base64')),
  ],
  [
    'in base64url at another place',
    (word: string) => Buffer.from(Buffer.from(`a${word}`).toString('base64url')),
  ],
  ['in hex', (word: string) => Buffer.from(Buffer.from(word).toString('hex'))],
  ['in quoted-printable', (word: string) => Buffer.from(word.replace('@', '=40'))],
  ['in an address line', (word: string) => Buffer.from(encodeURIComponent(word))],
  ['in UTF-16', (word: string) => Buffer.from(`a${word}`, 'utf16le')],
])('a planted word is found %s', (_sentence, hide) => {
  for (const word of secrets) expect(wordsIn(hide(word), [word])).toEqual([word]);
  expect(formsOf('a').length).toBeGreaterThan(3);
  expect(wordsIn(Buffer.from('nothing of the kind'), secrets)).toEqual([]);
});
