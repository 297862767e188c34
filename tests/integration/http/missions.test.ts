import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

import { seedMissions } from '#src/store/missions.ts';
import { createWeb } from '#src/web.ts';
import { aContent, aMission, aMissionInDakar } from '#tests/support/builders-content.ts';
import { openDuty } from '#tests/support/duty.ts';
import { languages } from '#tests/support/every-message.ts';
import { openOffice } from '#tests/support/office.ts';
import type { Office } from '#tests/support/office.ts';
import { publish } from '#tests/support/publishing.ts';

const { verifiedAt: _at, ...bamako } = aMission();
const newNumber = '+22300000009';
const corrected = { ...bamako, phones: [{ number: newNumber, use: 'emergency' }] } as const;
const dakar = aMissionInDakar();

const idShape = z.object({ id: z.number() }).loose();
const acceptedShape = z.object({ state: z.literal('accepted'), drafts: z.array(z.string()) });

interface Staff {
  readonly office: Office;
  /** Author and operator. */
  readonly asha: string;
  /** Author, approver and operator. */
  readonly ravi: string;
  readonly post: (token: string, path: string, body?: object) => ReturnType<Office['call']>;
  readonly get: (path: string) => Promise<unknown>;
  /** Gives the id of the change. */
  readonly proposed: (token: string, wanted?: object) => Promise<number>;
}

async function staffOf(office: Office): Promise<Staff> {
  await seedMissions(office.db, [dakar]);
  const [asha, ravi] = [
    await office.tokenOf('Asha', 'author', 'approver', 'operator'),
    await office.tokenOf('Ravi', 'author', 'approver', 'auditor'),
  ];
  const post: Staff['post'] = (token, path, body) =>
    office.call({ method: 'POST', url: `/api/v1${path}`, token, ...(body && { body }) });
  return {
    office,
    asha,
    ravi,
    post,
    get: async (path) => (await office.call({ url: `/api/v1${path}`, token: ravi })).json(),
    async proposed(token, wanted = { kind: 'put', mission: corrected }) {
      const response = await post(token, '/mission-changes', {
        reason: 'a new exchange',
        ...wanted,
      });
      expect(response.statusCode).toBe(201);
      return idShape.parse(response.json()).id;
    },
  };
}

const closing = { kind: 'close', id: bamako.id, servedBy: dakar.id, since: '2025-07-01' };

async function aPublished({ office, ravi, post }: Staff, overrides = {}): Promise<string> {
  const content = aContent(overrides);
  const made = await post(ravi, '/drafts', { content, lane: 'urgent' });
  const { id } = z.object({ id: z.string() }).parse(made.json());
  const published = await office.call({
    method: 'POST',
    url: `/api/v1/drafts/${id}/publish`,
    token: ravi,
  });
  return z.object({ advisoryId: z.string() }).parse(published.json()).advisoryId;
}

describe('S9 · a change of the directory', () => {
  test('is proposed by one officer and accepted by another one; until then nothing changes', async () => {
    await using office = await openOffice();
    const { asha, ravi, post, get, proposed } = await staffOf(office);
    const id = await proposed(asha);
    expect(await get('/mission-changes')).toMatchObject({
      changes: [{ id, before: bamako, after: corrected, proposedBy: 'Asha', state: 'open' }],
    });
    expect(await get(`/missions/${bamako.id}`)).toMatchObject({ phones: bamako.phones });

    const own = await post(asha, `/mission-changes/${id}/accept`);
    expect(own.json()).toMatchObject({ status: 403, code: 'DECIDER_IS_PROPOSER' });
    expect(await get(`/missions/${bamako.id}`)).toMatchObject({ phones: bamako.phones });

    const accepted = await post(ravi, `/mission-changes/${id}/accept`, { reason: 'dialled it' });
    expect(accepted.json()).toMatchObject({
      state: 'accepted',
      decided: { by: 'Ravi', reason: 'dialled it' },
      drafts: [],
    });
    expect(await get(`/missions/${bamako.id}`)).toEqual(corrected);
    expect(await get('/mission-changes')).toEqual({ changes: [] });

    const again = await post(ravi, `/mission-changes/${id}/accept`);
    expect(again.json()).toMatchObject({ status: 409, code: 'MISSION_CHANGE_CLOSED' });
    expect(await get('/audit/verification')).toMatchObject({ kind: 'intact' });
    const { entries } = z
      .object({ entries: z.array(z.object({ officer: z.string(), action: z.string() })) })
      .parse(await get('/audit'));
    expect(entries.slice(0, 2)).toMatchObject([
      { officer: 'Ravi', action: 'mission.change-accepted' },
      { officer: 'Asha', action: 'mission.change-proposed' },
    ]);
    expect(JSON.stringify(entries) + office.logged.join()).not.toContain('+223');
  });

  test('is not let through by the database either when one person is both', async () => {
    await using office = await openOffice();
    const { asha, proposed } = await staffOf(office);
    const id = await proposed(asha);
    const alone = sql`
      update mission_changes set state = 'accepted', decided_by = proposed_by, decided_at = now() where id = ${id}`;
    await expect(alone.execute(office.db)).rejects.toMatchObject({ code: '23514' });
  });

  test('of two officers who accept at once, one does', async () => {
    await using office = await openOffice();
    const { asha, ravi, post, proposed } = await staffOf(office);
    const omar = await office.tokenOf('Omar', 'operator');
    const id = await proposed(asha);
    const answers = await Promise.all(
      [ravi, omar, ravi, omar].map((token) => post(token, `/mission-changes/${id}/accept`)),
    );
    expect(answers.map(({ statusCode }) => String(statusCode)).toSorted()).toEqual([
      '200',
      '409',
      '409',
      '409',
    ]);
    const { rows } = await sql`select from audit where action = 'mission.change-accepted'`.execute(
      office.db,
    );
    expect(rows).toHaveLength(1);
  });

  test('that was proposed on what the directory no longer says is refused, and nothing is lost', async () => {
    await using office = await openOffice();
    const { asha, ravi, post, get, proposed } = await staffOf(office);
    const [first, second] = [
      await proposed(asha, { kind: 'put', mission: { ...bamako, hours: '10:00–16:00' } }),
      await proposed(asha),
    ];
    await post(ravi, `/mission-changes/${first}/accept`);
    const stale = await post(ravi, `/mission-changes/${second}/accept`);
    expect(stale.json()).toMatchObject({ status: 409, code: 'MISSION_CHANGE_STALE' });
    expect(await get(`/mission-changes/${second}`)).toMatchObject({
      state: 'open',
      after: corrected,
    });
    expect(await get(`/missions/${bamako.id}`)).toMatchObject({ phones: bamako.phones });
  });

  test('two missions are not closed at once, each served by the other', async () => {
    await using office = await openOffice();
    const { asha, ravi, post, proposed } = await staffOf(office);
    const ids = [
      await proposed(asha, closing),
      await proposed(asha, { kind: 'close', id: dakar.id, servedBy: bamako.id }),
    ];
    const answers = await Promise.all(ids.map((id) => post(ravi, `/mission-changes/${id}/accept`)));
    expect(answers.map(({ statusCode }) => String(statusCode)).toSorted()).toEqual(['200', '409']);
  });

  test('is rejected with a reason by another officer, or withdrawn by who proposed it', async () => {
    await using office = await openOffice();
    const { asha, ravi, post, get, proposed } = await staffOf(office);
    const [first, second] = [await proposed(asha), await proposed(asha)];
    const unsaid = await post(ravi, `/mission-changes/${first}/reject`, { reason: ' ' });
    expect(unsaid.json()).toMatchObject({ status: 400, errors: [{ pointer: '/reason' }] });
    const rejected = await post(ravi, `/mission-changes/${first}/reject`, { reason: 'no answer' });
    expect(rejected.json()).toMatchObject({ state: 'rejected', decided: { reason: 'no answer' } });
    const foreign = await post(ravi, `/mission-changes/${second}/withdraw`);
    expect(foreign.json()).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    const withdrawn = await post(asha, `/mission-changes/${second}/withdraw`);
    expect(withdrawn.json()).toMatchObject({ state: 'withdrawn', decided: { by: 'Asha' } });
    expect(await get('/mission-changes?state=rejected')).toMatchObject({
      changes: [{ id: first }],
    });
    expect(await get(`/missions/${bamako.id}`)).toMatchObject({ phones: bamako.phones });
  });

  test.each<[string, object, string]>([
    [
      'a number that cannot be dialled from abroad',
      { kind: 'put', mission: { ...bamako, phones: [{ number: '20 23 54 20', use: 'office' }] } },
      '/mission/phones/0/number: expected an E.164 number',
    ],
    [
      'a key that is misspelt',
      { kind: 'put', mission: { ...bamako, telephone: newNumber } },
      'telephone',
    ],
    [
      'a serving mission that is not there',
      { ...closing, servedBy: 'in-embassy-nowhere' },
      '/servedBy: expected the id of a mission in the directory, arrived "in-embassy-nowhere"',
    ],
    [
      'a serving mission in a file that is the mission itself',
      { kind: 'put', mission: { ...bamako, closed: { servedBy: bamako.id } } },
      '/mission/closed/servedBy: expected another mission than itself',
    ],
    [
      'a mission that is as it was',
      { kind: 'put', mission: bamako },
      'Expected something that differs',
    ],
    ['the closing of an unknown one', { ...closing, id: 'in-embassy-x' }, 'There is no mission'],
  ])('with %s is refused plainly', async (_what, wanted, says) => {
    await using office = await openOffice();
    const { asha, post, get } = await staffOf(office);
    const refused = await post(asha, '/mission-changes', { reason: 'r', ...wanted });
    expect(refused.statusCode).toBeOneOf([400, 404]);
    expect(refused.json()).toMatchObject({ detail: expect.stringContaining(says) });
    expect(await get('/mission-changes')).toEqual({ changes: [] });
  });

  test('puts in a mission that is new, and takes one out for good', async () => {
    await using office = await openOffice();
    const { asha, ravi, post, get, proposed } = await staffOf(office);
    const niamey = { ...bamako, id: 'in-embassy-niamey', country: 'NE' };
    await post(
      ravi,
      `/mission-changes/${await proposed(asha, { kind: 'put', mission: niamey })}/accept`,
    );
    expect(await get('/missions/in-embassy-niamey')).toEqual(niamey);
    const removal = await proposed(asha, { kind: 'remove', id: bamako.id });
    await post(ravi, `/mission-changes/${removal}/accept`);
    expect(await get(`/missions/${bamako.id}`)).toMatchObject({ status: 404 });
    expect(await seedMissions(office.db, [aMission(), dakar])).toBe(0);
  });
});

describe('advisories in force that show a mission', () => {
  test('each get one draft that corrects them when its number changes, and those that have ended or do not show it get none', async () => {
    await using office = await openOffice();
    const staff = await staffOf(office);
    const { asha, ravi, post, get, proposed } = staff;
    const shows = await aPublished(staff);
    await aPublished(staff, { contacts: [dakar.id] });
    const ended = await aPublished(staff);
    await post(ravi, `/advisories/${ended}/withdraw`, { reason: 'a rumour' });
    const { drafts } = acceptedShape.parse(
      (await post(ravi, `/mission-changes/${await proposed(asha)}/accept`)).json(),
    );
    expect(drafts).toHaveLength(1);
    expect(await get(`/drafts/${drafts[0]}`)).toMatchObject({
      advisoryId: shows,
      author: 'Asha',
      reason: `mission ${bamako.id} has changed: a new exchange`,
      content: { relation: { kind: 'correction' } },
      missing: [{ pointer: '/words/en/changeNote' }],
    });
    expect(await get(`/drafts/${drafts[0]}/preview?language=hi`)).toMatchObject({
      text: expect.stringContaining(newNumber),
      short: expect.stringContaining(newNumber),
    });

    const sentBack = await post(ravi, `/drafts/${drafts[0]}/send-back`, {
      reason: 'say since when',
    });
    expect(sentBack.statusCode).toBe(200);
    const next = { kind: 'put', mission: { ...corrected, hours: '10:00–16:00' } };
    const second = await post(ravi, `/mission-changes/${await proposed(asha, next)}/accept`);
    expect(second.json()).toMatchObject({ drafts: [] });
    await post(ravi, `/drafts/${drafts[0]}/dismiss`, { reason: 'done by telephone' });
    const third = await post(
      ravi,
      `/mission-changes/${await proposed(asha, { kind: 'put', mission: corrected })}/accept`,
    );
    expect(acceptedShape.parse(third.json()).drafts).toHaveLength(1);
    expect(await get('/audit/verification')).toMatchObject({ kind: 'intact' });
  });

  test('name the serving mission in the draft when it closes, and cannot lose it', async () => {
    await using office = await openOffice();
    const staff = await staffOf(office);
    const { asha, ravi, post, get, proposed } = staff;
    const advisoryId = await aPublished(staff);
    const removal = { kind: 'remove', id: bamako.id, reason: 'closed' };
    expect((await post(asha, '/mission-changes', removal)).json()).toMatchObject({
      status: 400,
      detail: expect.stringContaining(`one that ${advisoryId} shows`),
    });
    const { drafts } = acceptedShape.parse(
      (await post(ravi, `/mission-changes/${await proposed(asha, closing)}/accept`)).json(),
    );
    expect(await get(`/drafts/${drafts[0]}`)).toMatchObject({
      advisoryId,
      content: { contacts: [dakar.id] },
      reason: expect.stringContaining('is closed'),
    });
    const moved = { ...dakar, phones: [{ number: '+22100000007', use: 'emergency' }] };
    const served = await post(
      ravi,
      `/mission-changes/${await proposed(asha, { kind: 'put', mission: moved })}/accept`,
    );
    expect(acceptedShape.parse(served.json()).drafts).toHaveLength(1);
  });
});

test.each(languages)(
  'what goes out in %s after a mission has closed names the one that serves in its place',
  async (language) => {
    await using office = await openOffice();
    const { asha, ravi, post, get, proposed } = await staffOf(office);
    await post(ravi, `/mission-changes/${await proposed(asha, closing)}/accept`);
    const made = await post(asha, '/drafts', { content: aContent() });
    const { id } = z.object({ id: z.string() }).parse(made.json());
    const { text, html, short } = z
      .object({ text: z.string(), html: z.string(), short: z.string() })
      .parse(await get(`/drafts/${id}/preview?language=${language}`));
    for (const shown of [text, html, short]) {
      expect(shown).toContain('+22100000001');
      expect(shown).not.toContain('+2230000000');
    }
    expect(text).toContain(bamako.name[language]);
    expect(text).toContain(dakar.name[language]);
  },
);

test('the next message and the page show the number that was accepted', async () => {
  await using duty = await openDuty();
  await using web = await createWeb(duty.app);
  await seedMissions(duty.app.db, [aMission(), dakar]);
  await duty.subscribe('reader@example.org');
  const [asha, ravi] = await Promise.all(
    (['Asha', 'Ravi'] as const).map((name) =>
      duty.app.officers.create({ name, roles: ['author', 'approver', 'operator'] }, 'a test'),
    ),
  );
  const post = async (token: string | undefined, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${token}` };
    const url = `/api/v1${path}`;
    const response = await web.app.inject({ method: 'POST', url, headers, ...(body && { body }) });
    return response.json<unknown>();
  };
  const newest = async () => (await duty.mailTo('reader@example.org')).at(-1)?.text;

  const { advisoryId, publicationId } = await publish(duty.app);
  await duty.work(publicationId);
  expect(await newest()).toContain('+22300000001');

  const wanted = { kind: 'put', mission: corrected, reason: 'a new exchange' };
  const { id } = idShape.parse(await post(asha, '/mission-changes', wanted));
  const { drafts } = acceptedShape.parse(await post(ravi, `/mission-changes/${id}/accept`));
  const page = await web.app.inject({ url: `/advisories/${advisoryId}?lang=ar` });
  expect(page.body).toContain(`tel:${newNumber}`);
  expect(page.body).not.toContain('+22300000001');

  const draft = await duty.app.drafts.find(drafts[0] ?? '');
  const { en } = draft?.content.words ?? {};
  if (draft === undefined || en === undefined) throw new Error('expected a draft in English');
  const words = { ...en, changeNote: 'The Embassy has a new number.' };
  await duty.app.desk.putWords(
    { name: 'Asha', roles: ['author'] },
    { id: draft.id, language: 'en', words },
  );
  const published = await post(ravi, `/drafts/${draft.id}/publish`);
  await duty.work(z.object({ publicationId: z.number() }).parse(published).publicationId);
  expect(await newest()).toContain(newNumber);
  expect(await newest()).toContain('The Embassy has a new number.');
  expect(await newest()).not.toContain('+22300000001');
});

describe('dialling', () => {
  test('is written down with who and when; readers are told when, and not who', async () => {
    await using office = await openOffice();
    const { asha, ravi, post, get, proposed } = await staffOf(office);
    const vera = await office.tokenOf('Vera', 'auditor');
    const before = new Date().toISOString();
    expect((await post(vera, `/missions/${bamako.id}/dialled`)).statusCode).toBe(403);
    expect((await post(ravi, '/missions/in-embassy-x/dialled')).statusCode).toBe(404);
    const dialled = await post(ravi, `/missions/${bamako.id}/dialled`);
    const { verifiedAt } = z.object({ verifiedAt: z.string() }).parse(dialled.json());
    expect(verifiedAt >= before).toBe(true);
    expect(await get(`/missions/${bamako.id}`)).toMatchObject({ verifiedAt, verifiedBy: 'Ravi' });
    const open = await office.call({ url: '/api/v1/missions' });
    expect(open.json()).toMatchObject({ missions: [{ id: bamako.id, verifiedAt }, {}] });
    expect(open.body).not.toContain('Ravi');

    const hours = { kind: 'put', mission: { ...bamako, hours: '10:00–16:00', verifiedAt: before } };
    await post(ravi, `/mission-changes/${await proposed(asha, hours)}/accept`);
    expect(await get(`/missions/${bamako.id}`)).toMatchObject({ verifiedAt, hours: '10:00–16:00' });
    await post(ravi, `/mission-changes/${await proposed(asha)}/accept`);
    expect(await get(`/missions/${bamako.id}`)).not.toHaveProperty('verifiedAt');
    expect(await get('/audit/verification')).toMatchObject({ kind: 'intact' });
  });
});
