import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { sources } from '#config/sources.ts';
import { followedSources } from '#src/sources/sources-file.ts';

const mirror = {
  format: 'uk-fcdo',
  everySeconds: 600,
  url: 'https://mirror.example/advice',
  licence: 'OGL-UK-3.0',
};

test('C1: a source of a known format is added by configuration alone, and is a signal until the operator says more', async () => {
  expect(await read({ 'uk-mirror': mirror })).toEqual({
    ...sources,
    'uk-mirror': { ...mirror, kind: 'polled', mode: 'signal' },
  });
});

test('an entry of a known id changes what it names, and nothing else', async () => {
  expect(await read({ 'uk-fcdo': { mode: 'review', off: true } })).toEqual({
    ...sources,
    'uk-fcdo': { ...sources['uk-fcdo'], mode: 'review', off: true },
  });
});

test.each([
  ['no JSON', '{', /expected JSON/],
  ['a list', [], /expected an object with an entry for each source/],
  ['an entry that is none', { 'uk-fcdo': true }, /expected an object/],
  [
    'an id with a slash',
    { '../etc': mirror },
    /small letters, digits and hyphens as an id, got "\.\.\/etc"/,
  ],
  [
    'an unknown format',
    { xx: { ...mirror, format: 'xx-mfa' } },
    /xx\.format: expected one of the formats .*uk-fcdo/,
  ],
  ['a misspelt key', { xx: { ...mirror, evrySeconds: 60 } }, /xx: Unrecognized key: "evrySeconds"/],
  [
    'a hasty one',
    { xx: { ...mirror, everySeconds: 1 } },
    /xx\.everySeconds: expected a minute or more/,
  ],
  ['no licence', { xx: { ...mirror, licence: '' } }, /xx\.licence: expected under which licence/],
  [
    'no address',
    { xx: { ...mirror, url: 'ftp://feed.example' } },
    /xx\.url: expected the address of the feed/,
  ],
  [
    'an address with a password',
    { xx: { ...mirror, url: 'https://asha:secret@feed.example/' } },
    /xx\.url: expected an address without a name and a password/,
  ],
  [
    'prose that goes out by itself',
    { 'in-mea': { mode: 'publish' } },
    /in-mea\.mode: expected review or signal: prose never/,
  ],
  ...(
    [
      ['an embassy’s posts', { format: 'wordpress', options: { country: 'ML' } }],
      ['a library of reports', { format: 'reliefweb', options: { appname: 'x' } }],
      ['a feed that says no level', { format: 'feed', options: { country: {} } }],
    ] as const
  ).map(([what, entry]): [string, unknown, RegExp] => [
    `${what}, published by themselves,`,
    { xx: { ...mirror, ...entry, mode: 'publish' } },
    /xx\.mode: expected review or signal: what it says is prose/,
  ]),
  [
    'prose dressed up as a feed',
    { 'in-mea': { mode: 'publish', kind: 'polled' } },
    /in-mea\.(?:everySeconds|format)/,
  ],
])('%s is refused by the name of its key', async (_what, file, expected) => {
  await expect(read(file)).rejects.toThrow(expected);
});

test('a feed with a level may publish by itself', async () => {
  const rated = { ...mirror, format: 'feed', options: { level: {} }, mode: 'publish' };
  expect(await read({ xx: rated })).toMatchObject({ xx: { mode: 'publish' } });
});

test('a file that is not there stops the start', async () => {
  await expect(followedSources({ SOURCES_FILE: '/nowhere.json' })).rejects.toMatchObject({
    code: 'CONFIGURATION_INVALID',
    message: 'SOURCES_FILE /nowhere.json: could not be read (ENOENT)',
  });
  expect(await followedSources({})).toBe(sources);
});

async function read(file: unknown) {
  const folder = await mkdtemp(join(tmpdir(), 'sources-'));
  const path = join(folder, 'sources.json');
  try {
    await writeFile(path, typeof file === 'string' ? file : JSON.stringify(file));
    return await followedSources({ SOURCES_FILE: path });
  } finally {
    await rm(folder, { recursive: true });
  }
}
