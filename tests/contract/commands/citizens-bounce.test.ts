import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

import { describe, expect, test } from 'vitest';

import { compiled } from '#tests/support/compiled.ts';

const dead = `From: MAILER-DAEMON@mx.example.net
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Final-Recipient: rfc822; ana@example.org
Action: failed
Status: 5.1.1

--b--
`;
const person = 'From: ben@example.org\nSubject: Re: Mali\n\nplease help, we are in Kayes\n';

describe('B1: citizens bounce', () => {
  test('prints a line a file, with the class and what would be done, without database and keys', async () => {
    await using folder = await aFolder({ 'dead.eml': dead, 'person.eml': person });
    const { code, out } = await typed([
      'bounce',
      folder.path('dead.eml'),
      folder.path('person.eml'),
      '--json',
    ]);
    expect(code).toBe(0);
    expect(
      out
        .trim()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
    ).toEqual([
      {
        file: folder.path('dead.eml'),
        recipients: [
          { recipient: 'ana@example.org', class: 'hard', status: '5.1.1', action: 'suppress' },
        ],
      },
      { file: folder.path('person.eml'), recipients: [] },
    ]);
  });

  test('reads standard input, and says in words what it is', async () => {
    const { code, out } = await typed(['bounce', '-'], person);
    expect({ code, out }).toEqual({ code: 0, out: '-: from a person, to be read by officers\n' });
  });

  test('reads all messages of an mbox file, and none out of a sentence that begins with "From"', async () => {
    const line = 'From MAILER-DAEMON Thu Apr 29 23:34:45 2025\n';
    const mbox = `${line}${dead}\n${line}${person}\n\nFrom here on the road is closed.\n`;
    await using folder = await aFolder({ mbox });
    const { out } = await typed(['bounce', folder.path('mbox')]);
    expect(out.match(/a report/g)).toHaveLength(1);
    expect(out.match(/from a person/g)).toHaveLength(1);
  });

  test('goes on after a file that cannot be read, says so, and ends with 1', async () => {
    await using folder = await aFolder({ 'person.eml': person });
    const { code, out, err } = await typed([
      'bounce',
      folder.path('none.eml'),
      folder.path('person.eml'),
    ]);
    expect(code).toBe(1);
    expect(out).toContain('from a person');
    expect(err).toContain('none.eml could not be read (ENOENT): expected a message in a file');
  });

  test.each([
    { words: [], said: ', got nothing' },
    { words: ['bounces'], said: ', got bounces' },
    { words: ['bounce'], said: 'Expected one file or more' },
    { words: ['bounce', '--jsn', 'x'], said: "Unknown option '--jsn'" },
  ])('refuses $words and says what was expected', async ({ words, said }) => {
    const { code, err } = await typed(words);
    expect(code).toBe(1);
    expect(err).toContain(said);
    expect(err).toContain('--help');
  });

  test('explains itself', async () => {
    expect((await typed(['--help'])).out).toContain('bounce');
    const { code, out } = await typed(['bounce', '--help']);
    expect(code).toBe(0);
    expect(out).toContain('npm run citizens -- bounce FILE');
  });
});

async function typed(words: readonly string[], input = '') {
  const child = spawn(process.execPath, [resolve('src/commands/citizens.ts'), ...words], {
    env: compiled,
  });
  child.stdin.end(input);
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((end) => child.once('exit', end)),
  ]);
  return { code, out, err };
}

async function aFolder(files: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(join(tmpdir(), 'notices-'));
  await Promise.all(
    Object.entries(files).map(([name, body]) => writeFile(join(folder, name), body)),
  );
  return {
    path: (name: string) => join(folder, name),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}
