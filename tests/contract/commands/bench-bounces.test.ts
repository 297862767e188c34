import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';

const full = `From: MAILER-DAEMON@mx.example.net

<ana@example.org>:
552 5.2.2 mailbox full
`;

test('B1, B2: bench bounces compares a folder of notices with its labels, the figures on the last line', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bounces-'));
  const label = { recipient: 'ana@example.org', class: 'soft', expectedAction: 'count' };
  const dead = { recipient: 'ana@example.org', class: 'hard', expectedAction: 'suppress' };
  const samples = [
    { file: 'full.eml', recipients: [label] },
    { file: 'missed.eml', recipients: [dead] },
  ];
  await writeFile(join(folder, 'full.eml'), full);
  await writeFile(join(folder, 'missed.eml'), full);
  await writeFile(join(folder, 'expected.json'), JSON.stringify({ samples }));
  const { stdout } = await bench('--dir', folder, '--json');
  await rm(folder, { recursive: true });
  expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
    precision: 1,
    recall: 0,
    recipientsExact: 1,
    wrongSuppressions: 0,
    slowestMs: expect.any(Number),
  });
});

test('bench bounces says what to set where there is no such folder', async () => {
  await expect(bench('--dir', '/nowhere')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /expected expected\.json .* in \/nowhere: say --dir DIR, or set CORPORA_DIR/,
    ),
  });
});

test('bench bounces refuses a flag that it does not know', async () => {
  await expect(bench('--rounds', '3')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining("Unknown option '--rounds'"),
  });
});

function bench(...typed: readonly string[]) {
  return promisify(execFile)(process.execPath, [
    resolve('tests/bench/main.ts'),
    'bounces',
    ...typed,
  ]);
}
