import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';

test.each<[string, readonly string[], RegExp]>([
  ['no source', ['--dir', '.'], /Expected --source/],
  ['no folder', ['--source', 'us-state'], /Expected --dir/],
  ['a word too many', ['x', '--source', 'us-state', '--dir', '.'], /Expected nothing more/],
  ['an unknown source', ['--source', 'atlantis', '--dir', '.'], /--source: .*got atlantis/],
])('replay says what it needs: %s', async (_what, words, message) => {
  await expect(replay(...words)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(message),
  });
});

test.each([
  ['{ "steepDrop": 3 }', /got steepDrop; expected some of steepDropSteps, stormShare.*mode/],
  ['{ "stormShare": 7 }', /--policy: stormShare: .*expected some of/],
  ['{ "mode": "shout" }', /--policy: mode: /],
  ['steepDropSteps: 3', /--policy: expected a file of JSON/],
])('replay refuses a policy of %s and names the figures there are', async (policy, message) => {
  const folder = await mkdtemp(join(tmpdir(), 'policy-'));
  const file = join(folder, 'policy.json');
  await writeFile(file, policy);
  const words = ['--source', 'atlantis', '--dir', folder, '--policy', file];
  const failed = replay(...words);
  await expect(failed).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(message) });
  await rm(folder, { recursive: true });
});

async function replay(...words: readonly string[]) {
  const command = resolve('src/commands/ingest.ts');
  return await promisify(execFile)('node', [command, 'replay', ...words]);
}
