import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';

import type { Officer } from '#src/officers/officer.ts';
import { aContent } from '#tests/support/builders-content.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { openDuty } from '#tests/support/duty.ts';
import type { Duty } from '#tests/support/duty.ts';
import { publish } from '#tests/support/publishing.ts';

const operator: Officer = { name: 'an operator', roles: ['operator'] };

/** An emergency that one of two citizens has been told of, while the other is still to be. */
async function halfToldEmergency(duty: Duty, content = aContent()) {
  await duty.subscribe('told@example.org');
  const published = await publish(duty.app, { content, lane: 'emergency' });
  await duty.plan(published.publicationId);
  await duty.send(published.publicationId);
  await duty.subscribe('later@example.org');
  return published;
}

describe('design.md §3 · a withdrawal', () => {
  test('by one officer reaches everybody who was told, in the phrase book’s words, and nobody else', async () => {
    await using duty = await openDuty();
    const { advisoryId } = await halfToldEmergency(duty);
    const before = (await duty.mailTo('later@example.org')).length;
    const withdrawal = await duty.app.desk.withdraw(operator, {
      advisoryId,
      reason: 'the place was wrong',
    });
    await duty.work(withdrawal.publicationId);
    const [alert, withdrawn, ...more] = (await duty.mailTo('told@example.org')).slice(-2);
    expect(more).toEqual([]);
    expect(withdrawn?.subject).toMatch(/^WITHDRAWN/);
    expect(withdrawn?.text).toContain('Do not act on the earlier message.');
    expect(withdrawn?.text).not.toContain('the place was wrong');
    expect(withdrawn?.inReplyTo).toBe(alert?.messageId);
    expect((await duty.mailTo('later@example.org')).slice(before)).toEqual([]);
  });

  test('does not tell again what was wrong, nor in a translation of another text', async () => {
    await using duty = await openDuty();
    await duty.subscribe('told@example.org');
    await duty.subscribe('hindi@example.org', aWish({ language: 'hi' }));
    const { en, hi } = aContent().words;
    if (en === undefined || hi === undefined) throw new Error('expected English and Hindi words');
    const content = aContent({ words: { en: { ...en, headline: 'Two workers abducted' }, hi } });
    const { advisoryId, publicationId } = await publish(duty.app, { content });
    await duty.work(publicationId);
    await sql`update revisions set published_at = '2025-07-02T20:00:00Z' where advisory_id = ${advisoryId}`.execute(
      duty.app.db,
    );
    const withdrawal = await duty.app.desk.withdraw(operator, { advisoryId, reason: 'wrong' });
    await duty.work(withdrawal.publicationId);
    const [english] = (await duty.mailTo('told@example.org')).slice(-1);
    expect(english?.subject).toBe('WITHDRAWN: Mali – Taken back: Two workers abducted (message 2)');
    expect(english?.text).toContain(
      'We had said on 3 July 2025: “Two workers abducted” We take this back.', // by the issuer’s clock
    );
    expect(english?.text).not.toContain('1 July 2025');
    const [hindi] = (await duty.mailTo('hindi@example.org')).slice(-1);
    expect(hindi?.subject).not.toContain(hi.headline);
    expect(hindi?.text).not.toContain(hi.headline);
  });

  test('is corrected from what had been said before it, and lets go of the source', async () => {
    await using duty = await openDuty();
    const { desk, db } = duty.app;
    const { advisoryId } = await halfToldEmergency(duty);
    await sql`update advisories set source_id = 'in-mea', source_key = 'a report' where id = ${advisoryId}`.execute(
      db,
    );
    await desk.withdraw(operator, { advisoryId, reason: 'wrong' });
    const { rows } = await sql`select source_key from advisories where id = ${advisoryId}`.execute(
      db,
    );
    expect(rows).toEqual([{ source_key: null }]);
    const draft = await desk.correct({ name: 'Asha', roles: ['author'] }, advisoryId);
    expect(draft.content.words['en']?.whatToDo).toEqual(aContent().words['en']?.whatToDo);
    expect(draft.content.words['en']?.changeNote).toBeUndefined();
  });

  test('by two officers at once goes out once', async () => {
    await using duty = await openDuty();
    const { advisoryId } = await halfToldEmergency(duty);
    const both = await Promise.allSettled(
      ['one', 'another'].map((reason) => duty.app.desk.withdraw(operator, { advisoryId, reason })),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'PUBLICATION_CLOSED' },
    });
    expect(await duty.app.drafts.list('open')).toEqual([]);
  });

  test('ends what is still to go out of it', async () => {
    await using duty = await openDuty();
    await duty.subscribe('told@example.org');
    const { publicationId, advisoryId } = await publish(duty.app, { lane: 'emergency' });
    await duty.plan(publicationId);
    await duty.app.desk.withdraw(operator, { advisoryId, reason: 'wrong' });
    await duty.work(publicationId);
    expect(await duty.states(publicationId)).toEqual({ 'told@example.org': 'superseded' });
  });

  test('says what its officers wrote for it, and that is not published with the advisory', async () => {
    await using duty = await openDuty();
    const own = {
      changeNote: 'The abduction was elsewhere.',
      whatToDo: 'Travel as you had planned.',
    };
    const { advisoryId } = await halfToldEmergency(duty, {
      ...aContent(),
      withdrawal: { en: own },
    });
    const [alert] = (await duty.mailTo('told@example.org')).slice(-1);
    expect(alert?.text).not.toContain(own.changeNote);
    const withdrawal = await duty.app.desk.withdraw(operator, { advisoryId, reason: 'wrong' });
    await duty.work(withdrawal.publicationId);
    const [withdrawn] = (await duty.mailTo('told@example.org')).slice(-1);
    expect(withdrawn?.text).toContain(own.changeNote);
    expect(withdrawn?.text).toContain(own.whatToDo);
  });

  test('asks in no language for what it takes back, neither on the ladder nor in its subject', async () => {
    await using duty = await openDuty();
    await duty.subscribe('hindi@example.org', aWish({ language: 'hi' }));
    const { en } = aContent().words;
    const content = {
      ...aContent(),
      residents: 'leave' as const,
      words: en === undefined ? {} : { en },
    };
    const { advisoryId, publicationId } = await publish(duty.app, { content });
    await duty.work(publicationId);
    const [alert] = (await duty.mailTo('hindi@example.org')).slice(-1);
    expect(alert?.text).toContain('निकल जाएँ');
    const withdrawal = await duty.app.desk.withdraw(operator, { advisoryId, reason: 'wrong' });
    await duty.work(withdrawal.publicationId);
    const [withdrawn] = (await duty.mailTo('hindi@example.org')).slice(-1);
    expect(withdrawn?.subject).toContain('पिछला संदेश ग़लत था');
    expect(withdrawn?.text).toContain('पिछले संदेश का पालन न करें।');
    expect(`${withdrawn?.subject} ${withdrawn?.text}`).not.toContain('निकल जाएँ');
  });

  test('is approved with the draft: other words for it void the approval', async () => {
    await using duty = await openDuty();
    const { desk, drafts } = duty.app;
    const content = aContent();
    const draft = await drafts.create({ content, lane: 'emergency', author: 'an author' });
    const languages = Object.keys(await desk.withdrawalOf(draft.id));
    expect(languages.toSorted()).toEqual(Object.keys(content.words).toSorted());
    const other = { changeNote: 'It was a rumour.', whatToDo: 'Go on.' };
    const author: Officer = { name: 'an author', roles: ['author'] };
    const approver: Officer = { name: 'an approver', roles: ['approver'] };
    await desk.approve(approver, { id: draft.id, hash: draft.hash });
    await desk.edit(author, {
      id: draft.id,
      hash: draft.hash,
      content: { ...content, withdrawal: { en: other } },
    });
    expect((await desk.withdrawalOf(draft.id))['en']).toEqual(other);
    await expect(
      desk.publish(author, { id: draft.id, withholdOutsideAllowlist: false }),
    ).rejects.toMatchObject({ code: 'APPROVAL_MISSING' });
  });

  test('comes once: what is over is not taken back again', async () => {
    await using duty = await openDuty();
    const { advisoryId } = await publish(duty.app);
    await duty.app.desk.withdraw(operator, { advisoryId, reason: 'wrong' });
    await expect(
      duty.app.desk.withdraw(operator, { advisoryId, reason: 'wrong' }),
    ).rejects.toMatchObject({ code: 'PUBLICATION_CLOSED' });
  });
});
