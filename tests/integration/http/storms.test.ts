import { describe, expect, test } from 'vitest';

import { openOffice } from '#tests/support/office.ts';
import type { Office } from '#tests/support/office.ts';
import { advice, aKnownSource, hearPoll, judgeAll, serviceOn } from '#tests/support/weather.ts';

const api = '/api/v1';

/** A source of twelve countries, all of which have risen to level 3 at once. */
async function aStorm(office: Office) {
  const it = serviceOn(office.db);
  const known = await aKnownSource(it, 12);
  await hearPoll(
    office.db,
    known.map((country) => advice(country, 3)),
  );
  await judgeAll(it);
  return { it, known };
}

describe('C5 · a storm on the officers’ desk', () => {
  test('is one item with its countries, their levels and headlines, which an auditor may read and not settle', async () => {
    await using office = await openOffice();
    const { known } = await aStorm(office);
    const auditor = await office.tokenOf('Uma', 'auditor');
    const { storms } = (await office.call({ url: `${api}/storms`, token: auditor })).json();
    expect(storms).toMatchObject([{ id: 1, sourceId: 'xx-mfa', held: 12, changes: { level: 12 } }]);
    const storm = (await office.call({ url: `${api}/storms/1`, token: auditor })).json();
    expect(storm.entries).toHaveLength(12);
    expect(storm.entries[0]).toMatchObject({
      key: `page-${known[0]}`,
      state: 'held',
      change: { kind: 'level', from: 2, to: 3 },
      countries: [known[0]],
      headline: `${known[0]}: level 3`,
    });
    for (const act of ['release', 'dismiss']) {
      const url = `${api}/storms/1/${act}`;
      const refused = await office.call({
        method: 'POST',
        url,
        token: auditor,
        body: { reason: 'x' },
      });
      expect(refused.json()).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    }
  });

  test('S9 · is released by key, then as a whole, each noted in the audit; a closed one is refused', async () => {
    await using office = await openOffice();
    const { it, known } = await aStorm(office);
    const token = await office.tokenOf('Asha', 'author');
    const post = (what: string, body: object) =>
      office.call({ method: 'POST', url: `${api}/storms/1/${what}`, token, body });
    const keys = [`page-${known[4]}`];
    expect((await post('release', { reason: 'looked', keys: ['page-QQ'] })).json()).toMatchObject({
      status: 400,
      code: 'INPUT_INVALID',
      detail: expect.stringContaining('arrived "page-QQ"'),
    });
    expect((await post('release', { reason: 'looked', keys })).json()).toMatchObject({
      state: 'open',
      held: 11,
    });
    expect((await post('release', { reason: 'all true' })).json()).toMatchObject({
      state: 'released',
      closed: { by: 'Asha', reason: 'all true' },
    });
    expect((await post('dismiss', { reason: 'too late' })).json()).toMatchObject({
      status: 409,
      code: 'STORM_CLOSED',
      detail: 'Storm 1 is released: expected an open one',
    });
    await judgeAll(it);
    const storm = (await office.call({ url: `${api}/storms/1`, token })).json();
    expect(new Set(storm.entries.map(({ outcome }: { outcome: string }) => outcome))).toEqual(
      new Set(['publish']),
    );
    const [{ decisionId }] = storm.entries;
    const decision = (await office.call({ url: `${api}/decisions/${decisionId}`, token })).json();
    expect(decision).toMatchObject({ outcome: 'publish', before: { rule: 'storm' } });
    const auditor = await office.tokenOf('Uma', 'auditor');
    const { entries } = (await office.call({ url: `${api}/audit`, token: auditor })).json();
    const mine = entries.filter(({ subject }: { subject: string }) => subject === 'storm:1');
    expect(mine).toMatchObject([
      { officer: 'Asha', action: 'storm.released', detail: { reason: 'all true' } },
      { officer: 'Asha', action: 'storm.released', detail: { reason: 'looked', keys } },
    ]);
    const proof = await office.call({ url: `${api}/audit/verification`, token: auditor });
    expect(proof.json()).toMatchObject({ kind: 'intact' });
  });

  test('that is none is not found, and one is not settled without a reason', async () => {
    await using office = await openOffice();
    const token = await office.tokenOf('Asha', 'approver');
    const none = await office.call({ url: `${api}/storms/7`, token });
    expect(none.json()).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    const dismissed = { method: 'POST', url: `${api}/storms/7/dismiss`, token } as const;
    expect((await office.call({ ...dismissed, body: { reason: 'x' } })).statusCode).toBe(404);
    expect((await office.call({ ...dismissed, body: { reason: ' ' } })).statusCode).toBe(400);
  });
});

describe('C5 · decisions', () => {
  test('say by which rule, in a sentence, and what differs from what stands, word by word', async () => {
    await using office = await openOffice();
    const it = serviceOn(office.db);
    const [first = ''] = await aKnownSource(it, 12);
    await hearPoll(office.db, [advice(first, 4)]);
    await judgeAll(it);
    await hearPoll(office.db, [advice(first, 1)]);
    await judgeAll(it);
    const token = await office.tokenOf('Uma', 'auditor');
    const asked = `${api}/decisions?outcome=review&open=true&source=xx-mfa&country=${first}`;
    const { decisions } = (await office.call({ url: asked, token })).json();
    expect(decisions).toMatchObject([
      {
        outcome: 'review',
        rule: 'steep-drop',
        change: { kind: 'level', country: first, from: 4, to: 1 },
        wording: expect.stringContaining('fell from 4 to 1'),
        draftId: expect.any(String),
      },
    ]);
    const [{ id, draftId }] = decisions;
    const decision = (await office.call({ url: `${api}/decisions/${id}`, token })).json();
    expect(decision.looked).toMatchObject({ mode: 'publish', changedInPoll: 1 });
    expect(decision.difference).toContainEqual({
      field: `level ${first}`,
      stretches: [
        { kind: 'gone', text: '4: Level 4' },
        { kind: 'come', text: '1: Level 1' },
      ],
    });
    expect(decision.difference).toContainEqual({
      field: 'whatHappened',
      stretches: [
        { kind: 'common', text: 'The ministry rates the country' },
        { kind: 'gone', text: '4' },
        { kind: 'come', text: '1' },
        { kind: 'common', text: 'of 4.' },
      ],
    });
    const ofDraft = await office.call({ url: `${api}/decisions?draft=${draftId}`, token });
    expect(ofDraft.json().decisions).toMatchObject([{ id }]);
  });

  test('are read page by page, the last heard first, and by rule, country and storm', async () => {
    await using office = await openOffice();
    const { known } = await aStorm(office);
    const token = await office.tokenOf('Uma', 'auditor');
    const idsOf = async (query: string): Promise<readonly number[]> => {
      const { decisions } = (await office.call({ url: `${api}/decisions?${query}`, token })).json();
      return decisions.map(({ id }: { id: number }) => id);
    };
    const every = await idsOf('');
    expect(every).toEqual(every.toSorted((a, b) => b - a));
    expect(every).toHaveLength(24);
    const first = await idsOf('limit=10');
    expect([...first, ...(await idsOf(`limit=500&before=${first.at(-1)}`))]).toEqual(every);
    expect(await idsOf('rule=storm')).toEqual(every.slice(0, 12));
    expect(await idsOf('storm=1')).toEqual(every.slice(0, 12));
    expect(await idsOf('outcome=ignore&rule=first-sight')).toEqual(every.slice(12));
    expect(await idsOf(`country=${known[3]}`)).toHaveLength(2);
    expect(await idsOf('open=true')).toEqual([]);
  });

  test.each(['country=mali', 'draft=7', 'outcome=held', 'limit=0', 'before=x'])(
    'asked for by %s are refused',
    async (query) => {
      await using office = await openOffice();
      const token = await office.tokenOf('Uma', 'auditor');
      const refused = await office.call({ url: `${api}/decisions?${query}`, token });
      expect(refused.json()).toMatchObject({ status: 400, code: 'INPUT_INVALID' });
    },
  );

  test('one that is none is not found', async () => {
    await using office = await openOffice();
    const token = await office.tokenOf('Uma', 'auditor');
    expect((await office.call({ url: `${api}/decisions/7`, token })).statusCode).toBe(404);
  });
});
