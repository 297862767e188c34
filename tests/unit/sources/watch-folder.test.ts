import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { AppError } from '#src/errors.ts';
import type { PushedDocument } from '#src/sources/ingest.ts';
import { takeFiles } from '#src/sources/watch-folder.ts';

test('a text file is taken in, with the address in its first line, and moved away', async () => {
  await using it = await aFolder();
  await it.put(
    'caution.txt',
    'URL: https://ministry.example/press/1\r\nIndians should be careful.\n',
  );
  expect(await it.scan()).toEqual([{ sourceId: 'in-mea', name: 'caution.txt', outcome: 'taken' }]);
  expect(it.accepted).toEqual([
    {
      sourceId: 'in-mea',
      url: 'https://ministry.example/press/1',
      contentType: 'text/plain',
      body: Buffer.from('Indians should be careful.\n'),
    },
  ]);
  expect(await it.files()).toEqual(['taken/caution.txt']);
});

test('the address may stand in a file beside it, and goes with it', async () => {
  await using it = await aFolder();
  await it.put('caution.html', '<p>Indians should be careful.</p>');
  await it.put('caution.html.url', 'https://ministry.example/press/2\n');
  await it.scan();
  expect(it.accepted).toMatchObject([
    { url: 'https://ministry.example/press/2', contentType: 'text/html' },
  ]);
  expect(await it.files()).toEqual(['taken/caution.html', 'taken/caution.html.url']);
});

test('a file without an address is taken as it is', async () => {
  await using it = await aFolder();
  await it.put('caution.txt', 'Indians should be careful.');
  await it.scan();
  expect(it.accepted).toEqual([
    {
      sourceId: 'in-mea',
      contentType: 'text/plain',
      body: Buffer.from('Indians should be careful.'),
    },
  ]);
});

test('a file that is still being written is left alone until it rests', async () => {
  await using it = await aFolder();
  await it.put('caution.txt', 'Indians should be');
  expect(await it.scan(Date.now())).toEqual([]);
  expect(await it.files()).toEqual(['caution.txt']);
  expect(await it.scan()).toHaveLength(1);
});

test.each([
  ['picture.png', 'x', 'expected a .txt or .html file, got another kind'],
  ['no-text.txt', 'refuse me', 'expected text, got something else'],
  ['huge.txt', 'x'.repeat(4 * 1024 * 1024 + 1), 'expected at most 4194304 bytes, got 4194305'],
])('%s is refused, and its reason lies beside it', async (name, text, reason) => {
  await using it = await aFolder();
  await it.put(name, text);
  expect(await it.scan()).toMatchObject([{ name, outcome: 'refused' }]);
  expect(await it.files()).toEqual([`refused/${name}`, `refused/${name}.reason.txt`]);
  expect(await it.read(`refused/${name}.reason.txt`)).toBe(`${reason}\n`);
});

test('what is wrong with us refuses no file: it stays and is taken later', async () => {
  await using it = await aFolder();
  await it.put('caution.txt', 'database is down');
  await expect(it.scan()).rejects.toThrow('the database went away');
  expect(await it.files()).toEqual(['caution.txt']);
});

test('a second file of the same name replaces nothing', async () => {
  await using it = await aFolder();
  for (const text of ['first', 'second']) {
    await it.put('caution.txt', text);
    await it.scan();
  }
  const files = await it.files();
  const texts = await Promise.all(files.map((name) => it.read(name)));
  expect(texts.toSorted()).toEqual(['first', 'second']);
});

test('two workers that look at once lose nothing and stumble over nothing', async () => {
  await using it = await aFolder();
  for (const name of ['a.txt', 'b.txt', 'c.txt']) await it.put(name, name);
  await Promise.all([it.scan(), it.scan(), it.scan()]);
  expect(new Set(it.accepted.map(({ body }) => body.toString()))).toEqual(
    new Set(['a.txt', 'b.txt', 'c.txt']),
  );
  expect(await it.files()).toEqual(['taken/a.txt', 'taken/b.txt', 'taken/c.txt']);
});

test('hidden files, folders and links are no reports', async () => {
  await using it = await aFolder();
  await it.put('.caution.txt.part', 'x');
  await symlink('/etc/hostname', join(it.dir, 'in-mea', 'link.txt'));
  expect(await it.scan()).toEqual([]);
});

test('a watched folder that is not there is said to be missing', async () => {
  const nowhere = { dir: join(tmpdir(), 'no-such-folder'), accept: refuse, now: () => new Date() };
  await expect(takeFiles(nowhere, AbortSignal.timeout(5000))).rejects.toThrow('expected a folder');
});

async function refuse(): Promise<never> {
  throw new Error('expected nothing to accept');
}

async function aFolder() {
  const dir = await mkdtemp(join(tmpdir(), 'watched-'));
  await mkdir(join(dir, 'in-mea'));
  const accepted: PushedDocument[] = [];
  const scan = (at = Date.now() + 60_000) =>
    takeFiles({ dir, accept, now: () => new Date(at) }, AbortSignal.timeout(5000));
  return {
    dir,
    accepted,
    scan,
    put: (name: string, text: string) => writeFile(join(dir, 'in-mea', name), text),
    read: (name: string) => readFile(join(dir, 'in-mea', name), 'utf8'),
    async files() {
      const entries = await readdir(join(dir, 'in-mea'), { recursive: true, withFileTypes: true });
      const paths = entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));
      return paths.map((path) => path.slice(join(dir, 'in-mea').length + 1)).toSorted();
    },
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true }),
  };

  async function accept(document: PushedDocument) {
    const text = document.body.toString();
    if (text === 'refuse me')
      throw new AppError('REPORT_UNREADABLE', 'expected text, got something else');
    if (text === 'database is down') throw new Error('the database went away');
    accepted.push(document);
    return { reportId: 1, advisoryEventId: 1 };
  }
}
