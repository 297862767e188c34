import { describe, expect, test } from 'vitest';
import { z } from 'zod';

import { createWindows } from '#src/http/api/rate-limit.ts';
import { createOriginOf } from '#src/http/network.ts';
import { createPartnerTokens } from '#src/store/partner-tokens.ts';
import { openOffice } from '#tests/support/office.ts';
import type { Office } from '#tests/support/office.ts';

const began = Date.UTC(2026, 10, 23, 12);

/** Twenty requests a minute for a system, two hundred for an officer, two for a network of strangers. */
async function openLimitedOffice(perMinute = 20) {
  let clock = began;
  const office = await openOffice({
    rateLimit: { perMinute, originOf: createOriginOf([{ cidr: '100.64.0.0/10' }]) },
    now: () => new Date(clock),
    trustedProxies: ['127.0.0.1'],
  });
  return {
    office,
    pass: (seconds: number) => {
      clock += seconds * 1_000;
    },
    [Symbol.asyncDispose]: () => office[Symbol.asyncDispose](),
  };
}

async function systemsToken({ db }: Office, name: string): Promise<string> {
  const scopes = ['publications:read'] as const;
  const fresh = { name, scopes, endpoint: undefined, expiresAt: undefined };
  return z.string().parse((await createPartnerTokens({ db }).issue(fresh, 'a test'))?.token);
}

/** What an officer may have to do at once, whatever a program asked with the same token. */
const urgentPaths = [
  ...['pause', 'resume', 'stop', 'replay'].map((act) => `publications/1/${act}`),
  ...['submit', 'approve', 'send-back', 'publish', 'release-alone'].map((act) => `drafts/1/${act}`),
  ...['withdraw', 'correct', 'all-clear'].map((act) => `advisories/1/${act}`),
  ...['release', 'dismiss'].map((act) => `storms/1/${act}`),
  ...['accept', 'reject', 'withdraw'].map((act) => `mission-changes/1/${act}`),
  'lone-releases/1/review',
  'events/evt_1/acknowledgement',
];

const publications = '/api/v1/publications';
const from = (ip: string) => ({ 'x-forwarded-for': ip });

async function asked(times: number, ask: () => ReturnType<Office['call']>) {
  const answers = [];
  for (let n = 0; n < times; n += 1) answers.push(await ask());
  return answers.map(({ statusCode }) => statusCode);
}

describe('the limit of the API', () => {
  test('is told in every answer, and whoever is over it hears when to come back; another token is untouched', async () => {
    await using limited = await openLimitedOffice();
    const { office, pass } = limited;
    const [one, other] = [await systemsToken(office, 'one'), await systemsToken(office, 'other')];
    const ask = (token: string) => office.call({ url: publications, token });
    const first = await ask(one);
    expect(first.headers).toMatchObject({
      'ratelimit-policy': '"token";q=20;w=60',
      ratelimit: '"token";r=19;t=60',
    });
    pass(18.5);
    expect(await asked(19, () => ask(one))).toEqual(Array.from({ length: 19 }, () => 200));
    const refused = await ask(one);
    expect(refused.json()).toMatchObject({ status: 429, code: 'RATE_LIMITED' });
    expect(refused.headers).toMatchObject({
      'retry-after': '42',
      ratelimit: '"token";r=0;t=42',
      'content-type': expect.stringContaining('application/problem+json'),
    });
    expect((await ask(other)).headers).toMatchObject({ ratelimit: '"token";r=19;t=60' });
  });

  test('ends with its window, which a clock that is set back does not lengthen', async () => {
    await using limited = await openLimitedOffice(1);
    const { office, pass } = limited;
    const token = await systemsToken(office, 'one');
    const ask = () => office.call({ url: publications, token });
    expect(await asked(2, ask)).toEqual([200, 429]);
    pass(59.9);
    expect((await ask()).statusCode).toBe(429);
    pass(0.1);
    expect(await asked(2, ask)).toEqual([200, 429]);
    pass(-3_600);
    expect((await ask()).statusCode).toBe(200);
  });

  test('is ten times as wide for officers, and never keeps one from stopping a publication', async () => {
    await using limited = await openLimitedOffice(1);
    const { office } = limited;
    const token = await office.tokenOf('Omar', 'operator');
    const ask = () => office.call({ url: publications, token });
    expect(await asked(11, ask)).toEqual([...Array.from({ length: 10 }, () => 200), 429]);
    const stop = await office.call({ method: 'POST', url: `${publications}/1/stop`, token });
    expect(stop.json()).toMatchObject({ status: 404, detail: 'There is no publication 1' });
    expect(stop.headers).not.toHaveProperty('ratelimit');
    const urgent = urgentPaths.map((url) =>
      office.call({ method: 'POST', url: `/api/v1/${url}`, token }),
    );
    const limitedOnes = (await Promise.all(urgent)).filter(({ statusCode }) => statusCode === 429);
    expect(limitedOnes).toEqual([]);
    expect((await office.call({ method: 'DELETE', url: '/api/v1/crisis', token })).statusCode).toBe(
      404,
    );
  });

  test('holds strangers by their network, and counts tokens that are not known with them', async () => {
    await using limited = await openLimitedOffice();
    const { office } = limited;
    const ask = (ip: string, token?: string) =>
      office.call({ url: '/api/v1/missions', headers: from(ip), ...(token && { token }) });
    const guess = (ip: string) =>
      office.call({ url: publications, headers: from(ip), token: `cat_${'x'.repeat(43)}` });
    expect(await asked(3, () => ask('192.0.2.7'))).toEqual([200, 200, 429]);
    expect((await ask('192.0.2.200')).statusCode).toBe(429);
    expect((await ask('192.0.3.7')).statusCode).toBe(200);
    expect(await asked(3, () => guess('198.51.100.1'))).toEqual([401, 401, 429]);
    expect((await ask('198.51.100.1')).statusCode).toBe(429);
    expect((await guess('203.0.113.1')).headers).toMatchObject({
      'ratelimit-policy': '"network";q=2;w=60',
    });
    expect((await ask('100.64.0.9')).headers).toMatchObject({
      'ratelimit-policy': '"network";q=200;w=60',
    });
  });

  test('S5 · refuses nobody who signs up, and nobody of whom nothing is known', async () => {
    await using limited = await openLimitedOffice(1);
    const { office } = limited;
    const body = { address: 'a@example.org', places: [{ kind: 'everywhere' }], language: 'en' };
    const headers = from('192.0.2.7');
    const url = '/api/v1/subscriptions';
    expect(await asked(5, () => office.call({ method: 'POST', url, body, headers }))).toEqual(
      Array.from({ length: 5 }, () => 202),
    );
    expect(await asked(5, () => office.call({ url: '/api/v1/missions' }))).toEqual(
      Array.from({ length: 5 }, () => 200),
    );
  });

  test('is off where nothing is configured', async () => {
    await using office = await openOffice();
    expect((await office.call({ url: '/api/v1/missions' })).headers).not.toHaveProperty(
      'ratelimit',
    );
  });
});

test.each([3, 100])('windows are kept for %i at most, and what ended goes first', (mostKept) => {
  const take = createWindows({ windowMs: 60_000, mostKept });
  take('early', 0);
  const kept = Array.from({ length: 500 }, (_, n) => take(`key-${n}`, 30_000).kept);
  expect(Math.max(...kept)).toBe(mostKept);
  expect(take('late', 90_000)).toEqual({ taken: 1, endsInMs: 60_000, kept: 1 });
});
