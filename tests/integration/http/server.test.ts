import { describe, expect, test } from 'vitest';
import { z } from 'zod';

import { aContent } from '#tests/support/builders-content.ts';
import { openOffice } from '#tests/support/office.ts';

const drafts = '/api/v1/drafts';

describe('whoever calls the API badly gets one clear message', () => {
  test.each([
    {
      what: 'JSON that is cut off',
      body: '{"content": ',
      headers: { 'content-type': 'application/json' },
      says: { status: 400, detail: expect.stringContaining('well-formed JSON') },
    },
    {
      what: 'an empty body',
      body: '',
      headers: { 'content-type': 'application/json' },
      says: { status: 400, detail: expect.stringContaining('well-formed JSON') },
    },
    {
      what: 'a body over a megabyte',
      body: JSON.stringify({ content: 'x'.repeat(1_048_576) }),
      headers: { 'content-type': 'application/json' },
      says: { status: 413, title: 'Payload Too Large', detail: 'Expected a body of at most 1 MB.' },
    },
    {
      what: 'another content type',
      body: '<content/>',
      headers: { 'content-type': 'application/xml' },
      says: { status: 415, detail: expect.stringContaining('application/json') },
    },
    {
      what: 'a country that is none',
      body: {
        content: aContent({ appliesTo: [{ country: 'XX', level: null, levelWording: '' }] }),
      },
      says: {
        status: 400,
        errors: [
          {
            pointer: '/content/appliesTo/0/country',
            expected: 'expected an ISO 3166-1 alpha-2 code such as ML',
            arrived: '"XX"',
          },
        ],
      },
    },
    {
      what: 'a level that is none',
      body: {
        content: { ...aContent(), appliesTo: [{ country: 'ML', level: 7, levelWording: '' }] },
      },
      says: { status: 400, errors: [{ pointer: '/content/appliesTo/0/level', arrived: '7' }] },
    },
    {
      what: 'a language tag that is none',
      body: { content: { ...aContent(), words: { English: {} } } },
      says: {
        status: 400,
        errors: expect.arrayContaining([
          expect.objectContaining({ expected: 'expected a language tag such as en' }),
        ]),
      },
    },
    {
      what: 'nothing at all of what is needed',
      body: {},
      says: {
        status: 400,
        detail: 'The body is not what was expected. /content: expected object, arrived nothing',
      },
    },
    {
      what: 'text that no database keeps',
      body: { content: aContent({ categories: ['a\u0000b'] }) },
      says: { status: 400, code: 'INPUT_INVALID', detail: expect.stringContaining('NUL') },
    },
    {
      what: 'half a character',
      body: { content: aContent({ categories: ['a\ud800b'] }) },
      says: { status: 400, detail: expect.stringContaining('surrogate') },
    },
  ])('$what', async ({ body, headers, says }) => {
    await using office = await openOffice();
    const token = await office.tokenOf('Asha', 'author');
    const given = headers === undefined ? {} : { headers };
    const response = await office.call({ method: 'POST', url: drafts, token, body, ...given });
    expect(response.headers['content-type']).toContain('application/problem+json');
    expect(response.json()).toMatchObject(says);
    expect(response.body).not.toMatch(/node_modules|at async|\.ts:/);
    expect((await office.call({ url: drafts, token })).json()).toEqual({ drafts: [] });
  });

  test.each([
    { what: 'no token', token: undefined, challenge: 'Bearer realm="consular-alerts"' },
    {
      what: 'a token that nobody was given',
      token: `cat_${'A'.repeat(43)}`,
      challenge: 'Bearer realm="consular-alerts", error="invalid_token"',
    },
  ])('$what', async ({ token, challenge }) => {
    await using office = await openOffice();
    const response = await office.call({ url: drafts, ...(token === undefined ? {} : { token }) });
    expect(response.json()).toMatchObject({
      status: 401,
      code: 'UNAUTHENTICATED',
      detail: expect.stringContaining('token create'),
    });
    expect(response.headers['www-authenticate']).toBe(challenge);
    expect(response.body).not.toContain('AAAA');
  });

  test('a role that may not, before the body is looked at', async () => {
    await using office = await openOffice();
    const token = await office.tokenOf('Omar', 'operator');
    const response = await office.call({ method: 'POST', url: drafts, token, body: {} });
    expect(response.json()).toMatchObject({
      status: 403,
      code: 'FORBIDDEN',
      detail: 'Expected an officer with the role author, arrived an officer with operator',
    });
  });

  test('an address that is none, and a method that is none there', async () => {
    await using office = await openOffice();
    const nowhere = await office.call({ url: '/api/v1/nowhere' });
    expect(nowhere.json()).toMatchObject({ status: 404, title: 'Not Found', code: 'NOT_FOUND' });
    const method = await office.call({ method: 'PATCH', url: '/api/v1/advisories/X/correct' });
    expect(method.json()).toMatchObject({
      status: 405,
      detail: 'Expected one of the methods POST, arrived PATCH.',
    });
    expect(method.headers['allow']).toBe('POST');
  });

  test('a draft that is none, by an id that is none', async () => {
    await using office = await openOffice();
    const token = await office.tokenOf('Asha', 'author');
    const none = await office.call({
      url: `${drafts}/00000000-0000-4000-8000-000000000000`,
      token,
    });
    expect(none.json()).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    const invalid = await office.call({ url: `${drafts}/7`, token });
    expect(invalid.json()).toMatchObject({
      status: 400,
      errors: [{ pointer: '/id', arrived: '"7"' }],
    });
  });

  test('a person gets a page instead, outside the API', async () => {
    await using office = await openOffice({
      renderError: ({ status, language }) => `<p>${status} ${language ?? '-'}</p>`,
    });
    const headers = { accept: 'text/html,*/*' };
    const page = await office.call({ url: '/nowhere?lang=hi', headers });
    expect([page.statusCode, page.headers['content-type'], page.body]).toEqual([
      404,
      'text/html; charset=utf-8',
      '<p>404 hi</p>',
    ]);
    const api = await office.call({ url: '/api/v1/nowhere', headers });
    expect(api.headers['content-type']).toContain('application/problem+json');
  });
});

const paths = [
  'acknowledgements',
  'advisories',
  'advisories/{id}',
  'advisories/{id}/all-clear',
  'advisories/{id}/correct',
  'advisories/{id}/withdraw',
  'audit',
  'audit/verification',
  'countries',
  'countries/{country}',
  'crisis',
  'decisions',
  'decisions/{id}',
  'drafts',
  'drafts/{id}',
  'drafts/{id}/approve',
  'drafts/{id}/audience',
  'drafts/{id}/dismiss',
  'drafts/{id}/preview',
  'drafts/{id}/proposal',
  'drafts/{id}/publish',
  'drafts/{id}/release-alone',
  'drafts/{id}/schedule',
  'drafts/{id}/send-back',
  'drafts/{id}/submit',
  'drafts/{id}/test',
  'drafts/{id}/withdrawal',
  'drafts/{id}/words/{language}',
  'endpoints',
  'endpoints/{id}',
  'endpoints/{id}/acknowledgements',
  'endpoints/{id}/calls',
  'endpoints/{id}/calls/{sequence}',
  'endpoints/{id}/disable',
  'endpoints/{id}/pause',
  'endpoints/{id}/ping',
  'endpoints/{id}/replays',
  'endpoints/{id}/resume',
  'endpoints/{id}/rotate',
  'endpoints/{id}/tokens',
  'endpoints/{id}/tokens/{token}',
  'endpoints/{id}/tokens/{token}/rotate',
  'endpoints/{id}/verification',
  'endpoints/{id}/verify',
  'events',
  'events/{id}/acknowledgement',
  'invitations',
  'lone-releases',
  'lone-releases/{publicationId}/review',
  'mission-changes',
  'mission-changes/{id}',
  'mission-changes/{id}/accept',
  'mission-changes/{id}/reject',
  'mission-changes/{id}/withdraw',
  'missions',
  'missions/{id}',
  'missions/{id}/dialled',
  'partner-tokens',
  'partner-tokens/{token}',
  'partner-tokens/{token}/rotate',
  'places',
  'publications',
  'publications/{id}',
  'publications/{id}/pause',
  'publications/{id}/replay',
  'publications/{id}/resume',
  'publications/{id}/stop',
  'sources',
  'sources/{source}/reports',
  'storms',
  'storms/{id}',
  'storms/{id}/dismiss',
  'storms/{id}/release',
  'subscriptions',
  'subscriptions/preview',
  'suppressions/find',
  'suppressions/lift',
];

describe('the OpenAPI document', () => {
  test('is 3.1.1, names every route of the API with who may call it, and every reference leads somewhere', async () => {
    await using office = await openOffice();
    const response = await office.call({ url: '/api/v1/openapi.json' });
    const operation = z.object({
      summary: z.string(),
      security: z.array(z.unknown()),
      responses: z.record(z.string(), z.unknown()),
    });
    const document = z
      .object({
        openapi: z.literal('3.1.1'),
        paths: z.record(z.string(), z.record(z.string(), operation)),
        components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
      })
      .parse(response.json());
    expect(Object.keys(document.paths).toSorted()).toEqual(paths.map((path) => `/api/v1/${path}`));
    const references = new Set(
      [...response.body.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name ?? ''),
    );
    expect([...references].filter((name) => !(name in document.components.schemas))).toEqual([]);
    const open = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, { security }]) => security.length === 0)
        .map(([method]) => `${method} ${path}`),
    );
    expect(open.toSorted()).toEqual([
      'get /api/v1/advisories',
      'get /api/v1/advisories/{id}',
      'get /api/v1/countries',
      'get /api/v1/countries/{country}',
      'get /api/v1/missions',
      'get /api/v1/places',
      'post /api/v1/subscriptions',
      'post /api/v1/subscriptions/preview',
    ]);
  });
});

describe('health', () => {
  test('Q5 · ready is who reaches a database that is current, and says which part is not', async () => {
    await using office = await openOffice({
      checks: {
        database: () => Promise.resolve(undefined),
        migrations: () => Promise.resolve('lacks 0002-more.sql'),
        queue: () =>
          Promise.reject(Object.assign(new Error('secret words'), { code: 'ECONNREFUSED' })),
      },
    });
    expect((await office.call({ url: '/health/live' })).json()).toEqual({ status: 'alive' });
    const ready = await office.call({ url: '/health/ready' });
    expect(ready.statusCode).toBe(503);
    expect(ready.json()).toMatchObject({
      detail: 'Not ready. migrations: lacks 0002-more.sql; queue: no answer (ECONNREFUSED)',
      checks: { database: 'ok' },
    });
    expect(ready.body).not.toContain('secret words');
  });

  test('a migrated database is ready', async () => {
    await using office = await openOffice();
    const ready = await office.call({ url: '/health/ready' });
    expect(ready.json()).toEqual({ status: 'ready', checks: { database: 'ok', migrations: 'ok' } });
  });
});

describe('the figures', () => {
  test('stand in Prometheus’ format, and one that does not come leaves the others standing', async () => {
    await using office = await openOffice({
      figures: {
        publications: () => Promise.resolve([{ state: 'running', count: 2 }]),
        deliveries: () => Promise.resolve([{ channel: 'email', outcome: 'sent', count: 41 }]),
        due: failing('no database'),
        overdue: () => Promise.resolve([{ lane: 'urgent', count: 1, latestSeconds: 90 }]),
        dueReviews: () => Promise.resolve([{ lane: 'urgent', count: 3 }]),
        waiting: () => Promise.resolve([{ kind: 'approval.awaited', count: 1 }]),
        received: () => Promise.resolve([{ cameTo: 'return-path', verdict: 'hard', count: 7 }]),
        backlogs: () => Promise.resolve([{ kind: 'answer.waiting', count: 1 }]),
        suppressed: () => Promise.resolve([{ kind: 'hard', count: 6 }]),
        quiet: () => Promise.resolve(['deliver']),
        unreadableFilters: () => Promise.resolve([{ endpoint: 'ep_1', parts: 2 }]),
        canaries: () => Promise.resolve([{ channel: 'email', misses: 2 }]),
        unbegun: () => Promise.resolve([{ rhythm: 'day', count: 2 }]),
        invariants: () => Promise.resolve({ faults: { forgotten: 2 }, unproved: 1 }),
        sources: () =>
          Promise.resolve([
            {
              id: 'uk-fcdo',
              state: 'unhealthy',
              lastSuccessAt: new Date(5000),
              lastChangeAt: undefined,
              failures: 1,
              latencyMs: 250,
              bytes: 40,
              entries: 226,
            },
            {
              id: 'in-mea',
              state: 'pushed',
              lastSuccessAt: undefined,
              lastChangeAt: undefined,
              failures: 0,
              latencyMs: undefined,
              bytes: undefined,
              entries: undefined,
            },
          ]),
        queues: () => Promise.resolve([{ queue: 'deliver', waiting: undefined }]),
        requests: () => Promise.resolve([{ outcome: 'queued', count: 4 }]),
        widening: () => Promise.resolve(20),
        forgotten: () => Promise.resolve([{ rule: 'erased', count: 3 }]),
      },
    });
    await office.call({ url: '/health/live' });
    const { body, headers } = await office.call({ url: '/metrics' });
    expect(headers['content-type']).toContain('text/plain');
    expect(body).toContain('consular_alerts_publications{state="running"} 2');
    expect(body).toContain('consular_alerts_deliveries{channel="email",outcome="sent"} 41');
    expect(body).toContain('consular_alerts_publications_overdue_seconds{lane="urgent"} 90');
    expect(body).toContain('consular_alerts_digests_not_begun{rhythm="day"} 2');
    expect(body).toContain('consular_alerts_queue_quiet{queue="deliver"} 1');
    expect(body).toContain('consular_alerts_endpoint_filter_unreadable{endpoint="ep_1"} 2');
    expect(body).toContain('consular_alerts_mail_requests{outcome="queued"} 4');
    expect(body).toContain('consular_alerts_limits_widened{by="crisis-switch"} 20');
    expect(body).toContain('consular_alerts_forgotten{rule="erased"} 3');
    expect(body).toContain('consular_alerts_canary_misses{channel="email"} 2');
    expect(body).toContain('consular_alerts_received{came_to="return-path",verdict="hard"} 7');
    expect(body).toContain('consular_alerts_received_waiting{kind="answer.waiting"} 1');
    expect(body).toContain('consular_alerts_suppressed{kind="hard"} 6');
    expect(body).toContain('consular_alerts_invariant_faults{kind="forgotten"} 2');
    expect(body).toContain('consular_alerts_source_unhealthy{source="uk-fcdo"} 1');
    expect(body).toContain('consular_alerts_source_latency_seconds{source="uk-fcdo"} 0.25');
    expect(body).not.toContain('source="in-mea"');
    expect(body).toContain(
      'consular_alerts_source_last_success_timestamp_seconds{source="uk-fcdo"} 5',
    );
    expect(body).toContain(
      'consular_alerts_http_request_seconds_count{method="GET",route="/health/live",status="200"} 1',
    );
    expect(body).not.toContain('consular_alerts_deliveries_due{');
    expect(body).toContain('consular_alerts_figures_unanswered_total{figure="deliveries_due"} 1');
  });

  test('come from the rows', async () => {
    await using office = await openOffice();
    const { body } = await office.call({ url: '/metrics' });
    expect(body).toContain('consular_alerts_queue_waiting{queue="deliver"} 3');
    expect(body).toContain('consular_alerts_publications_overdue{lane="emergency"} 0');
    expect(body).toContain('consular_alerts_digests_not_begun{rhythm="week"} 0');
    expect(body).toContain('consular_alerts_invariant_faults{kind="callsOff"} 0');
    expect(body).toContain('consular_alerts_received_waiting{kind="mail.blocked"} 0');
    expect(body).toContain('consular_alerts_suppressed{kind="complaint"} 0');
    expect(body).not.toContain('unanswered_total{');
  });
});

describe('the log', () => {
  test('S6 · says the route’s pattern, never the path, the query, a token or an address', async () => {
    await using office = await openOffice();
    const token = await office.tokenOf('Asha', 'author');
    await office.call({ url: '/api/v1/advisories/PATH-SECRET?x=QUERY-SECRET', token });
    await office.call({ url: '/PATH-SECRET', token });
    await office.call({
      method: 'POST',
      url: '/api/v1/subscriptions',
      body: { address: 'body-secret' },
    });
    const all = office.logged.join('');
    expect(all).toContain('"route":"/api/v1/advisories/:id"');
    expect(all).not.toMatch(/secret|cat_/i);
  });

  test('of a failure says where, not what the words were', async () => {
    await using office = await openOffice({
      missions: { list: failing('duplicate key asha@example.org') },
    });
    const response = await office.call({ url: '/api/v1/missions' });
    expect(response.json()).toMatchObject({
      status: 500,
      detail: expect.stringContaining('has been logged'),
    });
    const all = office.logged.join('');
    expect(all).toContain('request.failed');
    expect(all).toContain('server.test.ts');
    expect(all + response.body).not.toContain('asha');
  });
});

describe('listening', () => {
  test('on a port that is taken names the port and the variable', async () => {
    await using office = await openOffice();
    await using other = await openOffice();
    const origin = await office.server.listen({ host: '127.0.0.1', port: 0 });
    const port = Number(new URL(origin).port);
    await expect(other.server.listen({ host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: expect.stringMatching(new RegExp(`Port ${port} .* PORT`)),
    });
    expect((await fetch(`${origin}/health/live`)).status).toBe(200);
  });

  test('a database that is gone is a 503 that says to try again, not a crash', async () => {
    await using office = await openOffice({
      missions: { list: failing('connect', 'ECONNREFUSED') },
    });
    const response = await office.call({ url: '/api/v1/missions' });
    expect(response.json()).toMatchObject({ status: 503, code: 'DATABASE_UNREACHABLE' });
    expect(response.headers['retry-after']).toBe('5');
  });
});

/** A part that does not answer, and what its library would say. */
function failing(words: string, code?: string): () => Promise<never> {
  return () => Promise.reject(Object.assign(new Error(words), code === undefined ? {} : { code }));
}
