import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';

import type { Officer } from '#src/officers/officer.ts';
import { aloneForPublishing } from '#src/store/locks.ts';
import { aContent, aFollowUp } from '#tests/support/builders-content.ts';
import { openDuty } from '#tests/support/duty.ts';
import type { Duty } from '#tests/support/duty.ts';

const asha: Officer = { name: 'Asha', roles: ['author'] };
const ravi: Officer = { name: 'Ravi', roles: ['approver'] };
const plainly = { withholdOutsideAllowlist: false };

/** Begins something that publishes, lets something else happen while it waits for its turn, and gives what became of it. */
async function whileItWaits<T>(
  { app: { db } }: Duty,
  begin: () => Promise<T>,
  meanwhile: () => Promise<unknown>,
): Promise<PromiseSettledResult<T>> {
  const [outcome] = await Promise.allSettled([
    db
      .transaction()
      .execute(async (tx) => {
        await aloneForPublishing(tx);
        const begun = begin();
        begun.catch(() => {}); // looked at below, after the transaction
        await expect
          .poll(
            async () => {
              const { rows } = await sql`
            select from pg_locks where locktype = 'advisory' and not granted
              and database = (select oid from pg_database where datname = current_database())`.execute(
                db,
              );
              return rows.length;
            },
            { timeout: 60_000 },
          )
          .toBe(1);
        await meanwhile();
        return { begun };
      })
      .then(({ begun }) => begun),
  ]);
  return outcome;
}

async function approvedEmergency({ app: { desk } }: Duty) {
  const draft = await desk.create(asha, { content: aContent(), lane: 'emergency' });
  await desk.approve(ravi, draft);
  return draft;
}

/** Scheduled, and its time has come. */
async function dueDraft({ app: { desk, db, officers } }: Duty) {
  await officers.create(ravi, 'a test');
  const draft = await desk.create(asha, { content: aContent(), lane: 'urgent' });
  const at = new Date(Date.now() + 3_600_000);
  await desk.schedule(ravi, { id: draft.id, hash: draft.hash, at, ...plainly });
  await sql`update schedules set publish_at = now()`.execute(db);
  return draft;
}

const changed = { status: 'rejected', reason: { code: 'DRAFT_CHANGED' } };

describe('S9 · what is done to a draft while it waits to be published', () => {
  test('is not overruled: it was sent back', async () => {
    await using duty = await openDuty();
    const { desk } = duty.app;
    const { id } = await approvedEmergency(duty);
    const outcome = await whileItWaits(
      duty,
      () => desk.publish(asha, { id, ...plainly }),
      () => desk.sendBack(ravi, { id, reason: 'Not so' }),
    );
    expect(outcome).toMatchObject(changed);
    expect(await duty.app.publications.list(10)).toEqual([]);
  });

  test('is not overruled: it was sent back while one person released it alone', async () => {
    await using duty = await openDuty();
    const { desk, db } = duty.app;
    const draft = await desk.create(asha, { content: aContent(), lane: 'emergency' });
    await desk.submit(asha, draft);
    await sql`update drafts set submitted_at = now() - interval '11 minutes'`.execute(db);
    const outcome = await whileItWaits(
      duty,
      () => desk.releaseAlone(asha, { id: draft.id, reason: 'Nobody answers', ...plainly }),
      () => desk.sendBack(ravi, { id: draft.id, reason: 'Not so' }),
    );
    expect(outcome).toMatchObject(changed);
  });

  test('is not overruled: its time was taken back', async () => {
    await using duty = await openDuty();
    const { desk } = duty.app;
    const { id } = await dueDraft(duty);
    const outcome = await whileItWaits(
      duty,
      () => desk.publishDue(),
      () => desk.unschedule(asha, id),
    );
    expect(outcome).toEqual({ status: 'fulfilled', value: [] });
    expect(await duty.app.drafts.find(id)).toMatchObject({ state: 'open', schedule: undefined });
  });

  test('does not end its schedule when it leaves text and time as they are', async () => {
    await using duty = await openDuty();
    const { desk } = duty.app;
    const { id, hash } = await dueDraft(duty);
    const outcome = await whileItWaits(
      duty,
      () => desk.publishDue(),
      () => desk.approve(ravi, { id, hash }),
    );
    expect(outcome).toEqual({ status: 'fulfilled', value: [] });
    expect(await desk.publishDue()).toMatchObject([{ kind: 'published', draftId: id }]);
  });

  test('is not overruled: another revision went out first', async () => {
    await using duty = await openDuty();
    const { desk } = duty.app;
    const first = await desk.create(asha, { content: aContent(), lane: 'urgent' });
    const { advisoryId } = await desk.publish(ravi, { id: first.id, ...plainly });
    const content = aFollowUp('update');
    const drafts = await Promise.all(
      [1, 2].map(() => desk.create(asha, { content, advisoryId, lane: 'emergency' })),
    );
    for (const draft of drafts) await desk.approve(ravi, draft);
    const both = await Promise.allSettled(
      drafts.map(({ id }) => desk.publish(asha, { id, ...plainly })),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'DRAFT_CHANGED' },
    });
  });
});
