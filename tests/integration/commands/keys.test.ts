import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';
import { z } from 'zod';

import { openMachine } from './type-command.ts';

test('a key file is made for its owner alone, never replaced, and shown without a key', async () => {
  await using machine = await openMachine();
  const path = join(machine.folder, 'new', 'keys.json');
  expect(await machine.type('keys', 'create', path)).toMatchObject({ code: 0 });
  expect((await stat(path)).mode & 0o777).toBe(0o600);

  const text = await readFile(path, 'utf8');
  const again = await machine.type('keys', 'create', path);
  expect(again).toMatchObject({ code: 1, err: expect.stringContaining('no file of that name') });
  expect(await readFile(path, 'utf8')).toBe(text);

  const shown = await machine.type('keys', 'show', path, '--json');
  expect(JSON.parse(shown.out)).toEqual({ path, mode: '600', dataKeyVersions: [1], newest: 1 });
  const file = z
    .object({ data: z.array(z.object({ key: z.string() })), index: z.string(), tokens: z.string() })
    .parse(JSON.parse(text));
  for (const key of [file.index, file.tokens, ...file.data.map((each) => each.key)])
    expect(shown.out).not.toContain(key);
});

test.each([
  ['keys', 'status', 'extra'],
  ['keys', 'rotate', 'extra'],
  ['keys', 'rotate', 'extra', '--retire'],
  ['keys', 'show', 'a', 'extra'],
  ['keys', 'create', 'a', 'extra'],
  ['citizens', 'import', 'a.csv', 'extra', '--by', 'ana'],
  ['citizens', 'invite', 'a.csv', 'extra', '--by', 'ana', '--organisation', 'A'],
  ['citizens', 'lists', 'extra'],
  ['citizens', 'export', 'extra', '--out', 'a.csv', '--by', 'ana', '--reason', 'We move away'],
  ['citizens', 'crisis', 'status', 'extra'],
  ['citizens', 'address', '1', 'extra', '--by', 'ana', '--reason', 'We must know'],
  ['citizens', 'answer', '1', 'extra', '--out', 'a', '--by', 'ana', '--reason', 'We must know'],
])('a word too many is refused by %s %s', async (name, ...words) => {
  await using machine = await openMachine();
  expect(await machine.type(name, ...words)).toEqual({
    code: 1,
    out: '',
    err: expect.stringMatching(/^(Expected|Unexpected) .*\n\nSee .*--help \(INPUT_INVALID\)\n$/),
  });
});

test('without a path the key file of the environment is shown', async () => {
  await using machine = await openMachine();
  const { out } = await machine.type('keys', 'show');
  expect(out).toContain(machine.keyPath);
});
