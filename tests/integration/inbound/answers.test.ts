import { sql } from 'kysely';
import { simpleParser } from 'mailparser';
import { describe, expect, test } from 'vitest';

import { seedMissions } from '#src/store/missions.ts';
import { suppress } from '#src/store/suppressing.ts';
import { createInboundWatchOf } from '#src/watching.ts';
import { aMission } from '#tests/support/builders-content.ts';
import { keptLog } from '#tests/support/log.ts';
import {
  aDeliveryReport,
  aLetter,
  aLetterWithPicture,
  aVacationReply,
} from '#tests/support/notices.ts';
import { openPost } from '#tests/support/post.ts';
import type { Post } from '#tests/support/post.ts';
import { publish } from '#tests/support/publishing.ts';

const asha = 'asha@example.org';
const officers = 'duty@staff.example';
const withDuty = { env: { DUTY_ADDRESS: officers } };
const postmaster = 'postmaster@bounce.alerts.example';

/** Asha has got an alert; gives where an answer to its return path goes. */
async function told(post: Post): Promise<string> {
  await post.duty.subscribe(asha);
  const { publicationId } = await publish(post.duty.app);
  await post.duty.work(publicationId);
  return post.returnPathOf(asha);
}

/** What the sweep does. */
async function round(post: Post): Promise<void> {
  await post.judge();
  await post.duty.app.answers.forward();
  await post.duty.sendNotices();
  await post.duty.app.answers.forward();
}

const forwarded = ({ duty }: Post) =>
  Promise.all(
    duty.sink.messages
      .filter(({ to }) => to.includes(officers))
      .map(({ raw }) => simpleParser(raw)),
  );

const answersTo = async (post: Post, address: string) =>
  (await post.duty.mailTo(address)).filter(({ subject }) =>
    subject.startsWith('We have your mail'),
  );

const unsubscribeOf = ({ duty }: Post) => {
  const raw = duty.sink.messages.findLast(({ to }) => to.includes(asha))?.raw.toString() ?? '';
  return /<mailto:(u\+[^>]+)>/.exec(raw)?.[1] ?? '';
};

const waiting = async ({ duty }: Post) =>
  (
    await sql<{ readable: boolean; forwarded: boolean }>`
      select message is not null as readable, forwarded_at is not null as forwarded from received order by id`.execute(
      duty.app.db,
    )
  ).rows;

const look = async ({ duty: { app } }: Post) => {
  const { log, said } = keptLog();
  await createInboundWatchOf({ ...app, log })();
  return said;
};

describe('a person who answers', () => {
  test('is heard by the officers on duty word for word, who answer to them', async () => {
    await using post = await openPost(withDuty);
    const raw = aLetter();
    await post.post({ from: asha, to: await told(post), raw });
    await round(post);
    const mails = await forwarded(post);
    expect(mails).toMatchObject([
      {
        subject: 'A person wrote: Re: ALERT: Mali',
        replyTo: { value: [{ address: asha }] },
        from: { value: [{ address: 'alerts@alerts.example' }] },
        attachments: [{ contentType: 'message/rfc822', content: Buffer.from(raw) }],
      },
    ]);
    expect(mails[0]?.headers.get('priority')).toBe('high');
  });

  test('is not taken for a bounce, by whichever of our addresses, and stays subscribed', async () => {
    await using post = await openPost({
      env: { ...withDuty.env, INBOUND_DOMAINS: 'alerts.example' },
    });
    const returnPath = await told(post);
    for (const [nth, to] of [returnPath, 'alerts@alerts.example', postmaster].entries())
      await post.post({
        from: asha,
        to,
        raw: aLetter({ says: `The mail ${nth} bounced: user unknown, they say` }),
      });
    await round(post);
    expect(await forwarded(post)).toHaveLength(3);
    const { publicationId } = await publish(post.duty.app);
    await post.duty.work(publicationId);
    expect(await post.duty.states(publicationId)).toEqual({ [asha]: 'sent' });
  });

  test('is told whom to call, as the last alert says, and once a day however often they write', async () => {
    await using post = await openPost(withDuty);
    await seedMissions(post.duty.app.db, [aMission()]);
    const to = await told(post);
    for (const says of ['one', 'two', 'three']) {
      await post.post({ from: asha, to, raw: aLetter({ says }) });
      await round(post);
    }
    const [answer, ...more] = await answersTo(post, asha);
    expect(more).toEqual([]);
    expect(answer?.text).toContain('+22300000001');
    expect(await forwarded(post)).toHaveLength(3);
    await sql`update deliveries set purpose = 'answered:20200101' where purpose like 'answered:%'`.execute(
      post.duty.app.db,
    );
    await post.post({ from: asha, to, raw: aLetter({ says: 'four' }) });
    await round(post);
    expect(await answersTo(post, asha)).toHaveLength(2);
  });

  test.each([
    ['hard', 1],
    ['soft', 1],
    ['complaint', 0],
  ] as const)(
    'is told whom to call although their address was given up as %s: %i times, and nothing else goes there',
    async (kind, times) => {
      await using post = await openPost(withDuty);
      const to = await told(post);
      const { db } = post.duty.app;
      const { rows } = await sql<{
        id: number;
      }>`select id from addresses where not suppressed`.execute(db);
      await suppress(db, { addressId: rows[0]?.id ?? 0, kind, reason: 'a test', evidence: '00' });
      await post.post({ from: asha, to, raw: aLetter() });
      await round(post);
      expect(await answersTo(post, asha)).toHaveLength(times);
      expect(await forwarded(post)).toHaveLength(1);
      const { publicationId } = await publish(post.duty.app);
      await post.duty.work(publicationId);
      expect(await post.duty.states(publicationId)).toEqual({ [asha]: 'suppressed' });
    },
  );

  test('is told at the address we wrote to, whoever writes from another', async () => {
    await using post = await openPost(withDuty);
    const elsewhere = 'asha.office@example.net';
    await post.post({ from: elsewhere, to: await told(post), raw: aLetter({ from: elsewhere }) });
    await round(post);
    expect(await answersTo(post, elsewhere)).toEqual([]);
    expect(await answersTo(post, asha)).toHaveLength(1);
    expect((await forwarded(post))[0]?.replyTo?.value).toMatchObject([{ address: elsewhere }]);
  });

  test('is not answered when we do not know them, when a program wrote, or a list: mail may be forged', async () => {
    await using post = await openPost(withDuty);
    const returnPath = await told(post);
    const stranger = 'stranger@example.net';
    await post.post({ from: stranger, to: postmaster, raw: aLetter({ from: stranger }) });
    await post.post({
      from: asha,
      to: returnPath,
      raw: aLetter({ head: ['List-Id: <a.list.example>'] }),
    });
    await post.post({
      from: asha,
      to: returnPath,
      raw: aLetter({ head: ['Auto-Submitted: auto-generated'] }),
    });
    await post.post({ from: '', to: returnPath, raw: aLetter({ says: 'no sender' }) });
    await post.post({ from: asha, to: returnPath, raw: aVacationReply() });
    await round(post);
    expect(await answersTo(post, stranger)).toEqual([]);
    expect(await answersTo(post, asha)).toEqual([]);
  });

  test('B5 · is heard when their text message comes through a program, and that program is not answered', async () => {
    await using post = await openPost(withDuty);
    await told(post);
    const subject = 'Re: ALERT: Mali - Automatic weapon fire in Bamako';
    const heads = [
      ['X-Auto-Response-Suppress: All'],
      ['Return-Path: <>'],
      ['Precedence: bulk'],
      ['Auto-Submitted: auto-generated'],
    ];
    for (const head of heads)
      await post.post({ from: '', to: postmaster, raw: aLetter({ subject, head }) });
    expect(await post.judge()).toEqual(heads.map(() => 'answer'));
    await round(post);
    expect((await forwarded(post)).map((mail) => mail.subject)).toEqual(
      heads.map(() => `A person wrote: ${subject}`),
    );
    expect(await answersTo(post, asha)).toEqual([]);
  });

  test.each([
    ['ana@münchen.de', ['ana@xn--mnchen-3ya.de']],
    ['josé@example.org', undefined],
  ])(
    'E9 · is answered at %s as it is, or not by the mail program at all',
    async (from, replyTo) => {
      await using post = await openPost(withDuty);
      await post.post({ from: asha, to: postmaster, raw: Buffer.from(aLetter({ from })) });
      await round(post);
      const [mail] = await forwarded(post);
      const raw = post.duty.sink.messages.at(-1)?.raw.toString() ?? '';
      const named = /^Reply-To: (.*)\r$/m.exec(raw.slice(0, raw.indexOf('\r\n\r\n')))?.slice(1);
      expect(named).toEqual(replyTo);
      expect(mail?.text?.includes('It names no single address')).toBe(replyTo === undefined);
    },
  );

  test('B5 · goes in no circle: what a program at the officers’ mailbox answers, and our own mail that comes back, is not forwarded', async () => {
    await using post = await openPost(withDuty);
    await told(post);
    const generated = ['Auto-Submitted: auto-generated'];
    const acknowledged = aLetter({ from: officers, says: 'Ticket 7 was opened', head: generated });
    await post.post({ from: officers, to: postmaster, raw: acknowledged });
    const own = post.duty.sink.messages.findLast(({ to }) => to.includes(asha))?.raw ?? '';
    await post.post({ from: asha, to: postmaster, raw: own });
    expect(await post.judge()).toEqual(['autoreply', 'autoreply']);
    await round(post);
    expect(await forwarded(post)).toEqual([]);
  });

  test('E11 · is heard to the last line, whatever dots and commands stand in it, and so is who comes next', async () => {
    await using post = await openPost(withDuty);
    const dotted = [
      '.',
      'QUIT',
      '..two',
      '.hidden',
      '',
      '.',
      'RSET',
      'MAIL FROM:<x@example.org>',
      '.',
    ];
    const letters = [
      aLetter({ says: `Help.\r\n${dotted.join('\r\n')}` }),
      aLetter({ says: 'Next.' }),
    ];
    for (const raw of letters) await post.post({ from: asha, to: postmaster, raw });
    await round(post);
    const heard = (await forwarded(post)).map(({ attachments }) => String(attachments[0]?.content));
    expect(heard.toSorted()).toEqual(letters.toSorted());
  });

  test('is heard as a file where their message is no plain text, pictures and all', async () => {
    await using post = await openPost(withDuty);
    const raw = Buffer.from(
      aLetter().replace('charset=us-ascii', 'charset=utf-8').replace('We are', 'हम यहाँ हैं. We are'),
    );
    await post.post({ from: asha, to: postmaster, raw });
    await round(post);
    const [attached] = (await forwarded(post))[0]?.attachments ?? [];
    expect(attached?.filename).toMatch(/^answer-\d+\.eml$/);
    expect(attached?.content.equals(raw)).toBe(true);
  });
});

describe('what a person wrote', () => {
  test('is kept while there is nobody on duty, rings, and is forwarded as soon as somebody is', async () => {
    await using post = await openPost();
    await post.post({ from: asha, to: postmaster, raw: aLetter() });
    await round(post);
    expect(await waiting(post)).toEqual([{ readable: true, forwarded: false }]);
    expect((await look(post))('answer.waiting')).toEqual([]);
    await sql`update received set received_at = now() - interval '6 minutes'`.execute(
      post.duty.app.db,
    );
    expect((await look(post))('answer.waiting')).toMatchObject([
      { level: 50, count: 1, hasDuty: false, oldest: [1] },
    ]);
    await using later = await openPost({
      ...withDuty,
      databaseUrl: post.duty.app.queue.databaseUrl,
    });
    await round(later);
    expect(await forwarded(later)).toHaveLength(1);
    expect(await waiting(later)).toEqual([{ readable: true, forwarded: true }]);
    expect((await look(later))('answer.forwarded')).toHaveLength(1);
  });

  test('is sent again when the officers’ mailbox refuses it, and not dropped before it was taken', async () => {
    let takes = false;
    await using post = await openPost({
      ...withDuty,
      sink: {
        onRecipient: (address) =>
          takes || address !== officers
            ? undefined
            : { code: 550, enhanced: '5.1.1', text: 'gone' },
      },
    });
    await post.post({ from: asha, to: postmaster, raw: aLetter() });
    await round(post);
    await round(post);
    expect(await waiting(post)).toEqual([{ readable: true, forwarded: false }]);
    takes = true;
    await sql`update deliveries set settled_at = settled_at - interval '11 minutes'`.execute(
      post.duty.app.db,
    );
    await round(post);
    expect(await forwarded(post)).toHaveLength(1);
    expect(await waiting(post)).toEqual([{ readable: true, forwarded: true }]);
  });

  test('is kept a week after it was taken, and sent again, rings, when the officers’ mailbox sends it back', async () => {
    await using post = await openPost(withDuty);
    const { db } = post.duty.app;
    const raw = aLetter();
    await post.post({ from: asha, to: postmaster, raw });
    await round(post);
    expect(await waiting(post)).toEqual([{ readable: true, forwarded: true }]);
    const bounce = aDeliveryReport({ recipient: officers, status: '5.1.1' });
    await post.post({ from: '', to: post.returnPathOf(officers), raw: bounce });
    expect(await post.judge()).toEqual(['hard']);
    await round(post);
    expect(await forwarded(post)).toHaveLength(1); // not at once: who sends back would send back again
    expect((await look(post))('answer.waiting')).toMatchObject([
      { level: 50, count: 1, hasDuty: true },
    ]);
    await sql`update received set returned_at = returned_at - interval '11 minutes' where returned_at is not null`.execute(
      db,
    );
    await round(post);
    const [first, again, ...more] = await forwarded(post);
    expect(more).toEqual([]);
    expect(again?.attachments[0]?.content.toString()).toBe(raw);
    expect(again?.messageId).not.toBe(first?.messageId);
    expect((await look(post))('answer.forwarded')).toHaveLength(1);
    await sql`update received set judged_at = judged_at - interval '8 days'`.execute(db);
    await post.duty.app.answers.forget();
    expect((await waiting(post))[0]).toEqual({ readable: true, forwarded: true });
    await sql`update received set forwarded_at = forwarded_at - interval '8 days'`.execute(db);
    await post.duty.app.answers.forget();
    expect((await waiting(post))[0]).toEqual({ readable: false, forwarded: true });
  });

  test('is one delivery, however often it is refused', async () => {
    const gone = { code: 550, enhanced: '5.1.1', text: 'gone' };
    await using post = await openPost({ ...withDuty, sink: { onRecipient: () => gone } });
    const { db } = post.duty.app;
    await post.post({ from: asha, to: postmaster, raw: aLetter() });
    for (let time = 0; time < 4; time += 1) {
      await round(post);
      await sql`update deliveries set settled_at = settled_at - interval '11 minutes'`.execute(db);
    }
    const { rows } = await sql<{ deliveries: number; tries: number }>`
      select count(distinct d.purpose)::int as deliveries, count(a.id)::int as tries
      from deliveries d left join attempts a using (publication_id, recipient_id, purpose) where d.purpose like 'answer:%'`.execute(
      db,
    );
    expect(rows).toEqual([{ deliveries: 1, tries: 4 }]);
  });

  test('would go in a circle if officers’ mail came back here: the service does not start', async () => {
    const env = { DUTY_ADDRESS: 'duty@alerts.example', INBOUND_DOMAINS: 'alerts.example' };
    await expect(openPost({ env })).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' });
  });
});

describe('what a person wrote and no relay takes whole', () => {
  const tooLarge = { code: 552, enhanced: '5.3.4', text: 'too large' };
  test.each([
    ['says so', { size: 100_000 }],
    [
      'refuses it',
      { onMessage: ({ raw }: { raw: Buffer }) => (raw.length > 100_000 ? tooLarge : undefined) },
    ],
  ])(
    'is heard at once in its words, where the relay %s, and the rest is taken out by name',
    async (_how, sink) => {
      await using post = await openPost({ ...withDuty, sink });
      await post.post({ from: asha, to: postmaster, raw: aLetterWithPicture(300_000) });
      for (let time = 0; time < 2; time += 1) await round(post);
      const [mail, ...more] = await forwarded(post);
      expect(more).toEqual([]);
      expect(mail).toMatchObject({
        subject: 'A person wrote: Re: ALERT: Mali',
        replyTo: { value: [{ address: asha }] },
        text: expect.stringContaining('npm run citizens -- answer 1 --out'),
        attachments: [{ contentType: 'message/rfc822' }],
      });
      expect(mail?.text).toContain('1 picture or file is held');
      const words = await simpleParser(mail?.attachments[0]?.content ?? '');
      expect(words).toMatchObject({
        subject: 'Re: ALERT: Mali',
        from: { value: [{ address: asha }] },
      });
      expect(words.text).toContain('Look where we are. We are eleven.');
      expect(await waiting(post)).toEqual([{ readable: true, forwarded: true }]);
    },
  );
});

describe('unsubscribing by mail', () => {
  test('E18 · ends all alerts, however often it is asked, and says so once', async () => {
    await using post = await openPost();
    await told(post);
    const to = unsubscribeOf(post);
    for (const says of ['unsubscribe', 'Unsubscribe me please!'])
      await post.post({ from: 'elsewhere@example.net', to, raw: aLetter({ says }) });
    expect(await post.judge()).toEqual(['unsubscribe', 'unsubscribe']);
    await post.duty.sendNotices();
    const subjects = (await post.duty.mailTo(asha)).map(({ subject }) => subject);
    expect(subjects.filter((subject) => subject === 'Your alerts have ended')).toHaveLength(1);
    const { publicationId } = await publish(post.duty.app);
    await post.duty.work(publicationId);
    expect(await post.duty.rows(publicationId)).toEqual([]);
  });

  test('E18 · in words that say more ends all alerts, and officers read them', async () => {
    await using post = await openPost(withDuty);
    await told(post);
    const raw = aLetter({ says: 'Stop these. My brother was taken in Kayes yesterday.' });
    await post.post({ from: asha, to: unsubscribeOf(post), raw });
    await round(post);
    expect((await forwarded(post))[0]?.attachments[0]?.content.toString()).toBe(raw);
    const subjects = (await post.duty.mailTo(asha)).map(({ subject }) => subject);
    expect(subjects).toContain('Your alerts have ended');
    expect(subjects.filter((subject) => subject.startsWith('We have your mail'))).toHaveLength(1);
  });

  test('E18 · by a token that is none of ours, or was revoked, ends nothing', async () => {
    await using post = await openPost();
    await told(post);
    const to = unsubscribeOf(post);
    await post.post({ from: asha, to: to.replace(/.@/, '_@'), raw: aLetter() });
    await sql`update addresses set epoch = epoch + 1`.execute(post.duty.app.db);
    await post.post({ from: asha, to, raw: aLetter() });
    await post.post({ from: asha, to, raw: aLetter({ says: 'unsubscribe' }) });
    expect(await post.judge()).toEqual(['answer', 'answer', 'unsubscribe']);
    const { publicationId } = await publish(post.duty.app);
    await post.duty.work(publicationId);
    expect(await post.duty.states(publicationId)).toEqual({ [asha]: 'sent' });
  });
});
