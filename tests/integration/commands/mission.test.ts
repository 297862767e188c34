import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';
import { z } from 'zod';

import { seedMissions } from '#src/store/missions.ts';
import { aContent, aMission, aMissionInDakar } from '#tests/support/builders-content.ts';

import { openDesk } from './open-desk.ts';

const dakar = aMissionInDakar();
const bamako = 'in-embassy-bamako';

async function openMissionDesk() {
  const desk = await openDesk();
  await seedMissions(desk.office.db, [dakar]);
  const [asha, ravi] = [
    await desk.office.tokenOf('Asha', 'author', 'approver'),
    await desk.office.tokenOf('Ravi', 'author', 'approver'),
  ];
  const file = join(desk.folder, 'mission.json');
  return {
    ...desk,
    file,
    asAsha: (...words: readonly string[]) => desk.type(asha, 'mission', ...words),
    asRavi: (...words: readonly string[]) => desk.type(ravi, 'mission', ...words),
    write: (content: unknown) => writeFile(file, JSON.stringify(content)),
    [Symbol.asyncDispose]: () => desk[Symbol.asyncDispose](),
  };
}

test('a number is changed by two officers at the command line, who both see what it was and what it will be', async () => {
  await using desk = await openMissionDesk();
  const { file, asAsha, asRavi, write } = desk;
  expect((await asAsha('list')).out).toMatch(
    /^in-embassy-bamako +ML +Embassy of India, Bamako +\+22300000002 \+22300000001 +dialled 2025-06-20T09:00:00Z\nin-embassy-dakar /,
  );
  const shown = await asAsha('show', bamako, '--json');
  const mission = z
    .object({ phones: z.array(z.unknown()) })
    .loose()
    .parse(JSON.parse(shown.out));
  await write({ ...mission, phones: [{ number: '+22300000009', use: 'emergency' }] });

  const proposed = await asAsha('propose', '--file', file, '--reason', 'a new exchange');
  expect(proposed.out).toMatch(
    /^Change 1 of mission in-embassy-bamako: open\nAn edit, proposed by Asha, .*: a new exchange\n/,
  );
  const lines = [
    /^ {2}Emergency +\+22300000001 → \+22300000009$/m,
    /^ {2}Office +\+22300000002 → -$/m,
  ];
  for (const line of lines) expect(proposed.out).toMatch(line);
  expect(proposed.out).not.toMatch(/Hours|Name/);
  expect(proposed.out).toMatch(/mission accept 1\n$/);
  expect((await asRavi('show', bamako)).out).toMatch(
    /^Emergency +\+22300000001$[^]*^Change 1 [^]*→ \+22300000009$/m,
  );

  expect(await asAsha('accept', '1')).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringMatching(
      /^Who proposed a change does not decide.*\(DECIDER_IS_PROPOSER\)\n$/,
    ),
  });
  const changes = await asRavi('changes');
  for (const line of lines) expect(changes.out).toMatch(line);
  const accepted = await asRavi('accept', '1', '--reason', 'dialled it');
  expect(accepted.out).toMatch(
    /: accepted\n[^]*^Accepted by Ravi, .*: dialled it$[^]*^No draft was made/m,
  );
  expect((await asRavi('changes')).out).toBe('No open changes.\n');
  expect((await asRavi('show', bamako)).out).toMatch(/^Last dialled +never$/m);
  expect((await asRavi('dialled', bamako)).out).toMatch(/^Last dialled +20.* by Ravi$/m);
});

test('a mission is closed at the command line, and the drafts that follow are named', async () => {
  await using desk = await openMissionDesk();
  const { asAsha, asRavi } = desk;
  const ravi = await desk.office.tokenOf('Ravi', 'author', 'approver');
  const content = join(desk.folder, 'draft.json');
  await writeFile(content, JSON.stringify({ content: aContent(), lane: 'urgent' }));
  const draft = await desk.type(ravi, 'new', '--file', content, '--json');
  const { id } = z.object({ id: z.string() }).parse(JSON.parse(draft.out));
  await desk.type(ravi, 'publish', id, '--no-wait');

  const why = ['--reason', 'shut by order'];
  const closing = ['close', bamako, '--served-by', dakar.id, '--since', '2025-07-01', ...why];
  expect((await asAsha(...closing)).out).toMatch(
    /^ {2}Closed +- → yes, since 2025-07-01\n {2}Served by +- → in-embassy-dakar$/m,
  );
  const accepted = await asRavi('accept', '1');
  const [made = ''] = /(?<=is different:\n {2})[\w-]+/.exec(accepted.out) ?? [];
  expect((await desk.type(ravi, 'show', made)).out).toContain(
    'mission in-embassy-bamako is closed, served by in-embassy-dakar: shut by order',
  );
  expect((await asRavi('list')).out).toMatch(
    /^in-embassy-bamako .*closed, served by in-embassy-dakar/,
  );
  expect((await asAsha('remove', dakar.id, ...why)).err).toMatch(
    /\/id: expected a mission that serves in no other’s place.*in-embassy-bamako \(INPUT_INVALID\)\n$/,
  );
});

test('what is typed wrongly is answered plainly, and what was proposed can be taken back', async () => {
  await using desk = await openMissionDesk();
  const { file, asAsha, asRavi, write } = desk;
  const { verifiedAt: _at, ...mission } = aMission();
  await write({ ...mission, phones: [{ number: '0044 1', use: 'emergency' }] });
  const propose = ['propose', '--file', file, '--reason', 'a new exchange'];
  expect((await asAsha(...propose)).err).toContain(
    '/mission/phones/0/number: expected an E.164 number such as +22320235420, arrived "0044 1"',
  );
  await write({ ...mission, hours: '10:00–16:00' });
  await asAsha(...propose);
  expect((await asRavi('withdraw', '1')).err).toContain('(FORBIDDEN)');
  const rejected = await asRavi('reject', '1', '--reason', 'the old ones are right', '--json');
  expect(JSON.parse(rejected.out)).toMatchObject({ id: 1, state: 'rejected' });
  await asAsha(...propose);
  expect((await asAsha('withdraw', '2')).out).toMatch(
    /: withdrawn\n[^]*^Withdrawn by Asha, \S+Z$/m,
  );
  expect((await asRavi('accept', '7')).err).toContain('There is no change 7');
  expect((await asRavi('accept', 'x')).err).toContain('/id: expected');
});
