import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';

import type { Officer } from '#src/officers/officer.ts';
import { createWatchOf } from '#src/watching.ts';
import { aContent } from '#tests/support/builders-content.ts';
import { openDuty } from '#tests/support/duty.ts';
import type { Duty } from '#tests/support/duty.ts';
import { languages } from '#tests/support/every-message.ts';
import { keptLog } from '#tests/support/log.ts';
import { advice, aKnownSource, hearPoll, judgeAll } from '#tests/support/weather.ts';

const asha: Officer = { name: 'Asha', roles: ['author'] };
const ravi: Officer = { name: 'Ravi', roles: ['approver'] };
const staff = { RECIPIENT_ALLOWLIST: '*,tester@staff.example,@drill.example' };

const emergency = ({ app }: Duty) =>
  app.desk.create(asha, { content: aContent(), lane: 'emergency' });

describe('a test of a draft', () => {
  test('comes to those whom the allow-list names, marked, in each language, and to no citizen', async () => {
    await using duty = await openDuty({ env: staff });
    await duty.subscribe('citizen@example.org');
    const before = duty.sink.messages.length;
    const { id } = await emergency(duty);
    expect(await duty.app.desk.sendTest(asha, { id })).toBe(languages.length);
    await duty.sendNotices();
    const subjects = (await duty.mailTo('tester@staff.example')).map(({ subject }) => subject);
    expect(subjects).toHaveLength(languages.length);
    expect(subjects.filter((subject) => subject.startsWith('TEST'))).toHaveLength(2); // in English and French alike
    expect(duty.sink.messages).toHaveLength(before + languages.length);
    expect(await duty.app.drafts.find(id)).toMatchObject({ state: 'open' });
    expect(await duty.app.publications.list(10)).toEqual([]);
  });

  test('may go to anybody of a domain that the list names, in one language', async () => {
    await using duty = await openDuty({ env: staff });
    const { id } = await emergency(duty);
    const tried = { id, to: ['asha@drill.example'], languages: ['hi'] };
    expect(await duty.app.desk.sendTest(asha, tried)).toBe(1);
    await duty.sendNotices();
    expect(await duty.mailTo('asha@drill.example')).toHaveLength(1);
  });

  test('goes nowhere where the list names nobody, though everybody may be mailed', async () => {
    await using duty = await openDuty({ env: { RECIPIENT_ALLOWLIST: '*' } });
    const { id } = await emergency(duty);
    await expect(duty.app.desk.sendTest(asha, { id })).rejects.toMatchObject({
      code: 'RECIPIENTS_OUTSIDE_ALLOWLIST',
    });
    await expect(
      duty.app.desk.sendTest(asha, { id, to: ['citizen@example.org'] }),
    ).rejects.toMatchObject({ code: 'RECIPIENTS_OUTSIDE_ALLOWLIST' });
  });
});

const look = async ({ app }: Duty) => {
  const { log, said } = keptLog();
  await createWatchOf({ ...app, log }).look();
  return said;
};

describe('the officers on duty', () => {
  const watched = { env: { DUTY_ADDRESS: 'duty@staff.example' } };
  test('are mailed once that an emergency waits for approval, and hear when it is settled in the log', async () => {
    await using duty = await openDuty(watched);
    const { id, hash } = await emergency(duty);
    await look(duty);
    await duty.sendNotices();
    expect(await duty.mailTo('duty@staff.example')).toEqual([]);
    await duty.app.desk.submit(asha, { id, hash });
    const said = await look(duty);
    expect(said('approval.awaited')).toMatchObject([{ level: 40, draftId: id }]);
    await look(duty);
    await duty.sendNotices();
    const [mail, ...more] = await duty.mailTo('duty@staff.example');
    expect(more).toEqual([]);
    expect(mail?.text).toContain(`approve ${id}`);
    expect(mail?.text).not.toContain('Mali');
    await duty.app.desk.approve(ravi, { id, hash });
    expect((await look(duty))('approval.settled')).toMatchObject([{ subject: id }]);
  });

  test('are mailed that one person released it, until another has reviewed that', async () => {
    await using duty = await openDuty(watched);
    const { id, hash } = await emergency(duty);
    await duty.app.desk.submit(asha, { id, hash });
    await sql`update drafts set submitted_at = now() - interval '11 minutes'`.execute(duty.app.db);
    const { publicationId } = await duty.app.desk.releaseAlone(asha, {
      id,
      hash,
      reason: 'Nobody answers',
      withholdOutsideAllowlist: false,
    });
    expect((await look(duty))('release.unreviewed')).toMatchObject([{ publicationId }]);
    await duty.work(publicationId);
    await duty.sendNotices();
    expect(await duty.mailTo('duty@staff.example')).toMatchObject([
      { subject: `Emergency was released by one person (${publicationId})` },
    ]);
    await duty.app.desk.reviewLoneRelease(ravi, { publicationId, verdict: 'upheld', note: 'Yes' });
    expect((await look(duty))('release.reviewed')).toHaveLength(1);
  });

  test('are told of a storm once, with its counts and without a place, until somebody settles it', async () => {
    await using duty = await openDuty(watched);
    const known = await aKnownSource(duty.app, 12);
    await hearPoll(
      duty.app.db,
      known.map((country) => advice(country, 3)),
    );
    await judgeAll(duty.app);
    const said = await look(duty);
    expect(said('source.storm')).toMatchObject([
      { level: 40, stormId: 1, sourceId: 'xx-mfa', changed: 12, listed: 12 },
    ]);
    await look(duty);
    await duty.sendNotices();
    const [mail, ...more] = await duty.mailTo('duty@staff.example');
    expect(more).toEqual([]);
    expect(mail?.text).toContain('storm-release 1');
    await duty.app.weathering.dismiss(asha, { id: 1, reason: 'The source says so itself' });
    expect((await look(duty))('source.storm-settled')).toMatchObject([{ subject: '1' }]);
  });

  test('are told once of something urgent that a source says and may not publish, until somebody has judged it', async () => {
    await using duty = await openDuty(watched);
    const [first = '', second = ''] = await aKnownSource(duty.app, 12);
    await hearPoll(duty.app.db, [advice(first, 4), advice(second, 1)]);
    await judgeAll(duty.app, 'signal');
    const drafts = await duty.app.drafts.list('open');
    expect(drafts).toHaveLength(2);
    const urgent = drafts.find(({ lane }) => lane === 'urgent')?.id ?? '';
    expect((await look(duty))('source.held')).toMatchObject([
      { level: 40, draftId: urgent, lane: 'urgent' },
    ]);
    await look(duty);
    await duty.sendNotices();
    const [mail, ...more] = await duty.mailTo('duty@staff.example');
    expect(more).toEqual([]);
    expect(mail?.text).toContain(`show ${urgent}`);
    await duty.app.drafts.dismiss(urgent, 'Asha', 'We have said so before');
    expect((await look(duty))('source.held-settled')).toMatchObject([{ subject: urgent }]);
  });
});
