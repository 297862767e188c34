import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { expect, test } from 'vitest';

import { recordingIn } from '#src/sources/replay/files.ts';
import type { Recording } from '#src/sources/replay/files.ts';
import type { RecordedPoll } from '#src/sources/replay/recorded-poll.ts';

test.each([
  ['2025-03-01.json', '2025-03-01', '2025-03-01T00:00:00.000Z'],
  ['2025-03-01-index.json.gz', '2025-03-01', '2025-03-01T00:00:00.000Z'],
  ['2025-03-01T0600Z-rss.xml', '2025-03-01T06:00:00Z', '2025-03-01T06:00:00.000Z'],
  ['2025-03-01T06:00:30Z.json', '2025-03-01T06:00:30Z', '2025-03-01T06:00:30.000Z'],
  ['2025-03-01T06-00-30.json', '2025-03-01T06:00:30Z', '2025-03-01T06:00:30.000Z'],
  ['20250301T060000Z.json', '2025-03-01T06:00:00Z', '2025-03-01T06:00:00.000Z'],
  ['2025-03-01T0600+0530.json', '2025-03-01T00:30:00Z', '2025-03-01T00:30:00.000Z'],
])('%s was recorded at %s', async (name, label, at) => {
  await using folder = await aFolder();
  await writeFile(join(folder.path, name), '{}');
  const polls = await pollsOf(await recordingIn(folder.path, 'https://ministry.example/'));
  expect(polls).toMatchObject([{ label, at: new Date(at) }]);
});

test.each(['README.md', 'index.json', '2025-13-45.json', '12025-03-01.json', 'x-2025-03-01.json'])(
  '%s says no instant',
  async (name) => {
    await using folder = await aFolder();
    await writeFile(join(folder.path, '2025-03-01.json'), '{}');
    await writeFile(join(folder.path, name), '{}');
    const recording = await recordingIn(folder.path, 'https://ministry.example/');
    expect(recording).toMatchObject({ polls: 1, skipped: [name] });
  },
);

test('documents of one instant are one poll, in the order of time, packed or not', async () => {
  await using folder = await aFolder();
  await writeFile(join(folder.path, '2025-03-02.json'), 'later');
  await writeFile(join(folder.path, '2025-03-01T0600Z-b.xml'), 'second');
  await writeFile(join(folder.path, '2025-03-01T0600Z-a.json.gz'), gzipSync('first'));
  await mkdir(join(folder.path, '2025-03-03'));
  await writeFile(join(folder.path, '2025-03-03', 'list.json'), 'last');
  await writeFile(join(folder.path, 'README.md'), 'what this is');
  const recording = await recordingIn(folder.path, 'https://ministry.example/');
  expect(recording).toMatchObject({ polls: 3, skipped: ['README.md'] });
  const polls = await pollsOf(recording);
  expect(
    polls.map(({ label, documents }) => [label, ...documents.map(({ body }) => body.toString())]),
  ).toEqual([
    ['2025-03-01T06:00:00Z', 'first', 'second'],
    ['2025-03-02', 'later'],
    ['2025-03-03', 'last'],
  ]);
});

test('a file that only claims to be packed is a poll that failed, not the end', async () => {
  await using folder = await aFolder();
  await writeFile(join(folder.path, '2025-03-01.json.gz'), Buffer.from([0x1f, 0x8b, 1, 2, 3]));
  const recording = await recordingIn(folder.path, 'https://ministry.example/');
  expect(await pollsOf(recording)).toMatchObject([
    { documents: [], unopened: [expect.stringContaining('cannot be opened')] },
  ]);
});

test('a folder without a single date says how files are to be named', async () => {
  await using folder = await aFolder();
  await expect(recordingIn(folder.path, 'https://x.example/')).rejects.toThrow(
    /names begin with a date.*got an empty folder/,
  );
  await writeFile(join(folder.path, 'index.json'), '{}');
  await expect(recordingIn(folder.path, 'https://x.example/')).rejects.toThrow(
    /2025-03-01\.json.*got only files named otherwise/,
  );
  await expect(recordingIn('/nowhere', 'https://x.example/')).rejects.toThrow(/--dir: expected/);
});

async function pollsOf({ read }: Recording): Promise<readonly RecordedPoll[]> {
  const polls: RecordedPoll[] = [];
  for await (const poll of read()) polls.push(poll);
  return polls;
}

async function aFolder() {
  const path = await mkdtemp(join(tmpdir(), 'recorded-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}
