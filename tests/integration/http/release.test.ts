import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

import { aContent, aFollowUp } from '#tests/support/builders-content.ts';
import { languages } from '#tests/support/every-message.ts';
import { openOffice } from '#tests/support/office.ts';
import type { Office } from '#tests/support/office.ts';

const draftShape = z.object({ id: z.string(), hash: z.string() }).loose();
type Draft = z.infer<typeof draftShape>;
const publishedShape = z.object({ publicationId: z.number(), advisoryId: z.string() });

/** An office with a clock of its own, and a person for each role. */
async function openStaffedOffice() {
  let at = Date.now();
  const office = await openOffice({ now: () => new Date(at) });
  const [asha, ravi, meera] = [
    await office.tokenOf('Asha', 'author'),
    await office.tokenOf('Ravi', 'author', 'approver'),
    await office.tokenOf('Meera', 'approver'),
  ];
  const post = (token: string, path: string, body: object = {}) =>
    office.call({ method: 'POST', url: `/api/v1${path}`, token, body });
  return {
    ...office,
    asha,
    ravi,
    meera,
    post,
    now: () => new Date(at),
    minutesPass(minutes: number) {
      at += minutes * 60_000;
    },
    async draft(lane: 'emergency' | 'urgent', content = aContent()): Promise<Draft> {
      const answer = await post(asha, '/drafts', { content, lane });
      return draftShape.parse(answer.json());
    },
  };
}

describe('S9 · when no second person acts', () => {
  test('an emergency that was submitted and not judged for ten minutes is released by one person, and reviewed by another', async () => {
    await using office = await openStaffedOffice();
    const { asha, ravi, meera, post } = office;
    const { id, hash } = await office.draft('emergency');
    const alone = { hash, reason: 'Nobody answers the duty telephone' };

    const unasked = await post(asha, `/drafts/${id}/release-alone`, alone);
    expect(unasked.json()).toMatchObject({ status: 409, code: 'APPROVAL_MISSING' });

    const submitted = await post(asha, `/drafts/${id}/submit`, { hash });
    expect(submitted.json()).toMatchObject({ submission: { officer: 'Asha' } });
    office.minutesPass(9);
    await post(asha, `/drafts/${id}/submit`, { hash }); // asking again does not begin the time anew, nor end it
    const early = await post(asha, `/drafts/${id}/release-alone`, alone);
    expect(early.json()).toMatchObject({ status: 409, code: 'APPROVAL_MISSING' });
    office.minutesPass(1);
    const released = await post(asha, `/drafts/${id}/release-alone`, alone);
    expect(released.statusCode).toBe(201);
    const { publicationId } = publishedShape.parse(released.json());

    const waiting = await office.call({ url: '/api/v1/lone-releases', token: ravi });
    expect(waiting.json()).toMatchObject({
      loneReleases: [{ publicationId, officer: 'Asha', reason: alone.reason, authors: ['Asha'] }],
    });
    const review = { verdict: 'upheld', note: 'It could not wait' };
    const path = `/lone-releases/${publicationId}/review`;
    expect((await post(asha, path, review)).json()).toMatchObject({ code: 'FORBIDDEN' });
    expect((await post(meera, path, review)).json()).toMatchObject({
      review: { officer: 'Meera', verdict: 'upheld' },
    });
    expect((await post(ravi, path, review)).json()).toMatchObject({ status: 409 });
    const after = await office.call({ url: '/api/v1/lone-releases', token: ravi });
    expect(after.json()).toEqual({ loneReleases: [] });
    const auditor = await office.tokenOf('Omar', 'auditor');
    const audit = await office.call({ url: '/api/v1/audit?limit=5', token: auditor });
    expect(audit.body).toContain('publication.released-alone');
    expect(audit.body).toContain('lone-release.reviewed');
  });

  test.each([
    {
      what: 'a text that was edited after it was submitted',
      spoil: async ({ call, asha }: Staffed, { id, hash }: Draft) => {
        const body = { hash, content: aContent({ categories: ['kidnapping'] }) };
        await call({ method: 'PUT', url: `/api/v1/drafts/${id}`, token: asha, body });
      },
    },
    {
      what: 'a text that an approver has sent back',
      spoil: async ({ post, meera }: Staffed, { id }: Draft) => {
        await post(meera, `/drafts/${id}/send-back`, { reason: 'Name the region' });
      },
    },
  ])('the way out is closed to $what', async ({ spoil }) => {
    await using office = await openStaffedOffice();
    const draft = await office.draft('emergency');
    await office.post(office.asha, `/drafts/${draft.id}/submit`, { hash: draft.hash });
    office.minutesPass(30);
    await spoil(office, draft);
    const answer = await office.post(office.asha, `/drafts/${draft.id}/release-alone`, {
      reason: 'Nobody answers',
    });
    expect(answer.statusCode).toBe(409);
  });

  test('is not for what is no emergency, and an emergency approved after all goes out as any other', async () => {
    await using office = await openStaffedOffice();
    const { asha, meera, post } = office;
    const urgent = await office.draft('urgent');
    await post(asha, `/drafts/${urgent.id}/submit`, { hash: urgent.hash });
    office.minutesPass(60);
    const refused = await post(asha, `/drafts/${urgent.id}/release-alone`, { reason: 'In haste' });
    expect(refused.json()).toMatchObject({ status: 409, code: 'APPROVAL_MISSING' });

    const { id, hash } = await office.draft('emergency');
    await post(meera, `/drafts/${id}/approve`, { hash });
    const released = await post(asha, `/drafts/${id}/release-alone`, { hash, reason: 'In haste' });
    expect(released.statusCode).toBe(201);
    const lone = await office.call({ url: '/api/v1/lone-releases?which=all', token: meera });
    expect(lone.json()).toEqual({ loneReleases: [] });
  });
});

const back = async ({ call, asha }: Staffed, { id, hash }: Draft): Promise<Draft> => {
  const url = `/api/v1/drafts/${id}`;
  const other = { hash, content: aContent({ categories: ['kidnapping'] }) };
  const edited = draftShape.parse(
    (await call({ method: 'PUT', url, token: asha, body: other })).json(),
  );
  const same = { hash: edited.hash, content: aContent() };
  return draftShape.parse((await call({ method: 'PUT', url, token: asha, body: same })).json());
};

describe('an edit and its undoing', () => {
  test('do not bring back an approval', async () => {
    await using office = await openStaffedOffice();
    const { asha, meera, post } = office;
    const draft = await office.draft('emergency');
    await post(meera, `/drafts/${draft.id}/approve`, { hash: draft.hash });
    const again = await back(office, draft);
    expect(again.hash).toBe(draft.hash);
    expect(again).toMatchObject({ approvals: [{ officer: 'Meera', current: false }] });
    const refused = await post(asha, `/drafts/${draft.id}/publish`);
    expect(refused.json()).toMatchObject({ status: 409, code: 'APPROVAL_MISSING' });
  });

  test('do not buy the time in which approvers were not asked', async () => {
    await using office = await openStaffedOffice();
    const { asha, post } = office;
    const draft = await office.draft('emergency');
    await post(asha, `/drafts/${draft.id}/submit`, { hash: draft.hash });
    await back(office, draft);
    office.minutesPass(30);
    const refused = await post(asha, `/drafts/${draft.id}/release-alone`, { reason: 'In haste' });
    expect(refused.json()).toMatchObject({ status: 409, code: 'APPROVAL_MISSING' });
  });

  test('do not make an approver’s no undone', async () => {
    await using office = await openStaffedOffice();
    const { asha, meera, post } = office;
    const first = await office.draft('emergency');
    await post(meera, `/drafts/${first.id}/send-back`, { reason: 'Name the region' });
    const url = `/api/v1/drafts/${first.id}`;
    const body = { hash: first.hash, content: aContent({ categories: ['kidnapping'] }) };
    const second = draftShape.parse(
      (await office.call({ method: 'PUT', url, token: asha, body })).json(),
    );
    await post(meera, `/drafts/${first.id}/send-back`, { reason: 'Still not' });
    await office.call({
      method: 'PUT',
      url,
      token: asha,
      body: { hash: second.hash, content: aContent() },
    });
    const submitted = await post(asha, `/drafts/${first.id}/submit`, { hash: first.hash });
    expect(submitted.json()).toMatchObject({ status: 409, code: 'DRAFT_SENT_BACK' });
  });
});

test('S9 · an approval that has become void is asked for anew, and takes its time anew', async () => {
  await using office = await openStaffedOffice();
  const { asha, meera, post } = office;
  const { id, hash } = await office.draft('emergency');
  await post(asha, `/drafts/${id}/submit`, { hash });
  await post(meera, `/drafts/${id}/approve`, { hash });
  await anotherNumber(office);
  office.minutesPass(30);
  const alone = { hash, reason: 'In haste' };
  const unasked = await post(asha, `/drafts/${id}/release-alone`, alone);
  expect(unasked.json()).toMatchObject({ status: 409, code: 'APPROVAL_MISSING' });
  await post(asha, `/drafts/${id}/submit`, { hash });
  office.minutesPass(10);
  expect((await post(asha, `/drafts/${id}/release-alone`, alone)).statusCode).toBe(201);
});

/** A number of the mission that the draft shows changes. */
const anotherNumber = ({ db }: Office) =>
  sql`update missions set mission = jsonb_set(mission, '{phones,0,number}', '"+22300000009"')`.execute(
    db,
  );

type Staffed = Awaited<ReturnType<typeof openStaffedOffice>>;

describe('an approval binds the message', () => {
  test('a number that changes in the mission directory voids it, and the refusal says so', async () => {
    await using office = await openStaffedOffice();
    const { asha, meera, post } = office;
    const { id, hash } = await office.draft('emergency');
    await post(meera, `/drafts/${id}/approve`, { hash });
    await anotherNumber(office);
    const refused = await post(asha, `/drafts/${id}/publish`, { hash });
    expect(refused.json()).toMatchObject({ status: 409, code: 'APPROVAL_MISSING' });
    expect(refused.body).toContain('mission directory');
    await post(meera, `/drafts/${id}/approve`, { hash });
    expect((await post(asha, `/drafts/${id}/publish`, { hash })).statusCode).toBe(201);
  });

  test('and is not given to another message than the one that was seen', async () => {
    await using office = await openStaffedOffice();
    const { meera, post } = office;
    const { id, hash } = await office.draft('emergency');
    const url = `/api/v1/drafts/${id}/preview?language=en`;
    const seen = z
      .object({ hash: z.literal(hash), message: z.string() })
      .parse((await office.call({ url, token: meera })).json());
    await anotherNumber(office);
    const refused = await post(meera, `/drafts/${id}/approve`, seen);
    expect(refused.json()).toMatchObject({ status: 409, code: 'DRAFT_CHANGED' });
    expect(refused.json()).not.toHaveProperty('approvals');
  });

  test('that time passes does not', async () => {
    await using office = await openStaffedOffice();
    const { id, hash } = await office.draft('emergency');
    await office.post(office.meera, `/drafts/${id}/approve`, { hash });
    office.minutesPass(3 * 24 * 60);
    const published = await office.post(office.asha, `/drafts/${id}/publish`, { hash });
    expect(published.statusCode).toBe(201);
  });

  test('a draft made from an earlier message than the latest does not take that back', async () => {
    await using office = await openStaffedOffice();
    const { asha, meera, post } = office;
    const first = await office.draft('urgent');
    const published = await post(meera, `/drafts/${first.id}/publish`);
    const { advisoryId } = publishedShape.parse(published.json());
    const content = aContent({ relation: { kind: 'update', to: [] } });
    const words = { ...content.words, en: { ...content.words['en'], changeNote: 'Kayes too' } };
    const body = { content: { ...content, words }, lane: 'emergency', advisoryId };
    const [one, other] = [
      draftShape.parse((await post(asha, '/drafts', body)).json()),
      draftShape.parse((await post(asha, '/drafts', body)).json()),
    ];
    for (const { id, hash } of [one, other]) await post(meera, `/drafts/${id}/approve`, { hash });
    expect((await post(asha, `/drafts/${one.id}/publish`)).statusCode).toBe(201);
    const second = await post(asha, `/drafts/${other.id}/publish`);
    expect(second.json()).toMatchObject({ status: 409, code: 'DRAFT_CHANGED' });
    expect(second.body).toContain('message 2 has gone out since');
  });
});

interface ToSchedule {
  readonly by: string;
  readonly draft: Draft;
  readonly at: Date;
}

const schedule = ({ call }: Office, { by, draft: { id, hash }, at }: ToSchedule) =>
  call({
    method: 'PUT',
    url: `/api/v1/drafts/${id}/schedule`,
    token: by,
    body: { hash, at: at.toISOString() },
  });
const inAnHour = ({ now }: Staffed) => new Date(now().getTime() + 3_600_000);
/** The database’s clock decides what is due, and no test waits for it. */
const itsTimeComes = ({ db }: Office) =>
  sql`update schedules set publish_at = now() - interval '1 second'`.execute(db);

describe('a draft that goes out at a time', () => {
  test('is published then, once, in the name of who scheduled it', async () => {
    await using office = await openStaffedOffice();
    const draft = await office.draft('urgent');
    const scheduled = await schedule(office, { by: office.ravi, draft, at: inAnHour(office) });
    expect(scheduled.json()).toMatchObject({ schedule: { officer: 'Ravi', current: true } });
    expect(await office.desk.publishDue()).toEqual([]);
    await itsTimeComes(office);
    const outcomes = await Promise.all([office.desk.publishDue(), office.desk.publishDue()]);
    expect(outcomes.flat()).toMatchObject([{ kind: 'published', draftId: draft.id }]);
    const { publications } = z
      .object({ publications: z.array(z.unknown()) })
      .parse((await office.call({ url: '/api/v1/publications', token: office.ravi })).json());
    expect(publications).toHaveLength(1);
  });

  test('is refused at once for what could not be published now, and for a time that is past', async () => {
    await using office = await openStaffedOffice();
    const emergency = await office.draft('emergency');
    const unapproved = await schedule(office, {
      by: office.ravi,
      draft: emergency,
      at: inAnHour(office),
    });
    expect(unapproved.json()).toMatchObject({ status: 409, code: 'APPROVAL_MISSING' });
    const draft = await office.draft('urgent');
    const past = await schedule(office, {
      by: office.ravi,
      draft,
      at: new Date(office.now().getTime() - 1),
    });
    expect(past.json()).toMatchObject({ status: 400, code: 'INPUT_INVALID' });
    const expiring = await office.draft(
      'urgent',
      aContent({ expiresAt: new Date(office.now().getTime() + 1_800_000).toISOString() }),
    );
    const over = await schedule(office, { by: office.ravi, draft: expiring, at: inAnHour(office) });
    expect(over.json()).toMatchObject({ status: 422, code: 'DRAFT_INCOMPLETE' });
  });

  test('and is edited meanwhile stays, and says why it did not go out', async () => {
    await using office = await openStaffedOffice();
    const draft = await office.draft('urgent');
    await schedule(office, { by: office.ravi, draft, at: inAnHour(office) });
    const url = `/api/v1/drafts/${draft.id}`;
    const body = { hash: draft.hash, content: aContent({ categories: ['kidnapping'] }) };
    const edited = await office.call({ method: 'PUT', url, token: office.asha, body });
    expect(edited.json()).toMatchObject({ schedule: { current: false } });
    await itsTimeComes(office);
    expect(await office.desk.publishDue()).toEqual([
      { kind: 'refused', draftId: draft.id, code: 'DRAFT_CHANGED' },
    ]);
    expect(await office.desk.publishDue()).toEqual([]);
    const shown = await office.call({ url, token: office.asha });
    expect(shown.json()).toMatchObject({
      state: 'open',
      schedule: { refused: expect.stringContaining('edited after its time was set') },
    });
  });

  test('does not go out with another message than the one that was scheduled', async () => {
    await using office = await openStaffedOffice();
    const draft = await office.draft('urgent');
    await schedule(office, { by: office.ravi, draft, at: inAnHour(office) });
    await anotherNumber(office);
    await itsTimeComes(office);
    expect(await office.desk.publishDue()).toMatchObject([
      { kind: 'refused', code: 'DRAFT_CHANGED' },
    ]);
  });

  test('does not go out when nobody could publish it for long', async () => {
    await using office = await openStaffedOffice();
    const draft = await office.draft('urgent');
    await schedule(office, { by: office.ravi, draft, at: inAnHour(office) });
    await itsTimeComes(office);
    office.minutesPass(31);
    expect(await office.desk.publishDue()).toMatchObject([
      { kind: 'refused', code: 'DRAFT_CHANGED' },
    ]);
  });

  test('does not go on with an advisory that was withdrawn meanwhile', async () => {
    await using office = await openStaffedOffice();
    const { asha, ravi, post } = office;
    const first = await office.draft('urgent');
    const { advisoryId } = publishedShape.parse(
      (await post(ravi, `/drafts/${first.id}/publish`)).json(),
    );
    const content = aFollowUp('update');
    const update = draftShape.parse((await post(asha, '/drafts', { content, advisoryId })).json());
    await schedule(office, { by: ravi, draft: update, at: inAnHour(office) });
    await post(ravi, `/advisories/${advisoryId}/withdraw`, { reason: 'It was wrong' });
    await itsTimeComes(office);
    expect(await office.desk.publishDue()).toMatchObject([
      { kind: 'refused', code: 'PUBLICATION_CLOSED' },
    ]);
    const now = await post(ravi, `/drafts/${update.id}/publish`);
    expect(now.json()).toMatchObject({ status: 409, code: 'PUBLICATION_CLOSED' });
  });

  test('does not go out in the name of an officer whose tokens were revoked', async () => {
    await using office = await openStaffedOffice();
    const draft = await office.draft('urgent');
    await schedule(office, { by: office.ravi, draft, at: inAnHour(office) });
    await sql`update officer_tokens set revoked_at = now() where officer = 'Ravi'`.execute(
      office.db,
    );
    await itsTimeComes(office);
    expect(await office.desk.publishDue()).toMatchObject([{ kind: 'refused', code: 'FORBIDDEN' }]);
  });

  test('waits no longer once it is unscheduled', async () => {
    await using office = await openStaffedOffice();
    const draft = await office.draft('urgent');
    await schedule(office, { by: office.ravi, draft, at: inAnHour(office) });
    const url = `/api/v1/drafts/${draft.id}/schedule`;
    const cancelled = await office.call({ method: 'DELETE', url, token: office.asha });
    expect(cancelled.json()).not.toHaveProperty('schedule');
    await itsTimeComes(office);
    expect(await office.desk.publishDue()).toEqual([]);
    const again = await office.call({ method: 'DELETE', url, token: office.asha });
    expect(again.json()).toMatchObject({ status: 404 });
  });
});

const url = (id: string, language: string) => `/api/v1/drafts/${id}/words/${language}`;

describe('a translator', () => {
  test('sees the original beside the translation, and what has changed since it was made', async () => {
    await using office = await openStaffedOffice();
    const { asha, meera, post } = office;
    const first = await office.draft('urgent');
    const current = await office.call({ url: url(first.id, 'hi'), token: asha });
    expect(current.json()).toMatchObject({ state: 'current', originalLanguage: 'en' });
    const missing = await office.call({ url: url(first.id, 'ta'), token: asha });
    expect(missing.json()).toMatchObject({ state: 'missing' });

    const published = await post(meera, `/drafts/${first.id}/publish`);
    const { advisoryId } = publishedShape.parse(published.json());
    const correction = draftShape.parse(
      (await post(asha, `/advisories/${advisoryId}/correct`)).json(),
    );
    const words = { ...aContent().words['en'], headline: 'Another headline', changeNote: 'New' };
    await office.call({
      method: 'PUT',
      url: url(correction.id, 'en'),
      token: asha,
      body: { words },
    });
    const stale = await office.call({ url: url(correction.id, 'hi'), token: asha });
    expect(stale.json()).toMatchObject({
      state: 'stale',
      fields: expect.arrayContaining([
        expect.objectContaining({ field: 'headline', original: 'Another headline', changed: true }),
        expect.objectContaining({ field: 'whatToDo.residents', changed: false }),
        expect.objectContaining({ field: 'changeNote', original: 'New', changed: true }),
      ]),
    });
  });
});

describe('a test of a draft', () => {
  test('is refused for addresses that the allow-list does not name, and quotes none of them', async () => {
    await using office = await openStaffedOffice();
    const { id } = await office.draft('urgent');
    const to = ['tester@ministry.example', 'citizen@elsewhere.example'];
    const refused = await office.post(office.asha, `/drafts/${id}/test`, { to });
    expect(refused.json()).toMatchObject({ status: 409, code: 'RECIPIENTS_OUTSIDE_ALLOWLIST' });
    expect(refused.body).not.toContain('elsewhere');
    const { rows } = await sql`select from deliveries`.execute(office.db);
    expect(rows).toEqual([]);
  });

  test('goes in every language to all whom the allow-list names', async () => {
    await using office = await openStaffedOffice();
    const { id } = await office.draft('urgent');
    const sent = await office.post(office.asha, `/drafts/${id}/test`);
    expect(sent.json()).toEqual({ messages: languages.length });
    const { rows } = await sql`select distinct language from deliveries`.execute(office.db);
    expect(rows).toHaveLength(languages.length);
  });
});
