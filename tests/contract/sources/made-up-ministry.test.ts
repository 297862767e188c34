import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { createMadeUpMinistry } from '#tests/support/made-up/ministry.ts';
import { publisherContract } from '#tests/support/publisher-contract.ts';

const url = 'https://ministry.example/bulletin.txt';
const fixture = readFileSync(join(import.meta.dirname, 'fixtures/made-up-ministry.txt'));

publisherContract('made-up-ministry', {
  create: createMadeUpMinistry,
  url,
  contentType: 'text/plain',
  fixture,
  size: 3,
});

test.each([
  ['0223', 'ML', 4, 'red'],
  ['0047', 'NO', 1, 'green'],
  ['0383', 'RS-KM', 3, 'amber'],
])('their number %s is %s, at our level %i', (key, ...expected) => {
  const publisher = createMadeUpMinistry({ sourceId: 'made-up-ministry', url, options: undefined });
  const document = { url, contentType: 'text/plain', body: fixture, fetchedAt: new Date(0) };
  const entry = publisher.read(document).entries.find((one) => one.key === key);
  const [place] = entry?.content.appliesTo ?? [];
  expect([place?.region ?? place?.country, place?.level, place?.levelWording]).toEqual(expected);
});
