import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';

import { startService } from '#tests/support/service.ts';

import { openMachine } from './type-command.ts';

const text = 'All nationals of the issuing country in Mali are asked to exercise utmost caution.';

test('a document is handed in once, however often it is pushed', async () => {
  await using machine = await openMachine();
  await using service = await startService({ databaseUrl: machine.databaseUrl });
  const file = join(machine.folder, 'report.txt');
  await writeFile(file, text);
  const push = () =>
    machine.type('ingest', 'push', 'in-mea', file, '--url', 'https://ministry.example/1', '--json');
  expect(JSON.parse((await push()).out)).toEqual({
    sourceId: 'in-mea',
    reportId: 1,
    advisoryEventId: 1,
  });
  expect(JSON.parse((await push()).out)).toEqual({ sourceId: 'in-mea', reportId: 1 });
  const { rows } = await sql`select url, convert_from(body, 'UTF8') as body from reports`.execute(
    service.app.db,
  );
  expect(rows).toEqual([{ url: 'https://ministry.example/1', body: text }]);
});

test('what a document seems to say is shown with its sentences, and nothing is kept', async () => {
  await using machine = await openMachine();
  const file = join(machine.folder, 'report.txt');
  await writeFile(file, 'Indian nationals in Mali are advised to exercise caution.');
  const { code, out } = await machine.type(
    'ingest',
    'propose',
    '--source',
    'in-mea',
    file,
    '--json',
  );
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    appliesTo: [{ value: { country: 'ML' }, confidence: 0.9 }],
    residents: { value: 'caution', evidence: expect.stringContaining('exercise caution') },
    travellers: { value: 'none' },
  });
  const { out: shown } = await machine.type('ingest', 'propose', '--source', 'in-mea', file);
  expect(shown).toMatch(/^FIELD +VALUE +SURE +THE SENTENCE[^]*^residents +caution/m);
  const push = await machine.type('ingest', 'push', 'in-mea', file, '--json');
  expect(JSON.parse(push.out)).toMatchObject({ reportId: 1 }); // the first that is kept
});

test('the sources and their health stand in a table', async () => {
  await using machine = await openMachine();
  const { code, out } = await machine.type('ingest', 'sources');
  expect(code).toBe(0);
  expect(out).toMatch(/^SOURCE +KIND[^]*^in-mea +pushed +review[^]*^uk-fcdo +polled +signal/m);
});

describe('what cannot be done is refused in one message, and the exit code is 1', () => {
  test.for([
    [
      'an unknown source',
      ['poll', 'xx-nobody'],
      /expected one of the sources .*uk-fcdo.*, got xx-nobody/,
    ],
    [
      'a pushed source cannot be polled',
      ['poll', 'in-mea'],
      /expected one of the sources .*uk-fcdo.*, got in-mea/,
    ],
    [
      'a file that is not there',
      ['push', 'in-mea', '/nowhere.txt'],
      /Could not read \/nowhere\.txt \(ENOENT\)/,
    ],
    ['another kind of file', ['push', 'in-mea', '/nowhere.pdf'], /Expected a \.txt or \.html file/],
    ['a word too few', ['push', 'in-mea'], /Expected the id of a source and a file, got 1 word\b/],
    [
      'a source that is no prose',
      ['propose', '--source', 'uk-fcdo', '/nowhere.txt'],
      /expected a source in prose, in-mea, got uk-fcdo/,
    ],
    ['no source', ['propose', '/nowhere.txt'], /Expected --source and the id of a source/],
    ['no command', [], /Expected cap, propose, replay, sources, poll or push, got nothing/],
    ['an unknown option', ['sources', '--al'], /Unknown option '--al'[^]*--help/],
  ] as const)('%s', async ([, words, expected]) => {
    await using machine = await openMachine();
    const { code, err } = await machine.type('ingest', ...words);
    expect(err).toMatch(expected);
    expect(code).toBe(1);
  });
});
