import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { sql } from 'kysely';
import { describe, expect, test, vi } from 'vitest';

import { inbound } from '#config/inbound.ts';
import { openDoor } from '#src/inbound/door.ts';
import { keptLog } from '#tests/support/log.ts';
import { aDeliveryReport, aLetter } from '#tests/support/notices.ts';
import { openPost, postTo } from '#tests/support/post.ts';
import type { Post } from '#tests/support/post.ts';
import { publish } from '#tests/support/publishing.ts';

const asha = 'asha@example.org';
const never = new AbortController().signal;

const kept = async ({ duty }: Post) =>
  (
    await sql<{ came_to: string; verdict: string | null }>`
      select came_to, verdict from received order by id`.execute(duty.app.db)
  ).rows;

const madeUp = (nth: number) =>
  `b+${String(nth).padStart(32, '0')}.${'0'.repeat(16)}@bounce.alerts.example`;

const aLongLetter = (sign: string) => aLetter({ says: sign.repeat(3_000) });

describe('the door for mail', () => {
  test('takes mail for our own addresses and refuses all other as unknown', async () => {
    await using post = await openPost({ env: { INBOUND_DOMAINS: 'alerts.example' } });
    const own = [
      'alerts@alerts.example',
      'Duty@Alerts.example',
      'postmaster@bounce.alerts.example',
      'abuse@bounce.alerts.example',
      `b+${'0'.repeat(32)}.${'0'.repeat(16)}@bounce.alerts.example`,
      'u+token@BOUNCE.alerts.example',
    ];
    for (const to of own) await post.post({ from: asha, to, raw: aLetter({ says: to }) });
    for (const to of [
      asha,
      'somebody@alerts.example',
      'x@bounce.alerts.example',
      'b+@alerts.example',
    ])
      await expect(post.post({ from: asha, to, raw: aLetter() })).rejects.toMatchObject({
        responseCode: 550,
        response: '550 5.1.1 no such mailbox',
      });
    expect((await kept(post)).map(({ came_to }) => came_to)).toEqual([
      ...Array.from({ length: 4 }, () => 'answer'),
      'return-path',
      'unsubscribe',
    ]);
  });

  test('does not take mail for From and Reply-To whose domain does not come here', async () => {
    await using post = await openPost();
    await expect(
      post.post({ from: asha, to: 'duty@alerts.example', raw: aLetter() }),
    ).rejects.toMatchObject({ responseCode: 550 });
  });

  test('keeps a message for several of our addresses, and what is handed in twice, once', async () => {
    await using post = await openPost();
    const to = ['postmaster@bounce.alerts.example', 'abuse@bounce.alerts.example'];
    for (let time = 0; time < 3; time += 1) await post.post({ from: asha, to, raw: aLetter() });
    expect(await kept(post)).toHaveLength(1);
  });

  test('takes addresses and words that are not ASCII, and notices without a sender', async () => {
    await using post = await openPost();
    const raw = Buffer.from(aLetter({ from: 'आशा@example.org', says: 'हम यहाँ हैं' }));
    const to = 'postmaster@bounce.alerts.example';
    await post.post({ from: 'आशा@example.org', to, raw });
    await post.post({ from: '', to, raw: aDeliveryReport({ status: '5.1.1' }) });
    expect(await post.judge()).toEqual(['answer', 'unknown']);
  });

  test('tells the sender to keep it while the database is away, and takes it afterwards', async () => {
    await using post = await openPost();
    const { answers, db, log } = post.duty.app;
    let isAway = true;
    await using door = await openDoor({
      host: '127.0.0.1',
      port: 0,
      name: 'door.example',
      own: answers.own,
      proves: answers.proves,
      inbox: {
        keep: async (arrived) =>
          isAway
            ? void (await sql`select from no_such_table`.execute(db))
            : answers.inbox.keep(arrived),
      },
      log,
    });
    const mail = { from: asha, to: 'postmaster@bounce.alerts.example', raw: aLetter() };
    await expect(postTo(door.url, mail)).rejects.toMatchObject({
      response: '451 4.3.0 not kept, please try again',
    });
    isAway = false;
    await postTo(door.url, mail);
    expect(await kept(post)).toHaveLength(1);
  });

  test('says 250 when the message is committed, and not a moment before', async () => {
    await using post = await openPost();
    const { answers, log } = post.duty.app;
    const committed = Promise.withResolvers<undefined>();
    const begun = Promise.withResolvers<undefined>();
    const inbox: typeof answers.inbox = {
      async keep(arrived) {
        begun.resolve(undefined);
        await committed.promise;
        await answers.inbox.keep(arrived);
      },
    };
    await using door = await openDoor({
      ...answers,
      inbox,
      host: '127.0.0.1',
      port: 0,
      name: 'd',
      log,
    });
    let isAccepted = false;
    const mail = { from: asha, to: 'postmaster@bounce.alerts.example', raw: aLetter() };
    const sent = postTo(door.url, mail).then(() => (isAccepted = true));
    await begun.promise;
    expect(isAccepted).toBe(false);
    committed.resolve(undefined);
    await sent;
    expect(await kept(post)).toHaveLength(1);
  });

  test('refuses what is too large, and whoever holds too many lines', async () => {
    await using post = await openPost();
    const { answers, log } = post.duty.app;
    const limits = {
      largestMessage: 2_000,
      mostInFlight: 10_000,
      clients: 3,
      clientsPerAddress: 1,
      recipientsPerMessage: 2,
      silenceMs: 5_000,
      conversationMs: 5_000,
    };
    await using door = await openDoor({
      ...answers,
      host: '127.0.0.1',
      port: 0,
      name: 'd',
      log,
      limits,
    });
    const to = 'postmaster@bounce.alerts.example';
    const large = aLetter({ says: 'x'.repeat(3_000) });
    await expect(postTo(door.url, { from: asha, to, raw: large })).rejects.toMatchObject({
      response: '552 5.3.4 message too large',
    });
    const tooMany = [to, 'abuse@bounce.alerts.example', 'u+x@bounce.alerts.example'];
    const third = await postTo(door.url, { from: asha, to: tooMany, raw: aLetter() });
    expect(third.rejected).toEqual(['u+x@bounce.alerts.example']);
    expect(third.rejectedErrors).toMatchObject([{ response: '452 4.5.3 too many recipients' }]);
    expect(await kept(post)).toHaveLength(1);
    const lines = [lineTo(door.url), lineTo(door.url)];
    expect((await Promise.all(lines.map(greetingOn))).toSorted()).toEqual([
      expect.stringMatching(/^220 /),
      '421 4.7.0 too many at once',
    ]);
    for (const line of lines) line.destroy();
  });

  test('keeps a message once, however many of our addresses it is for, and by the token that proves most', async () => {
    await using post = await openPost({ env: { INBOUND_DOMAINS: 'alerts.example' } });
    await post.duty.subscribe(asha);
    const path = post.returnPathOf(asha);
    const forged = Array.from({ length: 100 }, (_none, nth) => madeUp(nth));
    const sent = await postTo(post.door.url, {
      from: asha,
      to: forged,
      raw: aLetter({ says: '1' }),
    });
    expect(sent.accepted).toHaveLength(5);
    await post.post({
      from: asha,
      to: ['alerts@alerts.example', 'duty@alerts.example', madeUp(1)],
      raw: aLetter({ says: '2' }),
    });
    await post.post({
      from: asha,
      to: ['alerts@alerts.example', madeUp(1), path],
      raw: aLetter({ says: '3' }),
    });
    expect((await kept(post)).map(({ came_to }) => came_to)).toEqual([
      'return-path',
      'answer',
      'return-path',
    ]);
    await post.judge();
    const { rows } = await sql<{ proved: boolean }>`
      select address_id is not null as proved from received order by id`.execute(post.duty.app.db);
    expect(rows.map(({ proved }) => proved)).toEqual([false, false, true]);
  });

  test('puts off what would be too much at the same moment, and takes it when there is room', async () => {
    await using post = await openPost();
    const { answers, log } = post.duty.app;
    const [begun, committed] = [
      Promise.withResolvers<undefined>(),
      Promise.withResolvers<undefined>(),
    ];
    const inbox: typeof answers.inbox = {
      async keep(arrived) {
        begun.resolve(undefined);
        await committed.promise;
        await answers.inbox.keep(arrived);
      },
    };
    const limits = { ...inbound, mostInFlight: 5_000 };
    const at = { host: '127.0.0.1', port: 0, name: 'd' };
    await using door = await openDoor({ ...answers, ...at, inbox, log, limits });
    const to = 'postmaster@bounce.alerts.example';
    const first = postTo(door.url, { from: asha, to, raw: aLongLetter('1') });
    await begun.promise;
    await expect(postTo(door.url, { from: asha, to, raw: aLongLetter('2') })).rejects.toMatchObject(
      {
        responseCode: 451,
      },
    );
    committed.resolve(undefined);
    await first;
    await postTo(door.url, { from: asha, to, raw: aLongLetter('2') });
    expect(await kept(post)).toHaveLength(2);
  });

  test('holds what it keeps so that nobody can read it in a dump', async () => {
    await using post = await openPost();
    await post.post({ from: asha, to: 'postmaster@bounce.alerts.example', raw: aLetter() });
    const { rows } = await sql<{ dump: string }>`
      select encode(message, 'escape') || received::text as dump from received`.execute(
      post.duty.app.db,
    );
    expect(rows[0]?.dump).not.toMatch(/asha|cellar/);
  });
});

describe('what was kept', () => {
  test('is judged after a worker died with it, and once by many at the same moment', async () => {
    await using post = await openPost();
    await post.duty.subscribe(asha);
    const { publicationId } = await publish(post.duty.app);
    await post.duty.work(publicationId);
    const to = post.returnPathOf(asha);
    await post.post({ from: '', to, raw: aDeliveryReport({ status: '5.1.1' }) });
    const { db } = post.duty.app;
    await sql`update received set tries = 1, due_at = now() + interval '20 seconds'`.execute(db); // taken, never judged
    expect(await post.judge()).toEqual([]);
    await sql`update received set due_at = now()`.execute(db);
    const found = await Promise.all(Array.from({ length: 8 }, () => post.judge()));
    expect(found.flat()).toEqual(['hard']);
    await sql`update received set judged_at = null, verdict = null, due_at = now()`.execute(db); // judged anew all the same
    expect(await post.judge()).toEqual(['hard']);
    const { rows } = await sql`select from suppressions`.execute(db);
    expect(rows).toHaveLength(1);
  });

  test('stands in nobody’s way when it cannot be judged', async () => {
    await using post = await openPost();
    const { db } = post.duty.app;
    const to = 'postmaster@bounce.alerts.example';
    await post.post({ from: asha, to, raw: aLetter({ says: 'one' }) });
    await sql`update received set message = 'sealed under another key'`.execute(db);
    await post.post({ from: asha, to, raw: aLetter({ says: 'two' }) });
    expect(await post.judge()).toEqual(['answer']);
    const { rows } = await sql<{ tries: number; waits: boolean }>`
      select tries, due_at > now() as waits from received where judged_at is null`.execute(db);
    expect(rows).toEqual([{ tries: 1, waits: true }]);
  });

  test('is dropped when nobody needs it any more, but for an answer that nobody has', async () => {
    await using post = await openPost();
    const { db, answers } = post.duty.app;
    const to = 'postmaster@bounce.alerts.example';
    await post.post({ from: '', to, raw: aDeliveryReport({ status: '5.1.1' }) });
    await post.post({ from: asha, to, raw: aLetter() });
    await post.judge();
    const readable = async () =>
      (
        await sql<{ verdict: string; readable: boolean }>`
          select verdict, message is not null as readable from received order by id`.execute(db)
      ).rows;
    await sql`update received set judged_at = now() - interval '8 days'`.execute(db);
    await answers.forget();
    expect(await readable()).toEqual([
      { verdict: 'unknown', readable: false },
      { verdict: 'answer', readable: true },
    ]);
    await sql`update received set judged_at = now() - interval '31 days'`.execute(db);
    await answers.forget();
    expect(await readable()).toEqual([{ verdict: 'answer', readable: true }]);
  });
});

describe('a maildir', () => {
  test('is read, whomever its messages are for, and emptied only of what is kept', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'consular-alerts-maildir-'));
    try {
      for (const name of ['new', 'cur', 'tmp']) await mkdir(join(dir, name));
      await using post = await openPost({ env: { INBOUND_MAILDIR: dir } });
      await post.duty.subscribe(asha);
      const { publicationId } = await publish(post.duty.app);
      await post.duty.work(publicationId);
      const delivered = `Return-Path: <>\nDelivered-To: ${post.returnPathOf(asha)}\n`;
      const report = aDeliveryReport({ status: '5.1.1' }).replaceAll('\r\n', '\n');
      await writeFile(join(dir, 'new', '1.host'), delivered + report);
      await writeFile(join(dir, 'new', '2.host'), `Return-Path: <${asha}>\n${aLetter()}`);
      const { answers } = post.duty.app;
      await Promise.all([answers.takeMaildir(never), answers.takeMaildir(never)]);
      expect(await readdir(join(dir, 'new'))).toEqual([]);
      expect(await readdir(join(dir, 'cur'))).toEqual(['1.host:2,', '2.host:2,']);
      await writeFile(join(dir, 'new', '1.host'), delivered + report); // kept, and its worker died before it was moved
      await answers.takeMaildir(never);
      expect(await kept(post)).toHaveLength(2);
      expect((await post.judge()).toSorted()).toEqual(['answer', 'hard']);
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });
});

describe('a maildir in trouble', () => {
  test('loses a file that cannot be read, or a cur/ that cannot be made, no other message, and says so once', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'consular-alerts-maildir-'));
    try {
      await mkdir(join(dir, 'new'));
      const { log, said } = keptLog();
      await using post = await openPost({ env: { INBOUND_MAILDIR: dir }, log });
      const { answers } = post.duty.app;
      await mkdir(join(dir, 'new', '0.unreadable'));
      for (const name of ['1.host', '2.host'])
        await writeFile(join(dir, 'new', name), aLetter({ says: name }));
      expect(await answers.takeMaildir(never)).toBe(2);
      expect(await answers.takeMaildir(never)).toBe(0);
      expect(said('maildir.not-taken')).toMatchObject([{ level: 50, code: 'EISDIR' }]);
      expect(JSON.stringify(said('maildir.not-taken'))).not.toContain('unreadable');

      await rm(join(dir, 'cur'), { recursive: true });
      await writeFile(join(dir, 'cur'), 'no folder');
      for (const name of ['3.host', '4.host'])
        await writeFile(join(dir, 'new', name), aLetter({ says: name }));
      for (let time = 0; time < 2; time += 1) expect(await answers.takeMaildir(never)).toBe(0);
      expect(said('maildir.not-taken')).toHaveLength(3);
      expect(await post.judge()).toEqual(Array.from({ length: 4 }, () => 'answer'));
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });

  test('is no trouble of the others: while it is gone, workers judge and forward what comes by the door', async () => {
    const { log, said } = keptLog();
    await using post = await openPost({
      env: { INBOUND_MAILDIR: '/nowhere/at/all', DUTY_ADDRESS: 'duty@staff.example' },
      log,
    });
    await using _workers = post.work();
    await post.post({ from: asha, to: 'postmaster@bounce.alerts.example', raw: aLetter() });
    await vi.waitFor(
      () => expect(post.duty.sink.messages.map(({ to }) => to)).toEqual([['duty@staff.example']]),
      { timeout: 20_000, interval: 100 },
    );
    expect(said('sweep.failed')).toContainEqual(
      expect.objectContaining({ code: 'CONFIGURATION_INVALID' }),
    );
  });
});

describe('who is judged first', () => {
  test('is whoever wrote to an address for people, however many notices lie before it', async () => {
    await using post = await openPost();
    const nobody = `b+${'0'.repeat(32)}.${'0'.repeat(16)}@bounce.alerts.example`;
    for (const says of ['1', '2', '3'])
      await post.post({ from: '', to: nobody, raw: aDeliveryReport({ status: '5.1.1', says }) });
    await post.post({ from: asha, to: 'postmaster@bounce.alerts.example', raw: aLetter() });
    const { answers } = post.duty.app;
    expect(await answers.judgePeople(never)).toEqual(['answer']);
    expect(await answers.judgeAll(never)).toEqual(['unknown', 'unknown', 'unknown']);
  });
});

function lineTo(url: string): Socket {
  return connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {});
}

/** The code that a server greets with. */
async function greetingOn(line: Socket): Promise<string> {
  const [greeting] = await once(line, 'data');
  return String(greeting).trimEnd();
}
