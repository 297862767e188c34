import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';

import { readEnv } from '#config/env.ts';
import { examineWork } from '#src/commands/checks/work.ts';
import { createCallLog } from '#src/store/call-log.ts';
import { escalateDue } from '#src/store/escalating.ts';
import { checkInvariants, holds } from '#src/store/invariants.ts';
import { aMailbox, tell } from '#tests/support/asked.ts';
import { aDeliveryReport } from '#tests/support/notices.ts';
import { openPost } from '#tests/support/post.ts';
import type { Post } from '#tests/support/post.ts';

const desk = 'desk@consulate.example';
const second = 'second@consulate.example';

async function aDesk({ duty: { app } }: Post): Promise<string> {
  const { id } = await aMailbox(app, [desk, second]);
  await app.endpoints.verified(id, 'the duty mailbox');
  return id;
}

/** An emergency that a relay has taken for the mailbox; gives its event and the mail's return path. */
async function told(post: Post): Promise<{ readonly event: string; readonly path: string }> {
  const { event } = await tell(post.duty.app);
  await post.duty.callAll();
  return { event, path: post.returnPathOf(desk) };
}

interface Comes {
  readonly status?: string;
  readonly recipient?: string;
  readonly action?: 'failed' | 'delayed' | 'delivered';
}

/** A notice about the mail comes in at the door, and is judged. */
async function comesBack(post: Post, to: string, about: Comes = {}): Promise<readonly string[]> {
  const raw = aDeliveryReport({ recipient: desk, status: '5.1.1', ...about });
  await post.post({ from: '', to, raw });
  return post.judge();
}

const lastCall = async ({ duty: { app } }: Post, id: string) =>
  (await createCallLog(app.db).list(id, { limit: 1 }))[0];

/** What doctor notes of endpoints. */
const notedBy = async ({ duty: { app } }: Post) =>
  (await examineWork(readEnv({}), app.db))
    .filter(({ about }) => about === 'endpoints')
    .map(({ says }) => says);

const daysGoBy = ({ duty: { app } }: Post, days: number) =>
  sql`update calls set attempted_at = attempted_at - make_interval(days => ${days})`.execute(
    app.db,
  );

describe('a mail to a duty mailbox that comes back after a relay had taken it', () => {
  test('is a call that failed, and its endpoint is failing, with the reason, in the list and for doctor', async () => {
    await using post = await openPost();
    const { app } = post.duty;
    const id = await aDesk(post);
    const { event, path } = await told(post);
    expect(await lastCall(post, id)).toMatchObject({ event, state: 'sent' });
    expect(await app.endpoints.find(id)).toMatchObject({ failures: 0, failingReason: undefined });
    expect(await comesBack(post, path)).toEqual(['hard']);
    const reason = 'returned-hard-5.1.1';
    expect(await lastCall(post, id)).toMatchObject({ event, state: 'failed', reason });
    expect(await app.endpoints.find(id)).toMatchObject({
      state: 'active',
      failures: 1,
      failingSince: expect.any(Date),
      failingReason: reason,
    });
    const [noted, ...more] = await notedBy(post);
    expect(more).toEqual([]);
    expect(noted).toContain(id);
    expect(noted).toContain(reason);
    expect((await checkInvariants(app)).filter((one) => !holds(one))).toEqual([]);
  });

  test('W9 · sends an emergency to the next contact at once, and once', async () => {
    await using post = await openPost();
    const { app } = post.duty;
    await aDesk(post);
    const { path } = await told(post);
    expect(await escalateDue(app)).toEqual({ mailed: 0, officersTold: 0 });
    await comesBack(post, path);
    expect(await escalateDue(app)).toEqual({ mailed: 1, officersTold: 0 });
    await comesBack(post, path);
    expect(await escalateDue(app)).toEqual({ mailed: 0, officersTold: 0 });
    await post.duty.sendNotices();
    expect(await post.duty.mailTo(second)).toHaveLength(1);
  });

  test('sends nothing on that was acknowledged meanwhile', async () => {
    await using post = await openPost();
    const { app } = post.duty;
    const endpoint = await aDesk(post);
    const { event, path } = await told(post);
    const answer = { endpoint, event, by: undefined, note: undefined, means: 'link' } as const;
    await app.acknowledgements.acknowledge(answer);
    await comesBack(post, path);
    expect(await escalateDue(app)).toEqual({ mailed: 0, officersTold: 0 });
  });

  test.each([
    ['is only late', { status: '4.4.7', action: 'delayed' }],
    ['arrived', { status: '2.0.0', action: 'delivered' }],
    ['was passed on to another that is dead', { recipient: 'retired@elsewhere.example' }],
  ] satisfies readonly (readonly [string, Comes])[])(
    'changes nothing when it says that the mail %s',
    async (_what, about) => {
      await using post = await openPost();
      const id = await aDesk(post);
      const { path } = await told(post);
      await comesBack(post, path, about);
      expect(await lastCall(post, id)).toMatchObject({ state: 'sent' });
      expect(await post.duty.app.endpoints.find(id)).toMatchObject({ failures: 0 });
      expect(await escalateDue(post.duty.app)).toEqual({ mailed: 0, officersTold: 0 });
    },
  );

  test('E7 · changes nothing when its token is altered', async () => {
    await using post = await openPost();
    const id = await aDesk(post);
    const { path } = await told(post);
    const altered = path.replace(/[0-9a-f]@/, (end) => (end === '0@' ? '1@' : '0@'));
    expect(await comesBack(post, altered)).toEqual(['unknown']);
    expect(await lastCall(post, id)).toMatchObject({ state: 'sent' });
  });

  test('says nothing of the mailbox that has taken its place', async () => {
    await using post = await openPost();
    const { app } = post.duty;
    const id = await aDesk(post);
    const { path } = await told(post);
    await app.endpoints.change(id, { contacts: [{ email: second }] }, 'an operator');
    await app.endpoints.verified(id, 'the duty mailbox');
    await comesBack(post, path, { recipient: desk });
    expect(await app.endpoints.find(id)).toMatchObject({ state: 'active', failures: 0 });
  });

  test('W5 · disables the endpoint when nothing else has come of its mails for five days, and begins anew when it is resumed', async () => {
    await using post = await openPost();
    const { app } = post.duty;
    const id = await aDesk(post);
    await sql`update endpoints set verified_at = verified_at - interval '30 days'`.execute(app.db);
    await comesBack(post, (await told(post)).path);
    await daysGoBy(post, 4);
    await comesBack(post, (await told(post)).path);
    expect(await app.endpoints.find(id)).toMatchObject({ state: 'active', failures: 2 });
    await daysGoBy(post, 2);
    await comesBack(post, (await told(post)).path);
    expect(await app.endpoints.find(id)).toMatchObject({
      state: 'disabled',
      reason: 'failing-for-five-days',
    });
    await app.endpoints.resume(id, 'an operator');
    await comesBack(post, (await told(post)).path);
    expect(await app.endpoints.find(id)).toMatchObject({ state: 'active', failures: 1 });
  });
});
