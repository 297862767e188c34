import { describe, expect, test } from 'vitest';
import { z } from 'zod';

import { aContent } from '#tests/support/builders-content.ts';
import { openOffice } from '#tests/support/office.ts';
import type { Office } from '#tests/support/office.ts';

const draftShape = z
  .object({
    id: z.string(),
    hash: z.string(),
    state: z.string(),
    lane: z.string(),
    advisoryId: z.string().optional(),
  })
  .loose();
const publishedShape = z.object({
  publicationId: z.number(),
  advisoryId: z.string(),
  revision: z.number(),
});

async function aDraft({ call }: Office, token: string, body: object = {}) {
  const response = await call({
    method: 'POST',
    url: '/api/v1/drafts',
    token,
    body: { content: aContent(), ...body },
  });
  expect(response.statusCode).toBe(201);
  return draftShape.parse(response.json());
}

async function aPublication(office: Office, token: string) {
  const draft = await aDraft(office, token);
  const response = await office.call({
    method: 'POST',
    url: `/api/v1/drafts/${draft.id}/publish`,
    token,
  });
  expect(response.json()).toMatchObject({ revision: 1 });
  return publishedShape.parse(response.json());
}

const now = () => new Date('2025-07-02T15:00:00Z');

describe('a draft on its way', () => {
  test('an author drafts, an approver approves what was read, and it is published for everybody to read', async () => {
    await using office = await openOffice();
    const [asha, ravi] = [
      await office.tokenOf('Asha', 'author'),
      await office.tokenOf('Ravi', 'approver'),
    ];
    const draft = await aDraft(office, asha, { lane: 'emergency' });

    const early = await office.call({
      method: 'POST',
      url: `/api/v1/drafts/${draft.id}/publish`,
      token: asha,
    });
    expect(early.json()).toMatchObject({ status: 409, code: 'APPROVAL_MISSING' });

    const approved = await office.call({
      method: 'POST',
      url: `/api/v1/drafts/${draft.id}/approve`,
      token: ravi,
      body: { hash: draft.hash },
    });
    expect(approved.json()).toMatchObject({
      approvals: [{ officer: 'Ravi', current: true, audience: { kind: 'none' } }],
    });

    const published = await office.call({
      method: 'POST',
      url: `/api/v1/drafts/${draft.id}/publish`,
      token: asha,
      body: { hash: draft.hash },
    });
    expect(published.statusCode).toBe(201);
    const { advisoryId, publicationId } = publishedShape.parse(published.json());

    const advisory = await office.call({ url: `/api/v1/advisories/${advisoryId}` });
    expect(advisory.json()).toMatchObject({
      id: advisoryId,
      revisions: [
        {
          number: 1,
          state: 'in force',
          lane: 'emergency',
          cap: `/advisories/${advisoryId}/1/cap`,
        },
      ],
    });
    const inMali = await office.call({ url: '/api/v1/advisories?country=ML' });
    expect(inMali.json()).toMatchObject({
      advisories: [{ advisoryId, content: { words: { hi: {}, fr: {}, ar: {} } } }],
    });
    expect((await office.call({ url: '/api/v1/advisories?country=SN' })).json()).toEqual({
      advisories: [],
    });

    const publication = await office.call({
      url: `/api/v1/publications/${publicationId}`,
      token: asha,
    });
    expect(publication.json()).toMatchObject({ id: publicationId, advisoryId, revision: 1 });
  });

  test('S9 · an emergency is not approved by anybody who wrote one of its versions', async () => {
    await using office = await openOffice();
    const [asha, ravi] = [
      await office.tokenOf('Asha', 'author', 'approver'),
      await office.tokenOf('Ravi', 'author'),
    ];
    const first = await aDraft(office, asha, { lane: 'emergency' });
    const body = { hash: first.hash, content: aContent({ categories: ['kidnapping'] }) };
    const edited = draftShape.parse(
      (
        await office.call({ method: 'PUT', url: `/api/v1/drafts/${first.id}`, token: ravi, body })
      ).json(),
    );
    const approval = await office.call({
      method: 'POST',
      url: `/api/v1/drafts/${first.id}/approve`,
      token: asha,
      body: { hash: edited.hash },
    });
    expect(approval.json()).toMatchObject({ status: 403, code: 'APPROVER_IS_AUTHOR' });
  });

  test('an edit voids the approval, and one of a text that has changed is refused', async () => {
    await using office = await openOffice();
    const [asha, ravi] = [
      await office.tokenOf('Asha', 'author'),
      await office.tokenOf('Ravi', 'approver'),
    ];
    const draft = await aDraft(office, asha);
    const url = `/api/v1/drafts/${draft.id}`;
    await office.call({
      method: 'POST',
      url: `${url}/approve`,
      token: ravi,
      body: { hash: draft.hash },
    });
    const body = { hash: draft.hash, content: aContent({ categories: ['kidnapping'] }) };
    const edited = await office.call({ method: 'PUT', url, token: asha, body });
    expect(edited.json()).toMatchObject({ approvals: [{ officer: 'Ravi', current: false }] });
    const late = await office.call({ method: 'PUT', url, token: asha, body });
    expect(late.json()).toMatchObject({ status: 409, code: 'DRAFT_CHANGED' });
    const blind = await office.call({
      method: 'POST',
      url: `${url}/approve`,
      token: ravi,
      body: { hash: draft.hash },
    });
    expect(blind.json()).toMatchObject({ status: 409, code: 'DRAFT_CHANGED' });
    const publish = await office.call({ method: 'POST', url: `${url}/publish`, token: asha });
    expect(publish.json()).toMatchObject({ status: 409, code: 'APPROVAL_MISSING' });
  });

  test('a translation put in is stamped, and stale once the original changes', async () => {
    await using office = await openOffice();
    const asha = await office.tokenOf('Asha', 'author');
    const { en, fr } = aContent().words;
    const draft = await aDraft(office, asha, {
      content: aContent({ words: { en: en ?? never() } }),
    });
    const url = `/api/v1/drafts/${draft.id}`;
    const translated = await office.call({
      method: 'PUT',
      url: `${url}/words/fr`,
      token: asha,
      body: { words: { ...fr, translates: 'nonsense' } },
    });
    expect(translated.json()).toMatchObject({
      staleLanguages: [],
      content: { words: { fr: { translates: expect.stringMatching(/^[0-9a-f]{16}$/) } } },
    });
    const changed = await office.call({
      method: 'PUT',
      url: `${url}/words/en`,
      token: asha,
      body: { words: { ...en, headline: 'Other words' } },
    });
    expect(changed.json()).toMatchObject({ staleLanguages: ['fr'] });
  });

  test('a preview shows the mail and the short text in a language, and names those on offer', async () => {
    await using office = await openOffice();
    const asha = await office.tokenOf('Asha', 'author');
    const { id } = await aDraft(office, asha);
    const hindi = z
      .object({
        subject: z.string(),
        text: z.string(),
        html: z.string(),
        short: z.string().max(300),
      })
      .parse(
        (
          await office.call({ url: `/api/v1/drafts/${id}/preview?language=hi`, token: asha })
        ).json(),
      );
    expect(hindi.text).toContain('अँधेरा');
    expect(hindi.html).toContain('lang="hi"');
    const discreet = await office.call({
      url: `/api/v1/drafts/${id}/preview?language=en&discreet=true`,
      token: asha,
    });
    expect(discreet.json()).toMatchObject({
      subject: expect.stringMatching(/^Message 1 of .* – [0-9a-f]{6}$/),
      text: expect.stringContaining('This message is discreet.'),
    });
    const german = await office.call({
      url: `/api/v1/drafts/${id}/preview?language=de`,
      token: asha,
    });
    expect(german.json()).toMatchObject({
      status: 400,
      detail: 'Expected one of the languages en, ar, fr, hi, ml, arrived de',
    });
  });

  test('a draft that lacks something says what, and may not go out', async () => {
    await using office = await openOffice();
    const asha = await office.tokenOf('Asha', 'author', 'approver');
    const draft = await aDraft(office, asha, {
      content: aContent({ appliesTo: [], reviewBy: undefined }),
    });
    expect(draft['missing']).toMatchObject([{ pointer: '/appliesTo' }, { pointer: '/reviewBy' }]);
    const publish = await office.call({
      method: 'POST',
      url: `/api/v1/drafts/${draft.id}/publish`,
      token: asha,
    });
    expect(publish.json()).toMatchObject({
      status: 422,
      code: 'DRAFT_INCOMPLETE',
      detail: expect.stringContaining('reviewBy: expected a time'),
    });
  });

  test('a correction and an all-clear start from what was published and want to be told what is different', async () => {
    await using office = await openOffice();
    const asha = await office.tokenOf('Asha', 'author', 'approver');
    const { advisoryId } = await aPublication(office, asha);
    for (const [path, kind] of [
      ['correct', 'correction'],
      ['all-clear', 'all-clear'],
    ] as const) {
      const response = await office.call({
        method: 'POST',
        url: `/api/v1/advisories/${advisoryId}/${path}`,
        token: asha,
      });
      expect(response.json()).toMatchObject({
        advisoryId,
        content: { relation: { kind, to: [] } },
        missing: expect.arrayContaining([
          expect.objectContaining({ pointer: '/words/en/changeNote' }),
        ]),
      });
    }
  });

  test('an operator takes an advisory back, whose withdrawal nobody could read beforehand', async () => {
    await using office = await openOffice();
    const asha = await office.tokenOf('Asha', 'author', 'approver');
    const omar = await office.tokenOf('Omar', 'operator');
    const { advisoryId } = await aPublication(office, asha);
    const url = `/api/v1/advisories/${advisoryId}`;
    const call = { method: 'POST', url: `${url}/withdraw`, token: omar } as const;
    expect((await office.call({ ...call, body: {} })).statusCode).toBe(400);
    const response = await office.call({ ...call, body: { reason: 'another factory' } });
    expect(response.statusCode).toBe(201);
    expect(response.json()).toMatchObject({ advisoryId, revision: 2 });
    const { revisions } = (await office.call({ url })).json();
    expect(revisions[0].content.relation.kind).toBe('cancel');
    expect(JSON.stringify(revisions)).not.toMatch(/another factory|"withdrawal"/);
    const again = await office.call({ ...call, body: { reason: 'once more' } });
    expect(again.json()).toMatchObject({ status: 409, code: 'PUBLICATION_CLOSED' });
  });

  test('a draft that is sent back says why, and what was approved before is not any more', async () => {
    await using office = await openOffice();
    const asha = await office.tokenOf('Asha', 'author');
    const birgit = await office.tokenOf('Birgit', 'approver');
    const { id, hash } = await aDraft(office, asha);
    const post = (path: string, token: string, body: object) =>
      office.call({ method: 'POST', url: `/api/v1/drafts/${id}/${path}`, token, body });
    await post('approve', birgit, { hash });
    expect((await post('send-back', asha, { reason: 'no' })).statusCode).toBe(403);
    expect((await post('send-back', birgit, { reason: '' })).statusCode).toBe(400);
    const back = await post('send-back', birgit, { reason: 'which of the two towns?' });
    expect(back.json()).toMatchObject({
      state: 'open',
      hash,
      reason: 'sent back: which of the two towns?',
      approvals: [],
    });
    for (const token of [asha, birgit]) {
      const publish = await post('publish', token, {});
      expect(publish.json()).toMatchObject({ status: 409, code: 'DRAFT_SENT_BACK' });
    }
    await post('approve', birgit, { hash });
    expect((await post('publish', birgit, {})).statusCode).toBe(201);
  });

  test('a dismissed draft keeps its reason and is closed', async () => {
    await using office = await openOffice();
    const asha = await office.tokenOf('Asha', 'author', 'approver');
    const { id } = await aDraft(office, asha);
    const dismissed = await office.call({
      method: 'POST',
      url: `/api/v1/drafts/${id}/dismiss`,
      token: asha,
      body: { reason: 'old news' },
    });
    expect(dismissed.json()).toMatchObject({ state: 'dismissed', reason: 'old news' });
    const publish = await office.call({
      method: 'POST',
      url: `/api/v1/drafts/${id}/publish`,
      token: asha,
    });
    expect(publish.json()).toMatchObject({ status: 409, code: 'DRAFT_CLOSED' });
    const lists = await office.call({ url: '/api/v1/drafts?state=dismissed', token: asha });
    expect(lists.json()).toMatchObject({
      drafts: [{ id, headline: expect.any(String), countries: ['ML'] }],
    });
  });
});

describe('a publication', () => {
  test('is paused, resumed and stopped, and then takes no more commands', async () => {
    await using office = await openOffice();
    const asha = await office.tokenOf('Asha', 'author', 'approver');
    const omar = await office.tokenOf('Omar', 'operator');
    const { publicationId } = await aPublication(office, asha);
    const command = (name: string) =>
      office.call({
        method: 'POST',
        url: `/api/v1/publications/${publicationId}/${name}`,
        token: omar,
      });
    expect((await command('pause')).json()).toMatchObject({ state: 'paused', overdue: false });
    expect((await command('replay')).json()).toMatchObject({
      replayed: { kind: 'none' },
      publication: { state: 'paused', unknown: { kind: 'none' } },
    });
    expect((await command('resume')).json()).toMatchObject({ state: 'running' });
    expect((await command('stop')).json()).toMatchObject({ state: 'stopped' });
    for (const name of ['resume', 'replay']) {
      expect((await command(name)).json()).toMatchObject({
        status: 409,
        code: 'PUBLICATION_CLOSED',
        detail: expect.stringContaining('stopped'),
      });
    }
    expect(
      (await office.call({ method: 'POST', url: '/api/v1/publications/999/stop', token: omar }))
        .statusCode,
    ).toBe(404);
  });
});

describe('an endpoint', () => {
  test('is registered with a secret that is shown once, is not in service before it has answered, and is removed', async () => {
    await using office = await openOffice();
    const omar = await office.tokenOf('Omar', 'operator');
    const url = 'https://receiver.example/hook';
    const body = { kind: 'webhook', name: 'Embassy', url, filter: { countries: ['ML'] } };
    const registered = await office.call({
      method: 'POST',
      url: '/api/v1/endpoints',
      token: omar,
      body,
    });
    const { id } = z
      .object({ id: z.string(), secret: z.string().startsWith('whsec_') })
      .parse(registered.json());
    const list = await office.call({ url: '/api/v1/endpoints', token: omar });
    expect(list.json()).toMatchObject({
      endpoints: [{ id, state: 'unverified', filter: { countries: ['ML'] } }],
    });
    expect(list.body).not.toContain('whsec_');
    const paused = { method: 'POST', url: `/api/v1/endpoints/${id}/pause`, token: omar } as const;
    expect((await office.call(paused)).json()).toMatchObject({ code: 'ENDPOINT_NOT_ACTIVE' });
    expect(
      (await office.call({ method: 'DELETE', url: `/api/v1/endpoints/${id}`, token: omar }))
        .statusCode,
    ).toBe(204);
    expect(
      (await office.call({ method: 'DELETE', url: `/api/v1/endpoints/${id}`, token: omar }))
        .statusCode,
    ).toBe(404);
    expect((await office.call({ url: '/api/v1/endpoints', token: omar })).json()).toEqual({
      endpoints: [],
    });
  });

  test('at an address that must not be reached is refused with what was expected', async () => {
    await using office = await openOffice();
    const omar = await office.tokenOf('Omar', 'operator');
    const body = { name: 'Embassy', url: 'http://receiver.example/hook' };
    const response = await office.call({
      method: 'POST',
      url: '/api/v1/endpoints',
      token: omar,
      body,
    });
    expect(response.json()).toMatchObject({
      status: 422,
      code: 'OUTBOUND_REFUSED',
      detail: expect.stringContaining('expected https'),
    });
  });
});

describe('a report', () => {
  test('is taken as JSON or as itself, and kept byte for byte', async () => {
    await using office = await openOffice();
    const token = await office.tokenOf('Asha', 'author');
    const url = '/api/v1/sources/in-mea/reports';
    const address = 'https://ministry.example/press/1';
    const json = await office.call({
      method: 'POST',
      url,
      token,
      body: { text: 'Indians in Mali …', url: address },
    });
    expect([json.statusCode, json.json()]).toEqual([202, { reportId: 1, advisoryEventId: 1 }]);
    const latin = Buffer.from('<p>caf\xe9</p>', 'latin1');
    const headers = { 'content-type': 'text/html; charset=iso-8859-1' };
    const html = await office.call({
      method: 'POST',
      url: `${url}?url=${encodeURIComponent(address)}`,
      token,
      headers,
      body: latin,
    });
    expect(html.statusCode).toBe(202);
    expect(office.reports).toMatchObject([
      {
        sourceId: 'in-mea',
        url: address,
        contentType: 'text/plain; charset=utf-8',
        body: Buffer.from('Indians in Mali …'),
      },
      { contentType: 'text/html; charset=iso-8859-1', body: latin },
    ]);
  });

  test.each([
    {
      what: 'neither text nor html',
      source: 'in-mea',
      body: { url: 'https://ministry.example/1' },
      status: 400,
      detail: 'expected either text or html',
    },
    {
      what: 'no public address',
      source: 'in-mea',
      body: { text: 'Mali' },
      status: 400,
      detail: '/url: expected the public address of the document, arrived nothing',
    },
    {
      what: 'a source that is not there',
      source: 'nowhere',
      body: { text: 'Mali', url: 'https://ministry.example/1' },
      status: 404,
      detail: 'Expected a source that takes reports (in-mea), arrived "nowhere"',
    },
    {
      what: 'a source that is polled',
      source: 'uk-fcdo',
      body: { text: 'Mali', url: 'https://ministry.example/1' },
      status: 404,
      detail: 'in-mea',
    },
  ])('with $what is refused in so many words', async ({ source, body, status, detail }) => {
    await using office = await openOffice();
    const token = await office.tokenOf('Asha', 'author');
    const url = `/api/v1/sources/${source}/reports`;
    const response = await office.call({ method: 'POST', url, token, body });
    expect(response.json()).toMatchObject({ status, detail: expect.stringContaining(detail) });
    expect(office.reports).toEqual([]);
  });

  test('of more than a megabyte is refused', async () => {
    await using office = await openOffice();
    const token = await office.tokenOf('Asha', 'author');
    const body = 'x'.repeat(1_048_577);
    const response = await office.call({
      method: 'POST',
      url: '/api/v1/sources/in-mea/reports?url=https://ministry.example/1',
      token,
      headers: { 'content-type': 'text/plain' },
      body,
    });
    expect(response.json()).toMatchObject({
      status: 413,
      detail: 'Expected a body of at most 1 MB.',
    });
  });
});

describe('a sign-up', () => {
  test('is answered alike for every address', async () => {
    await using office = await openOffice();
    const body = {
      address: 'Asha@Example.ORG',
      places: [{ kind: 'country', country: 'ML' }],
      language: 'hi',
    };
    const response = await office.call({ method: 'POST', url: '/api/v1/subscriptions', body });
    expect([response.statusCode, response.json()]).toEqual([
      202,
      { status: 'accepted', waitSeconds: 0 },
    ]);
    expect(office.requested).toEqual(['Asha@example.org']);
  });

  test('with a wrong address says so without repeating it', async () => {
    await using office = await openOffice();
    const body = { address: 'asha', places: [{ kind: 'everywhere' }], language: 'hi' };
    const response = await office.call({ method: 'POST', url: '/api/v1/subscriptions', body });
    expect(response.json()).toMatchObject({
      status: 400,
      errors: [
        {
          pointer: '/address',
          expected: 'expected an e-mail address such as name@example.org',
          arrived: 'a text of 4 characters',
        },
      ],
    });
    expect(response.body).not.toContain('asha');
  });

  const trip = { kind: 'trip', from: '2025-08-01', to: '2025-08-20' };

  test('says everything that a form can say', async () => {
    await using office = await openOffice({ now });
    const wish = {
      places: [{ kind: 'country', country: 'ML' }],
      language: 'hi',
      threshold: 2,
      kinds: ['new', 'editorial'],
      categories: ['Health', 'CBRNE'],
      stay: { ...trip, daysBefore: 3 },
      rhythm: { every: 'week', timeZone: 'Africa/Bamako' },
      discreet: true,
    };
    const body = { ...wish, address: 'asha@example.org' };
    const url = '/api/v1/subscriptions';
    expect((await office.call({ method: 'POST', url, body })).statusCode).toBe(202);
    const preview = await office.call({ method: 'POST', url: `${url}/preview`, body: wish });
    expect(preview.json()).toEqual({
      months: 12,
      mails: 0,
      digests: 0,
      trip: { days: 24, most: 0 },
    });
  });

  test('is shown how much mail it would have brought, and nothing is kept', async () => {
    await using office = await openOffice();
    const asha = await office.tokenOf('Asha', 'author', 'approver');
    await aPublication(office, asha);
    const body = { places: [{ kind: 'everywhere' }], language: 'en' };
    const url = '/api/v1/subscriptions/preview';
    const preview = await office.call({ method: 'POST', url, body });
    expect(preview.json()).toEqual({ months: 12, mails: 1, digests: 0 });
    expect(office.requested).toEqual([]);
  });

  test.each([
    { wrong: { language: 'tlh' }, pointer: '/language' },
    { wrong: { stay: { ...trip, to: '2025-06-30' } }, pointer: '/stay' },
    { wrong: { stay: { ...trip, from: '2025-06-01', to: '2025-06-30' } }, pointer: '/stay/to' },
    { wrong: { stay: { ...trip, from: '2028-06-01', to: '2028-06-02' } }, pointer: '/stay/from' },
    { wrong: { stay: { ...trip, to: '2026-08-20' } }, pointer: '/stay/to' },
    { wrong: { stay: { ...trip, daysBefore: 61 } }, pointer: '/stay/daysBefore' },
    { wrong: { stay: { ...trip, from: 'soon' } }, pointer: '/stay/from' },
    { wrong: { rhythm: { every: 'day', timeZone: 'Mars/Base' } }, pointer: '/rhythm/timeZone' },
    { wrong: { rhythm: { every: 'hour' } }, pointer: '/rhythm/every' },
    { wrong: { rhythm: { every: 'day' } }, pointer: '/rhythm/timeZone' },
    { wrong: { rhythm: { every: 'week' } }, pointer: '/rhythm/timeZone' },
    { wrong: { categories: ['Weather'] }, pointer: '/categories/0' },
    { wrong: { kinds: [] }, pointer: '/kinds' },
  ])('with $wrong says where it is wrong', async ({ wrong, pointer }) => {
    await using office = await openOffice({ now });
    const wish = { places: [{ kind: 'everywhere' }], language: 'hi', ...wrong };
    for (const [url, body] of [
      ['/api/v1/subscriptions', { ...wish, address: 'asha@example.org' }],
      ['/api/v1/subscriptions/preview', wish],
    ] as const) {
      const response = await office.call({ method: 'POST', url, body });
      expect(response.statusCode).toBe(400);
      expect(response.json()).toMatchObject({ code: 'INPUT_INVALID', errors: [{ pointer }] });
    }
    expect(office.requested).toEqual([]);
  });

  test('for digests without a time zone is told why one is needed; for messages at once none is', async () => {
    await using office = await openOffice({ now });
    const url = '/api/v1/subscriptions/preview';
    const asking = (rhythm: object) =>
      office.call({
        method: 'POST',
        url,
        body: { places: [{ kind: 'everywhere' }], language: 'hi', rhythm },
      });
    const refused = await asking({ every: 'day' });
    expect(refused.statusCode).toBe(400);
    expect(refused.json()).toMatchObject({
      errors: [
        {
          pointer: '/rhythm/timeZone',
          expected:
            'expected an IANA time zone such as Asia/Kolkata: a digest comes in its morning',
        },
      ],
    });
    expect((await asking({ every: 'message' })).statusCode).toBe(200);
    const described = await office.call({ url: '/api/v1/openapi.json' });
    const rhythm = z
      .object({ anyOf: z.array(z.object({ required: z.array(z.string()) })) })
      .or(z.object({ oneOf: z.array(z.object({ required: z.array(z.string()) })) }))
      .parse(
        described.json().paths['/api/v1/subscriptions'].post.requestBody.content['application/json']
          .schema.properties.rhythm,
      );
    expect(
      Object.values(rhythm)
        .flat()
        .map(({ required }) => required),
    ).toEqual([['every'], ['every', 'timeZone']]);
  });

  test('is not taken as a form, which another site could send', async () => {
    await using office = await openOffice();
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data']) {
      const response = await office.call({
        method: 'POST',
        url: '/api/v1/subscriptions',
        headers: { 'content-type': type },
        body: 'address=asha%40example.org',
      });
      expect(response.statusCode).toBe(415);
    }
  });
});

describe('the audit', () => {
  test('tells an auditor who did what, in a chain that holds', async () => {
    await using office = await openOffice();
    const [asha, vera] = [
      await office.tokenOf('Asha', 'author', 'approver'),
      await office.tokenOf('Vera', 'auditor'),
    ];
    await aPublication(office, asha);
    const entries = z
      .object({ entries: z.array(z.object({ officer: z.string(), action: z.string() })) })
      .parse((await office.call({ url: '/api/v1/audit', token: vera })).json()).entries;
    const acts = entries.map(({ officer, action }) => `${officer} ${action}`).toReversed();
    expect(acts).toEqual([
      'a test token.created',
      'a test token.created',
      'Asha draft.created',
      'Asha publication.published',
    ]);
    expect(
      (await office.call({ url: '/api/v1/audit/verification', token: vera })).json(),
    ).toMatchObject({ kind: 'intact', entries: 4 });
    expect((await office.call({ url: '/api/v1/audit', token: asha })).statusCode).toBe(403);
  });
});

describe('reading', () => {
  test('the mission directory and places need no token; sources and their health do', async () => {
    await using office = await openOffice();
    expect((await office.call({ url: '/api/v1/missions' })).json()).toMatchObject({
      missions: [{ id: 'in-embassy-bamako' }],
    });
    expect((await office.call({ url: '/api/v1/places?q=mali' })).json()).toMatchObject({
      places: expect.arrayContaining([
        { kind: 'country', code: 'ML', name: 'Mali' },
        { kind: 'region', code: 'ML-BKO', name: 'Bamako' },
      ]),
    });
    for (const q of ['burma', 'म्यांमार', 'Birmanie'])
      expect(
        (await office.call({ url: `/api/v1/places?q=${encodeURIComponent(q)}` })).json(),
      ).toMatchObject({
        places: expect.arrayContaining([{ kind: 'country', code: 'MM', name: 'Myanmar (Burma)' }]),
      });
    expect((await office.call({ url: '/api/v1/places?q=thi%C3%A8s' })).json()).toMatchObject({
      places: expect.arrayContaining([expect.objectContaining({ kind: 'region', code: 'SN-TH' })]),
    });
    expect((await office.call({ url: '/api/v1/sources' })).statusCode).toBe(401);
    const vera = await office.tokenOf('Vera', 'auditor');
    expect((await office.call({ url: '/api/v1/sources', token: vera })).json()).toMatchObject({
      sources: expect.arrayContaining([
        expect.objectContaining({ id: 'in-mea', kind: 'pushed', mode: 'review', state: 'pushed' }),
        expect.objectContaining({ id: 'uk-fcdo', kind: 'polled', state: 'never-asked' }),
      ]),
    });
  });

  test('counts of fewer than ten citizens are not told', async () => {
    await using office = await openOffice({ smallestShownCount: 10 });
    const asha = await office.tokenOf('Asha', 'author');
    const { id } = await aDraft(office, asha);
    expect(
      (await office.call({ url: `/api/v1/drafts/${id}/audience`, token: asha })).json(),
    ).toEqual({
      citizens: { kind: 'none' },
      endpoints: 0,
      definition: {
        places: [{ country: 'ML', level: null }],
        everyThreshold: false,
        nationalities: [],
      },
    });
  });
});

function never(): never {
  throw new Error('the builder has English words');
}
