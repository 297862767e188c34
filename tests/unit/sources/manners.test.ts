import { describe, expect, test } from 'vitest';

import type { OutboundAnswer } from '#src/outbound/fetch.ts';
import { createManners } from '#src/sources/polling/manners.ts';
import { nextHop } from '#src/sources/polling/redirect.ts';
import { retryAfterSeconds } from '#src/sources/polling/retry-after.ts';
import { readRobots } from '#src/sources/polling/robots-rules.ts';
import { createRobots } from '#src/sources/polling/robots.ts';

const now = new Date('2026-03-04T12:00:00Z');

test.each([
  ['120', 429, 120],
  ['120', 503, 120],
  ['999999', 503, 21_600],
  ['Wed, 04 Mar 2026 12:10:00 GMT', 429, 600],
  ['Wed, 04 Mar 2026 11:00:00 GMT', 429, undefined],
  ['soon', 429, undefined],
  ['-5', 429, undefined],
  ['', 429, undefined],
  ['120', 500, undefined],
  ['120', 200, undefined],
])('Retry-After: %s with HTTP %d means %j seconds', (text, status, seconds) => {
  expect(retryAfterSeconds({ status, headers: { 'retry-after': text } }, now)).toBe(seconds);
});

describe('a redirect', () => {
  test.each([
    ['/new', 'https://feed.example/new'],
    ['https://feed.example/new#top', 'https://feed.example/new'],
  ])('to %s is followed', (location, expected) => {
    expect(nextHop('https://feed.example/old', moved(location))).toBe(expected);
  });

  test('from http to https of the same name is followed', () => {
    const upgraded = nextHop('http://feed.example/a', moved('https://feed.example/a'));
    expect(upgraded).toBe('https://feed.example/a');
  });

  test.each([
    'https://other.example/new',
    'https://feed.example:8443/',
    'http://feed.example/plain',
    'http://127.0.0.1/',
    '//evil.example/',
    'file:///etc/passwd',
    'https://feed.example.evil.example/',
  ])('to %j is not', (location) => {
    const from = 'https://feed.example/old';
    expect(() => nextHop(from, moved(location))).toThrow(/another host/);
  });
});

describe('robots.txt', () => {
  test.each([
    ['', '/feed', true],
    ['User-agent: *\nDisallow: /', '/feed', false],
    ['User-agent: *\nDisallow:', '/feed', true],
    ['User-agent: *\nDisallow: /private', '/feed', true],
    ['User-agent: *\nDisallow: /\nAllow: /feed', '/feed', true],
    ['User-agent: *\nDisallow: /*.xml$', '/feed.xml', false],
    ['User-agent: *\nDisallow: /*.xml$', '/feed.xml?a', true],
    ['User-agent: *\nDisallow: /feed$', '/feed', false],
    ['User-agent: other\nDisallow: /', '/feed', true],
    ['User-agent: other\nUser-agent: Consular-Alerts\nDisallow: /', '/feed', false],
    ['User-agent: *\nDisallow: /\n\nUser-agent: consular-alerts\nAllow: /', '/feed', true],
    ['<html>not found</html>', '/feed', true],
    ['Disallow: /', '/feed', true],
  ])('%j about %s', (text, path, allowed) => {
    expect(readRobots(text).allows(path)).toBe(allowed);
  });

  test('may ask for pauses, within reason', () => {
    expect(readRobots('User-agent: *\nCrawl-delay: 2.5').pauseMs).toBe(2_500);
    expect(readRobots('User-agent: *\nCrawl-delay: 9999').pauseMs).toBe(10_000);
    expect(readRobots('User-agent: *\nCrawl-delay: x').pauseMs).toBe(0);
  });

  test('is asked for once a day, and where it cannot be had nobody goes in', async () => {
    const asked: string[] = [];
    let clock = now.getTime();
    let status = 429;
    const manners = aManners(async ({ url }) => {
      asked.push(url);
      return { ...answer, status, body: Buffer.from('User-agent: *\nDisallow: /closed') };
    });
    const robots = createRobots({ manners, now: () => new Date(clock) });
    const may = (path: string) => robots.requireAllowed(`https://feed.example${path}`, soon());
    await expect(may('/open')).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE' });
    status = 503;
    await expect(may('/open')).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE' });
    status = 200;
    await may('/open');
    await expect(may('/closed')).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
      message: 'the host’s robots.txt does not allow this address to machines',
    });
    expect(asked).toEqual(Array(3).fill('https://feed.example/robots.txt'));
    clock += 86_400_001;
    await may('/open');
    expect(asked).toHaveLength(4);
  });
});

describe('of one host', () => {
  test('one request is in flight, whichever sources want it; others are not held up', async () => {
    const flying: string[] = [];
    const answers = new Map<string, () => void>();
    const manners = aManners(async ({ url }) => {
      flying.push(url);
      const held = Promise.withResolvers<void>();
      answers.set(url, held.resolve);
      await held.promise;
      return answer;
    });
    const urls = ['https://a.example/1', 'https://a.example/2', 'https://b.example/1'];
    const [first, second, other] = urls.map((url) => manners.get({ url }, soon()));
    await until(() => flying.length === 2);
    expect(flying).toEqual(['https://a.example/1', 'https://b.example/1']);
    answers.get('https://b.example/1')?.();
    await other;
    answers.get('https://a.example/1')?.();
    await first;
    await until(() => flying.length === 3);
    answers.get('https://a.example/2')?.();
    await second;
  });

  test('who gives up waiting lets nobody past', async () => {
    const held = Promise.withResolvers<void>();
    const flying: string[] = [];
    const manners = aManners(async ({ url }) => {
      flying.push(url);
      await held.promise;
      return answer;
    });
    const first = manners.get({ url: 'https://a.example/1' }, soon());
    const stop = new AbortController();
    const second = manners.get({ url: 'https://a.example/2' }, stop.signal);
    const third = manners.get({ url: 'https://a.example/3' }, soon());
    stop.abort();
    await expect(second).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE' });
    expect(flying).toEqual(['https://a.example/1']);
    held.resolve();
    await Promise.all([first, third]);
    expect(flying).toEqual(['https://a.example/1', 'https://a.example/3']);
  });

  test('that asks to be left alone nobody asks again before its time', async () => {
    let clock = now.getTime();
    let asked = 0;
    const headers = { 'retry-after': '60' };
    const manners = aManners(
      async () => {
        asked += 1;
        return { ...answer, headers, status: asked === 1 ? 429 : 200 };
      },
      () => new Date(clock),
    );
    const get = () => manners.get({ url: 'https://a.example/' }, soon());
    await expect(get()).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE', waitSeconds: 60 });
    await expect(get()).rejects.toMatchObject({ waitSeconds: 60 });
    expect(asked).toBe(1);
    clock += 60_001;
    await get();
    expect(asked).toBe(2);
  });

  test('redirects that never end are left after three', async () => {
    let asked = 0;
    const manners = aManners(async () => {
      asked += 1;
      return moved(`/${asked}`);
    });
    const going = manners.get({ url: 'https://a.example/' }, soon());
    await expect(going).rejects.toThrow('expected a document, got more than 3 redirects');
    expect(asked).toBe(4);
  });
});

const answer: OutboundAnswer = {
  status: 200,
  headers: {},
  body: Buffer.from('{}'),
  truncated: false,
};

function moved(location: string): OutboundAnswer {
  return { ...answer, status: 302, headers: { location } };
}

function aManners(
  fetch: (call: { readonly url: string }) => Promise<OutboundAnswer>,
  clock = () => now,
) {
  return createManners({ fetch, now: clock, pauseMs: 0 });
}

async function until(holds: () => boolean): Promise<void> {
  await expect.poll(holds).toBe(true);
}

function soon(): AbortSignal {
  return AbortSignal.timeout(60_000);
}
