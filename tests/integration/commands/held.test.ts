import { expect, test } from 'vitest';
import { z } from 'zod';

import { advice, aKnownSource, hearPoll, judgeAll, serviceOn } from '#tests/support/weather.ts';

import { openDesk } from './open-desk.ts';

const heldSchema = z.object({
  storms: z.array(z.object({ id: z.number() })),
  decisions: z.array(z.object({ id: z.number(), draftId: z.string() })),
});

test('C5 · an officer sees what is held and why, looks at the words, and lets a storm go or not', async () => {
  await using desk = await openDesk();
  const it = serviceOn(desk.office.db);
  const token = await desk.office.tokenOf('Asha', 'author');
  const as = (...words: readonly string[]) => desk.type(token, ...words);
  expect((await as('held')).out).toBe('Nothing that came of a source waits for an officer.\n');

  const known = await aKnownSource(it, 12);
  const [a = '', b = '', c = ''] = known;
  await hearPoll(it.db, [advice(a, 4), advice(b, 4)]);
  await judgeAll(it);
  await hearPoll(it.db, [advice(a, 1)]);
  await judgeAll(it);
  await hearPoll(it.db, [advice(b, 1), advice(c, 3), advice(known[3] ?? '', 3)]);
  await judgeAll(it);

  const held = await as('held');
  expect(held.out).toMatch(
    /^storm 1 +xx-mfa .* storm +3 of 12 entries changed at once; 3 are held/,
  );
  expect(held.out).toMatch(/ steep-drop +.*fell from 4 to 1.*\(decision \d+\)/);
  const { decisions } = heldSchema.parse(JSON.parse((await as('held', '--json')).out));
  const [{ id, draftId } = { id: 0, draftId: '' }] = decisions;
  expect((await as('show', draftId)).out).toContain(`(decision ${id})`);
  const decision = (await as('decision', String(id))).out;
  expect(decision).toContain('Rule        steep-drop');
  expect(decision).toContain(`level ${a}:\n[-4: Level 4-] {+1: Level 1+}`);
  expect(decision).not.toContain('\u001b');

  expect((await as('storm', '1')).out).toContain(`page-${c}`);
  expect(await as('storm-release', '1')).toMatchObject({
    code: 1,
    err: expect.stringContaining('Expected --reason'),
  });
  const one = await as('storm-release', '1', '--reason', 'It is true', '--keys', `page-${c}`);
  expect(one.out).toContain('2 are still held');
  await judgeAll(it);
  expect((await as('storm', '1')).out).toMatch(new RegExp(`page-${c} .*released: publish`));
  const rest = await as('storm-dismiss', '1', '--reason', 'The source took it back');
  expect(rest.out).toContain('dismissed');
  expect(await as('storm-release', '1', '--reason', 'After all')).toMatchObject({
    code: 1,
    err: expect.stringContaining('STORM_CLOSED'),
  });
  expect((await as('held')).out).not.toContain('storm');
});
