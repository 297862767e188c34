import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

import { expect, test } from 'vitest';

import { capInfoXml, capXml } from '#tests/support/cap-alert.ts';

const program = resolve(import.meta.dirname, '../../../src/commands/ingest.ts');

/** An operator's machine with files and nothing else: no database, no network, no other file of ours to be read. */
async function openFolder(files: Readonly<Record<string, string>>) {
  await using owned = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'consular-alerts-cap-'));
  owned.defer(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const project = resolve(import.meta.dirname, '../../..');
  const fence = ['--permission', `--allow-fs-read=${project}`, `--allow-fs-read=${folder}`];
  const type = async (...words: readonly string[]) => {
    const child = spawn(process.execPath, [...fence, program, 'cap', ...words], {
      cwd: folder,
      env: {},
    });
    const [out, err, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ]);
    return { out, err, code: Number(code) };
  };
  const kept = owned.move();
  return { type, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

const files = {
  'good.xml': capXml(),
  'bad.xml': capXml().replace('<scope>Public</scope>', ''),
  'marked.xml': capXml({ infos: [capInfoXml({ description: '&lt;b&gt;x&lt;/b&gt;' })] }),
  'wide.xml': '<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
};

test('C1 · one line a file, for programs, with neither database nor network nor any other file', async () => {
  await using folder = await openFolder(files);
  const { out, code, err } = await folder.type(...Object.keys(files), '--json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(
    out
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line)),
  ).toEqual([
    { file: 'good.xml', accepted: true, layer: null, reason: null, warnings: [] },
    {
      file: 'bad.xml',
      accepted: false,
      layer: 'xsd',
      reason: expect.stringContaining('expected <scope>'),
      warnings: [],
    },
    {
      file: 'marked.xml',
      accepted: true,
      layer: null,
      reason: null,
      warnings: [expect.stringContaining('markup')],
    },
    {
      file: 'wide.xml',
      accepted: false,
      layer: 'security',
      reason: expect.stringContaining('DOCTYPE'),
      warnings: [],
    },
  ]);
});

test('and for people', async () => {
  await using folder = await openFolder(files);
  const { out } = await folder.type('good.xml', 'bad.xml');
  expect(out).toMatch(/^good\.xml: accepted\nbad\.xml: refused \(xsd\): expected <scope>/);
});

test('a file that cannot be read is said after the others are judged', async () => {
  await using folder = await openFolder(files);
  const { out, err, code } = await folder.type('missing.xml', 'good.xml', '--json');
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ file: 'good.xml', accepted: true });
  expect(err).toContain('missing.xml (ENOENT)');
});

test('no file at all is a misunderstanding', async () => {
  await using folder = await openFolder({});
  const { err, code } = await folder.type();
  expect(code).toBe(1);
  expect(err).toContain('Expected a file or more');
});
