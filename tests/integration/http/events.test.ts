import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

import { newSigningKeys } from '#src/channels/webhook/keys.ts';
import { eventTypes } from '#src/endpoints/event-type.ts';
import type { Scope } from '#src/endpoints/partner.ts';
import { createEndpoints } from '#src/store/endpoints.ts';
import { createPartnerTokens } from '#src/store/partner-tokens.ts';
import { anEndpoint } from '#tests/support/endpoints.ts';
import { complaintsAbout } from '#tests/support/event-schemas.ts';
import { aKeyring } from '#tests/support/keyring.ts';
import { openOffice } from '#tests/support/office.ts';
import type { Office } from '#tests/support/office.ts';
import { forgetThrough, planPings, settleCalls } from '#tests/support/told.ts';

const pageSchema = z.object({
  events: z.array(
    z.object({
      id: z.string(),
      sequence: z.number(),
      type: z.enum(eventTypes),
      timestamp: z.string(),
      data: z.looseObject({ sequence: z.number() }),
      call: z.string(),
    }),
  ),
  last: z.number(),
  oldest: z.number(),
});

const allScopes: readonly Scope[] = ['events:read', 'deliveries:read', 'endpoints:manage'];

async function anEmbassy(office: Office, scopes = allScopes) {
  const endpoints = createEndpoints({
    db: office.db,
    keyring: aKeyring(),
    newKeys: newSigningKeys,
  });
  const { id } = await anEndpoint(endpoints);
  const issued = await createPartnerTokens({ db: office.db }).issue(
    { name: 'Crisis room', scopes, endpoint: id, expiresAt: undefined },
    'an operator',
  );
  const token = issued?.token ?? '';
  const ask = (query: string) => office.call({ url: `/api/v1/events?${query}`, token });
  return {
    id,
    token,
    endpoints,
    ask,
    page: async (query: string) => pageSchema.parse((await ask(query)).json()),
  };
}

describe('W6, W8 · the event log', () => {
  test('gives all that an endpoint was to be told, in order, as the calls would have carried it', async () => {
    await using office = await openOffice();
    const embassy = await anEmbassy(office);
    await planPings(office.db, embassy.id, 3);
    const { events, last, oldest } = await embassy.page('after=0');
    expect({ last, oldest }).toEqual({ last: 3, oldest: 1 });
    expect(events.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    for (const { type, timestamp, data, call } of events) {
      expect(complaintsAbout(type, { type, timestamp, data })).toEqual([]);
      expect(call).toBe('pending');
    }
  });

  test('catching up after any losses gives each event once, and the log entire', async () => {
    await using office = await openOffice();
    const embassy = await anEmbassy(office);
    await planPings(office.db, embassy.id, 40);
    const whole = (await embassy.page('after=0&limit=500')).events.map(({ id }) => id);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
        fc.integer({ min: 1, max: 15 }),
        async (arrived, limit) => {
          const had = new Map(
            whole.flatMap((id, index) => (arrived[index] ? [[index + 1, id]] : [])),
          );
          // A receiver goes on after the last before its first gap.
          let after = arrived.includes(false) ? arrived.indexOf(false) : 40;
          for (;;) {
            const { events } = await embassy.page(`after=${after}&limit=${limit}`);
            for (const { sequence, id } of events) had.set(sequence, id);
            if (events.length < limit) break;
            after = events.at(-1)?.sequence ?? after;
          }
          const inOrder = [...had].toSorted(([a], [b]) => a - b).map(([, id]) => id);
          expect(inOrder).toEqual(whole);
        },
      ),
      { numRuns: 15 },
    );
  });

  test('who waits is told as soon as something happens', async () => {
    await using office = await openOffice();
    const embassy = await anEmbassy(office);
    const waiting = embassy.page('after=0&wait=30');
    await planPings(office.db, embassy.id, 1);
    expect((await waiting).events.map(({ sequence }) => sequence)).toEqual([1]);
  });

  test('who waits goes home when the service closes', async () => {
    const office = await openOffice();
    const embassy = await anEmbassy(office);
    const asked = Array.from({ length: 5 }, () => embassy.ask('after=0&wait=30'));
    await Promise.race(asked); // one is refused as soon as the four others wait
    await office[Symbol.asyncDispose]();
    const told = (await Promise.all(asked)).filter(({ statusCode }) => statusCode === 200);
    expect(told.map((answer) => pageSchema.parse(answer.json()).events)).toEqual([[], [], [], []]);
  });

  test('an endpoint that waits often leaves room for others', async () => {
    await using office = await openOffice();
    const [greedy, other] = [await anEmbassy(office), await anEmbassy(office)];
    const asked = Array.from({ length: 5 }, () => greedy.ask('after=0&wait=30'));
    const refused = await Promise.race(asked);
    expect(refused.json()).toMatchObject({ status: 429, code: 'WAITERS_TOO_MANY' });
    expect(refused.headers['retry-after']).toBe('5');
    const waiting = other.page('after=0&wait=30');
    await planPings(office.db, other.id, 1);
    expect((await waiting).events).toHaveLength(1);
    await planPings(office.db, greedy.id, 1);
    const answers = await Promise.all(asked);
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(4);
  });

  test('W8 · nobody keeps a copy of it on the way', async () => {
    await using office = await openOffice();
    const answer = await (await anEmbassy(office)).ask('after=0');
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  test('only types that were asked for come, and the sequences stay those of the endpoint', async () => {
    await using office = await openOffice();
    const embassy = await anEmbassy(office);
    await planPings(office.db, embassy.id, 2);
    expect((await embassy.page('types=advisory.published')).events).toEqual([]);
    expect((await embassy.page('types=advisory.published,test.ping')).events).toHaveLength(2);
    expect((await embassy.ask('types=nothing.known')).statusCode).toBe(400);
  });

  test('what is forgotten is said to be, with what to do; what never was is refused', async () => {
    await using office = await openOffice();
    const embassy = await anEmbassy(office);
    await planPings(office.db, embassy.id, 5);
    await forgetThrough(office.db, embassy.id, 3);
    expect((await embassy.ask('after=2')).json()).toMatchObject({
      status: 410,
      code: 'EVENTS_FORGOTTEN',
      detail: expect.stringContaining('/api/v1/advisories'),
    });
    const { events, oldest } = await embassy.page('after=3');
    expect([oldest, ...events.map(({ sequence }) => sequence)]).toEqual([4, 4, 5]);
    expect((await embassy.page('')).events).toHaveLength(2);
    expect((await embassy.ask('after=6')).statusCode).toBe(400);
  });

  test('S10 · another endpoint’s token sees nothing of it; an officer names the endpoint', async () => {
    await using office = await openOffice();
    const [bamako, dakar] = [await anEmbassy(office), await anEmbassy(office)];
    await planPings(office.db, bamako.id, 1);
    const refused = [
      `events?endpoint=${bamako.id}`,
      `endpoints/${bamako.id}/calls`,
      `endpoints/${bamako.id}/calls/1`,
    ].map((path) => office.call({ url: `/api/v1/${path}`, token: dakar.token }));
    for (const answer of await Promise.all(refused)) expect(answer.statusCode).toBe(403);
    const replays = `/api/v1/endpoints/${bamako.id}/replays`;
    const replay = {
      method: 'POST',
      url: replays,
      token: dakar.token,
      body: { after: 0 },
    } as const;
    expect((await office.call(replay)).statusCode).toBe(403);
    const token = await office.tokenOf('Vera', 'auditor');
    const seen = await office.call({ url: `/api/v1/events?endpoint=${bamako.id}`, token });
    expect(pageSchema.parse(seen.json()).events).toHaveLength(1);
    expect((await office.call({ url: '/api/v1/events', token })).statusCode).toBe(400);
    expect((await office.call({ url: '/api/v1/events?endpoint=ep_none', token })).statusCode).toBe(
      404,
    );
  });
});

describe('W8 · calls and replays', () => {
  test('a replay has the old event and sequence, is marked, and is asked for once', async () => {
    await using office = await openOffice();
    const embassy = await anEmbassy(office);
    const url = `/api/v1/endpoints/${embassy.id}`;
    await planPings(office.db, embassy.id, 3);
    await settleCalls(office.db, embassy.id, 2);
    const ask = () =>
      office.call({
        method: 'POST',
        url: `${url}/replays`,
        token: embassy.token,
        body: { after: 0 },
      });
    expect((await ask()).json()).toEqual({ replayed: 2, waiting: 1, leftOut: 0 });
    expect((await ask()).json()).toEqual({ replayed: 0, waiting: 3, leftOut: 0 });
    const calls = await office.call({ url: `${url}/calls/1`, token: embassy.token });
    const shape = z.object({
      calls: z.array(
        z.object({ round: z.number(), replay: z.boolean(), event: z.string(), state: z.string() }),
      ),
    });
    const { calls: rounds } = shape.parse(calls.json());
    expect(rounds).toMatchObject([
      { round: 0, replay: false, state: 'sent' },
      { round: 1, replay: true, state: 'pending' },
    ]);
    expect(new Set(rounds.map(({ event }) => event)).size).toBe(1);
    expect((await embassy.page('after=0')).events).toHaveLength(3);
  });

  test.each([
    [{ sequence: 2 }, 1],
    [{ from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' }, 3],
    [{ from: '2000-01-01T00:00:00Z', to: '2001-01-01T00:00:00Z' }, 0],
    [{ after: 1 }, 2],
  ])('%j replays %i of three', async (body, replayed) => {
    await using office = await openOffice();
    const embassy = await anEmbassy(office);
    await planPings(office.db, embassy.id, 3);
    await settleCalls(office.db, embassy.id, 3);
    const url = `/api/v1/endpoints/${embassy.id}/replays`;
    const answer = await office.call({ method: 'POST', url, token: embassy.token, body });
    expect([answer.statusCode, answer.json()]).toEqual([202, { replayed, waiting: 0, leftOut: 0 }]);
  });

  test('nothing is replayed to an endpoint that is not called', async () => {
    await using office = await openOffice();
    const embassy = await anEmbassy(office);
    await planPings(office.db, embassy.id, 1);
    await embassy.endpoints.disable(embassy.id, 'gone', 'an operator');
    const url = `/api/v1/endpoints/${embassy.id}/replays`;
    const answer = await office.call({
      method: 'POST',
      url,
      token: embassy.token,
      body: { after: 0 },
    });
    expect(answer.json()).toMatchObject({ status: 409, code: 'ENDPOINT_NOT_ACTIVE' });
  });

  test.each([
    { sequence: 1, round: 100_000 },
    { sequence: 1, round: -1 },
    { sequence: 0, round: 0 },
  ])('no list goes on behind %j', async (place) => {
    await using office = await openOffice();
    const { id, token } = await anEmbassy(office);
    const after = Buffer.from(JSON.stringify(place)).toString('base64url');
    const answer = await office.call({
      url: `/api/v1/endpoints/${id}/calls?after=${after}`,
      token,
    });
    expect(answer.json()).toMatchObject({ status: 400, code: 'INPUT_INVALID' });
  });

  test('the delivery log comes page by page, and by state', async () => {
    await using office = await openOffice();
    const embassy = await anEmbassy(office);
    await planPings(office.db, embassy.id, 5);
    await settleCalls(office.db, embassy.id, 2);
    const list = async (query: string) => {
      const url = `/api/v1/endpoints/${embassy.id}/calls?${query}`;
      const shape = z.object({
        calls: z.array(z.object({ sequence: z.number(), state: z.string() })),
        next: z.string().optional(),
      });
      return shape.parse((await office.call({ url, token: embassy.token })).json());
    };
    const first = await list('limit=3');
    expect(first.calls.map(({ sequence }) => sequence)).toEqual([5, 4, 3]);
    const second = await list(`limit=3&after=${first.next}`);
    expect(second.calls.map(({ sequence }) => sequence)).toEqual([2, 1]);
    expect(second.next).toBeUndefined();
    expect((await list('state=sent')).calls).toHaveLength(2);
    expect((await list('type=advisory.published')).calls).toEqual([]);
    expect((await list('until=2001-01-01T00:00:00Z')).calls).toEqual([]);
  });
});

describe('W6 · the schemas of what endpoints are told', () => {
  test('are there for everybody, at addresses that stay, each with an example', async () => {
    await using office = await openOffice();
    for (const type of eventTypes) {
      const schema = await office.call({ url: `/schemas/events/${type}.json` });
      expect(schema.headers['access-control-allow-origin']).toBe('*');
      expect(schema.json()).toMatchObject({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        $id: `https://alerts.example/schemas/events/${type}.json`,
      });
      const example = await office.call({ url: `/schemas/events/${type}.example.json` });
      expect(complaintsAbout(type, example.json())).toEqual([]);
    }
  });

  test('who has one already is not given it again, and what is none is not found', async () => {
    await using office = await openOffice();
    const url = '/schemas/events';
    const first = await office.call({ url });
    expect(first.json()).toMatchObject({ types: eventTypes.map((type) => ({ type })) });
    const etag = String(first.headers.etag);
    const again = await office.call({ url, headers: { 'if-none-match': etag } });
    expect([again.statusCode, again.body]).toEqual([304, '']);
    expect((await office.call({ url: `${url}/advisory.unknown.json` })).statusCode).toBe(404);
  });
});
