import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { z } from 'zod';

import { aContent } from '#tests/support/builders-content.ts';

import { openDesk } from './open-desk.ts';

/** A draft of Asha's, and officers at terminals of their own. */
async function openStaffedDesk(lane: 'emergency' | 'urgent') {
  const desk = await openDesk();
  const [asha, ravi] = [
    await desk.office.tokenOf('Asha', 'author'),
    await desk.office.tokenOf('Ravi', 'approver'),
  ];
  const body = { content: aContent(), lane };
  const made = await desk.office.call({ method: 'POST', url: '/api/v1/drafts', token: asha, body });
  const { id } = z.object({ id: z.string() }).parse(made.json());
  return {
    ...desk,
    id,
    asAsha: (...words: readonly string[]) => desk.type(asha, ...words),
    asRavi: (...words: readonly string[]) => desk.type(ravi, ...words),
    [Symbol.asyncDispose]: () => desk[Symbol.asyncDispose](),
  };
}

test('a draft is tried, scheduled and taken back at the command line, which says what it waits for', async () => {
  await using desk = await openStaffedDesk('urgent');
  const { id, asAsha, asRavi } = desk;
  expect(await asAsha('test', id, '--language', 'hi')).toMatchObject({
    code: 0,
    out: '1 message is on its way.\n',
  });
  expect((await asAsha('words', id, 'fr')).out).toMatch(
    /^The translation is of the present original\.\n\nheadline\n {2}en {2}Three workers/,
  );
  const vague = await asRavi('publish', id, '--at', '2099-07-01 06:00');
  expect(vague).toMatchObject({ code: 1, err: expect.stringContaining('a time with its offset') });
  const far = await asRavi('publish', id, '--at', '2099-07-01T06:00+05:30');
  expect(far).toMatchObject({ code: 1, err: expect.stringContaining('within 90 days') });

  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
  const scheduled = await asRavi('publish', id, '--at', tomorrow);
  expect(scheduled.out).toMatch(/^Waits +goes out at \S+ for Ravi$/m);
  expect((await asAsha('list')).out).toMatch(/goes out at/);
  const cancelled = await asAsha('unschedule', id);
  expect(cancelled.out).toMatch(/^Waits +to be approved, or published by an approver$/m);
});

test('an emergency that nobody judges is submitted, released by one person and reviewed by another at the command line', async () => {
  await using desk = await openStaffedDesk('emergency');
  const { id, asAsha, asRavi, office } = desk;
  expect((await asAsha('submit', id)).out).toMatch(/^Waits +submitted /m);
  const early = await asAsha('release-alone', id, '--reason', 'Nobody answers', '--no-wait');
  expect(early).toMatchObject({ code: 1, err: expect.stringContaining('have 10 minutes') });
  await sql`update drafts set submitted_at = now() - interval '10 minutes'`.execute(office.db);
  const released = await asAsha('release-alone', id, '--reason', 'Nobody answers', '--no-wait');
  expect(released.out).toMatch(/^Publication 2: revision 1 of advisory \w{8} is published\.$/m);

  expect((await asRavi('lone-releases')).out).toMatch(
    /^2 +\w{8} rev 1 +released by Asha +\S+ +Nobody answers +not reviewed$/m,
  );
  const reviewed = await asRavi('review', '2', '--verdict', 'objected', '--note', 'I was there');
  expect(reviewed.out).toMatch(/objected by Ravi: I was there/);
  expect((await asRavi('lone-releases')).out).toBe('No lone release waits for a review.\n');
  expect((await asRavi('lone-releases', '--all')).out).toMatch(/objected by Ravi/);
});
