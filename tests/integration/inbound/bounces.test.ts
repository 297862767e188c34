import { sql } from 'kysely';
import { describe, expect, test, vi } from 'vitest';

import { inbound } from '#config/inbound.ts';
import { sweepEveryMs } from '#config/queues.ts';
import { aDeliveryReport, aFeedbackReport, aVacationReply } from '#tests/support/notices.ts';
import { openPost } from '#tests/support/post.ts';
import type { Post } from '#tests/support/post.ts';
import { publish } from '#tests/support/publishing.ts';
import { startSweeping } from '#workers/sweep.ts';

const asha = 'asha@example.org';

/** Asha follows Mali and has been told of something. */
async function told(post: Post, address = asha): Promise<string> {
  await post.duty.subscribe(address);
  await alert(post);
  return post.returnPathOf(address);
}

async function alert({ duty }: Post): Promise<number> {
  const { publicationId } = await publish(duty.app);
  await duty.work(publicationId);
  return publicationId;
}

const suppressions = async ({ duty }: Post) =>
  (
    await sql<{ kind: string; reason: string; evidence: string }>`
      select kind, reason, evidence from suppressions`.execute(duty.app.db)
  ).rows;

const counts = async ({ duty }: Post) =>
  (
    await sql<{ said: string }>`
      select came_to || ' ' || verdict || ' ' || count as said from received_counts order by 1`.execute(
      duty.app.db,
    )
  ).rows.map(({ said }) => said);

const notice = (to: string, raw: string) => ({ from: '', to, raw });

const heads = ({ duty }: Post) => {
  const raw = duty.sink.messages.findLast(({ to }) => to.includes(asha))?.raw.toString() ?? '';
  return raw.slice(0, raw.indexOf('\r\n\r\n'));
};

async function passes({ duty }: Post, days: number): Promise<void> {
  const { db } = duty.app;
  await sql`update soft_bounces set at = at - make_interval(days => ${days})`.execute(db);
  await sql`update deliveries set settled_at = settled_at - make_interval(days => ${days})`.execute(
    db,
  );
}

describe('a notice about a mailbox that is gone', () => {
  test('B6, E7 · ends mail to it, with the reason, the time and the hash of what was said', async () => {
    await using post = await openPost();
    const returnPath = await told(post);
    await post.post(notice(returnPath, aDeliveryReport({ status: '5.1.1' })));
    expect(await suppressions(post)).toEqual([]);
    expect(await post.judge()).toEqual(['hard']);
    expect(await suppressions(post)).toEqual([
      { kind: 'hard', reason: 'hard-5.1.1', evidence: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
    expect(await post.duty.states(await alert(post))).toEqual({ [asha]: 'suppressed' });
  });

  test('E7 · suppresses nobody when its token is made up, altered or absent, and is kept as unknown', async () => {
    await using post = await openPost();
    const returnPath = await told(post);
    const [opaque = '', rest = ''] = returnPath.slice('b+'.length).split('.', 2);
    const madeUp = returnPath.replace(opaque, opaque.replaceAll(/./g, '0'));
    const altered = returnPath.replace(`${opaque}.`, `${flipped(opaque)}.`);
    expect(rest).not.toBe('');
    for (const to of [madeUp, altered, 'postmaster@bounce.alerts.example'])
      await post.post(notice(to, aDeliveryReport({ status: '5.1.1' })));
    expect(await post.judge()).toEqual(['unknown', 'unknown', 'unknown']);
    expect(await suppressions(post)).toEqual([]);
    expect(await counts(post)).toEqual(['answer unknown 1', 'return-path unknown 2']);
    expect(await post.duty.states(await alert(post))).toEqual({ [asha]: 'sent' });
  });

  test('E7 · suppresses nobody at once when it names somebody else: a copy was passed on to a dead mailbox', async () => {
    await using post = await openPost();
    await post.duty.subscribe('ravi@example.org');
    const returnPath = await told(post);
    const dead = aDeliveryReport({ recipient: 'ravi@example.org', status: '5.1.1' });
    await post.post(notice(returnPath, dead));
    expect(await post.judge()).toEqual(['soft']);
    expect(await suppressions(post)).toEqual([]);
    expect(await post.duty.states(await alert(post))).toEqual({
      [asha]: 'sent',
      'ravi@example.org': 'sent',
    });
  });

  test('E7, B4 · suppresses whom we wrote to and nobody else when it goes on about whomever it names', async () => {
    await using post = await openPost();
    await post.duty.subscribe('ravi@example.org');
    await post.duty.subscribe(asha);
    for (let week = 0; week < 5; week += 1) {
      await alert(post);
      const dead = aDeliveryReport({ recipient: 'ravi@example.org', status: '5.1.1' });
      await post.post(notice(post.returnPathOf(asha), dead));
      await post.judge();
      await passes(post, 7);
    }
    expect(await suppressions(post)).toMatchObject([{ kind: 'soft', reason: 'soft-5.1.1' }]);
    expect(await post.duty.states(await alert(post))).toEqual({
      [asha]: 'suppressed',
      'ravi@example.org': 'sent',
    });
  });

  test('E7 · suppresses whom we wrote to when it says that their address was made into the one that is gone', async () => {
    await using post = await openPost();
    const returnPath = await told(post);
    const gone = aDeliveryReport({
      recipient: 'u1234@mailbox.example.net',
      originalRecipient: 'Asha@Example.ORG',
      status: '5.1.1',
    });
    await post.post(notice(returnPath, gone));
    expect(await post.judge()).toEqual(['hard']);
    expect(await suppressions(post)).toMatchObject([{ kind: 'hard' }]);
  });

  test('E7 · finds its token in the message that it is about, and in letters of another case', async () => {
    await using post = await openPost();
    const returnPath = await told(post);
    const original = `Return-Path: <${returnPath.toUpperCase()}>\r\nSubject: an alert`;
    await post.post(
      notice('abuse@bounce.alerts.example', aDeliveryReport({ status: '5.1.1', original })),
    );
    expect(await post.judge()).toEqual(['hard']);
    expect(await suppressions(post)).toHaveLength(1);
  });
});

describe('B4 · a mailbox that is full', () => {
  const full = aDeliveryReport({ status: '4.2.2', says: '452 4.2.2 mailbox full' });

  /** A message a week that it could not take. */
  async function weeks(post: Post, number: number): Promise<void> {
    for (let week = 0; week < number; week += 1) {
      await alert(post);
      await post.post(notice(post.returnPathOf(asha), full));
      await post.judge();
      await passes(post, 7);
    }
  }

  test('B4 · is given up after five messages over three weeks, and not before', async () => {
    await using post = await openPost();
    await post.duty.subscribe(asha);
    await weeks(post, 4);
    expect(await suppressions(post)).toEqual([]);
    await weeks(post, 1);
    expect(await suppressions(post)).toMatchObject([{ kind: 'soft', reason: 'soft-4.2.2' }]);
  });

  test('B4 · is not given up for one message that is reported again and again', async () => {
    await using post = await openPost();
    const returnPath = await told(post);
    for (let time = 0; time < 8; time += 1) {
      await post.post(notice(returnPath, `X-Time: ${time}\r\n${full}`));
      await post.judge();
      await passes(post, 3);
    }
    expect(await suppressions(post)).toEqual([]);
  });

  test('B4 · is not given up for many messages in a few days', async () => {
    await using post = await openPost();
    await post.duty.subscribe(asha);
    for (let time = 0; time < 8; time += 1) {
      await alert(post);
      await post.post(notice(post.returnPathOf(asha), full));
    }
    await post.judge();
    expect(await suppressions(post)).toEqual([]);
  });

  test('B4 · is counted anew when a message has come through in between', async () => {
    await using post = await openPost();
    await post.duty.subscribe(asha);
    await weeks(post, 4);
    await alert(post); // nothing comes back about it
    await passes(post, 7);
    await weeks(post, 4);
    expect(await suppressions(post)).toEqual([]);
  });

  test('B4, S8 · what it could not take is forgotten after 30 days, and counts no more from then on', async () => {
    await using post = await openPost();
    await post.duty.subscribe(asha);
    const { app } = post.duty;
    const kept = async () => (await sql`select from soft_bounces`.execute(app.db)).rows.length;
    await weeks(post, 4);
    await passes(post, 1);
    await app.answers.forget();
    expect(await kept()).toBe(4);
    await passes(post, 3); // the first of them 32 days ago, the next 25
    await alert(post);
    await post.post(notice(post.returnPathOf(asha), full));
    await post.judge();
    expect(await suppressions(post)).toEqual([]); // by four; the job need not have run
    await app.answers.forget();
    expect(await kept()).toBe(4);
    await passes(post, 31);
    await app.answers.forget();
    expect(await kept()).toBe(0);
  });

  test('B4 · is mailed again when its time is over', async () => {
    await using post = await openPost();
    await post.duty.subscribe(asha);
    await weeks(post, 5);
    expect(await suppressions(post)).toHaveLength(1);
    await sql`update suppressions set expires_at = now()`.execute(post.duty.app.db);
    await post.duty.app.answers.tidy();
    expect(await suppressions(post)).toEqual([]);
    expect(await post.duty.states(await alert(post))).toEqual({ [asha]: 'sent' });
  });
});

describe('B5 · what people and their providers ask', () => {
  test('B5 · a complaint ends all alerts of whom it is about and all mail to them, without a last word', async () => {
    await using post = await openPost();
    const returnPath = await told(post);
    const original = `Return-Path: <${returnPath}>\r\n${heads(post)}\r\n\r\nan alert`;
    await post.post(notice('abuse@bounce.alerts.example', aFeedbackReport('abuse', original)));
    expect(await post.judge()).toEqual(['complaint']);
    await post.duty.sendNotices();
    expect(await suppressions(post)).toMatchObject([{ kind: 'complaint' }]);
    expect((await post.duty.mailTo(asha)).map(({ subject }) => subject)).not.toContain(
      'Your alerts have ended',
    );
    expect(await post.duty.rows(await alert(post))).toEqual([]);
  });

  test.each([
    ['by the unsubscribe link alone', false, []],
    ['for somebody to whom it was passed on', true, ['Original-Rcpt-To: ben@example.net']],
  ])(
    'B5 · a complaint %s ends all alerts with a notice, and leaves the way back open',
    async (_how, hasPath, fields) => {
      await using post = await openPost();
      const returnPath = await told(post);
      const path = hasPath ? `Return-Path: <${returnPath}>\r\n` : '';
      const original = `${path}${heads(post)}\r\n\r\nan alert`;
      await post.post(
        notice('abuse@bounce.alerts.example', aFeedbackReport('abuse', original, fields)),
      );
      expect(await post.judge()).toEqual(['complaint']);
      await post.duty.sendNotices();
      expect(await suppressions(post)).toEqual([]);
      expect((await post.duty.mailTo(asha)).at(-1)?.subject).toBe('Your alerts have ended');
      expect(await post.duty.rows(await alert(post))).toEqual([]);
    },
  );

  test('B5 · within 60 s: each complaint is carried out by the next look of the sweep, which looks every second, and soon taken over from a worker that died', async () => {
    await using post = await openPost();
    const { app } = post.duty;
    const complaintOf = async (address: string) => {
      await post.duty.subscribe(address);
      const raw = post.duty.sink.messages.findLast(({ to }) => to.includes(address))?.raw;
      const original = `Return-Path: <${post.returnPathOf(address)}>\r\n${raw?.toString() ?? ''}`;
      return notice('abuse@bounce.alerts.example', aFeedbackReport('abuse', original));
    };
    const complaints = [await complaintOf(asha), await complaintOf('binta@example.org')];
    let looks = 0;
    const counting = {
      ...app.answers,
      async judgeAll(signal: AbortSignal) {
        const found = await app.answers.judgeAll(signal);
        looks += 1;
        return found;
      },
    };
    await using _sweeping = startSweeping(
      { ...app, answers: counting },
      new AbortController().signal,
    );
    for (const [at, complaint] of complaints.entries()) {
      await post.post(complaint);
      const came = looks;
      // The look that was under way when it came may have missed it; the next one may not.
      await vi.waitFor(() => expect(looks).toBeGreaterThanOrEqual(came + 2), { timeout: 20_000 });
      expect(await suppressions(post)).toHaveLength(at + 1);
    }
    expect((await suppressions(post)).map(({ kind }) => kind)).toEqual(['complaint', 'complaint']);
    const [takenOverAfter] = inbound.judgeAgainSeconds;
    expect(2 * sweepEveryMs + takenOverAfter * 1_000).toBeLessThan(60_000);
  });

  test('B5 · an opt-out ends all alerts and leaves the way back open', async () => {
    await using post = await openPost();
    await told(post);
    await post.post(
      notice(
        'abuse@bounce.alerts.example',
        aFeedbackReport('opt-out', `${heads(post)}\r\n\r\nan alert`),
      ),
    );
    expect(await post.judge()).toEqual(['unsubscribe']);
    await post.duty.sendNotices();
    expect(await suppressions(post)).toEqual([]);
    expect((await post.duty.mailTo(asha)).at(-1)?.subject).toBe('Your alerts have ended');
  });

  test('B5 · an automatic answer changes nothing, wherever it comes', async () => {
    await using post = await openPost();
    const returnPath = await told(post);
    const unsubscribe = /<mailto:(u\+[^>]+)>/.exec(heads(post))?.[1] ?? '';
    for (const to of [returnPath, unsubscribe])
      await post.post({ from: asha, to, raw: aVacationReply() });
    expect(await post.judge()).toEqual(['autoreply', 'autoreply']);
    await post.duty.sendNotices();
    expect(await post.duty.states(await alert(post))).toEqual({ [asha]: 'sent' });
  });
});

function flipped(hex: string): string {
  return `${hex.slice(0, -1)}${hex.endsWith('0') ? '1' : '0'}`;
}
