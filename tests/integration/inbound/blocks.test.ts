import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';

import { triesToFindBlocked } from '#src/store/locks.ts';
import { createInboundWatchOf } from '#src/watching.ts';
import { addCitizens } from '#tests/support/citizens.ts';
import { keptLog } from '#tests/support/log.ts';
import { aDeliveryReport, aFeedbackReport } from '#tests/support/notices.ts';
import { openPost } from '#tests/support/post.ts';
import type { Post } from '#tests/support/post.ts';
import { publish } from '#tests/support/publishing.ts';

const blocked = aDeliveryReport({ status: '5.7.1', says: '550 5.7.1 rejected for policy reasons' });

async function sendTo(post: Post, count: number): Promise<void> {
  const { app } = post.duty;
  await addCitizens(app, { count });
  await app.answers.tidy(); // notes the domains of addresses that were written in bulk
  const { publicationId } = await publish(app);
  await post.duty.work(publicationId);
}

const look = async ({ duty: { app } }: Post) => {
  const { log, said } = keptLog();
  await createInboundWatchOf({ ...app, log })();
  return said;
};

const block = async (post: Post, from: number, to: number) => {
  for (let nth = from; nth < to; nth += 1)
    await post.post({
      from: '',
      to: post.returnPathOf(`citizen-${nth}@example.org`),
      raw: blocked,
    });
  await post.judge();
};

const suppressed = async ({ duty }: Post) =>
  (await sql`select from suppressions`.execute(duty.app.db)).rows.length;

describe('B3 · mail that is refused for what we are', () => {
  test('B3 · suppresses nobody, and rings when it is over 1 % of a domain in ten minutes', async () => {
    await using post = await openPost();
    await sendTo(post, 400);
    await block(post, 0, 4);
    expect((await look(post))('mail.blocked')).toEqual([]);
    await block(post, 4, 5);
    const said = await look(post);
    expect(said('mail.blocked')).toMatchObject([
      { level: 50, domain: 'example.org', blocks: 5, sent: 400 },
    ]);
    expect((await look(post))('mail.blocked')).toEqual([]); // said once
    expect(await suppressed(post)).toBe(0);
    await sql`update blocks set at = at - interval '11 minutes'`.execute(post.duty.app.db);
    expect((await look(post))('mail.unblocked')).toHaveLength(1);
  });

  test('B3 · is looked for by one process at a time, and the alarm stays as it is for the others', async () => {
    await using post = await openPost();
    await sendTo(post, 5);
    await block(post, 0, 3);
    expect((await look(post))('mail.blocked')).toHaveLength(1);
    await sql`update blocks set at = at - interval '11 minutes'`.execute(post.duty.app.db);
    await post.duty.app.db.transaction().execute(async (tx) => {
      expect(await triesToFindBlocked(tx)).toBe(true);
      expect((await look(post))('mail.unblocked')).toEqual([]);
    });
    expect((await look(post))('mail.unblocked')).toHaveLength(1);
  });

  test('B3 · counts what the relay says while we speak to it as well', async () => {
    let refused = 0;
    await using post = await openPost({
      sink: {
        onRecipient: () => {
          refused += 1;
          return refused > 3 ? undefined : { code: 550, enhanced: '5.7.26', text: 'not you' };
        },
      },
    });
    await sendTo(post, 100);
    expect((await look(post))('mail.blocked')).toMatchObject([{ blocks: 3, sent: 97 }]);
    expect(await suppressed(post)).toBe(0);
  });

  test('B3 · does not name a domain that few have their mail at', async () => {
    await using post = await openPost();
    await sendTo(post, 5);
    await block(post, 0, 3);
    const [line] = (await look(post))('mail.blocked');
    expect(line).toMatchObject({ blocks: 3, domainToken: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(JSON.stringify(line)).not.toContain('example.org');
  });

  test('B3 · is no alarm for one person’s own filter', async () => {
    await using post = await openPost();
    await sendTo(post, 5);
    await block(post, 0, 2);
    expect((await look(post))('mail.blocked')).toEqual([]);
  });
});

describe('B5 · a report of mail that somebody sends in our name', () => {
  test('B5 · rings for a day and touches nobody’s alerts', async () => {
    await using post = await openPost();
    await sendTo(post, 1);
    const original = `Return-Path: <${post.returnPathOf('citizen-0@example.org')}>`;
    await post.post({
      from: '',
      to: 'abuse@bounce.alerts.example',
      raw: aFeedbackReport('auth-failure', original),
    });
    expect(await post.judge()).toEqual(['auth-failure-report']);
    expect((await look(post))('mail.forged')).toMatchObject([{ level: 50, reports: 1 }]);
    expect(await suppressed(post)).toBe(0);
    await sql`update received set judged_at = judged_at - interval '25 hours'`.execute(
      post.duty.app.db,
    );
    expect((await look(post))('mail.forged-no-more')).toHaveLength(1);
  });
});
