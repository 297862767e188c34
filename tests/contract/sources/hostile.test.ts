import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';

import { pino } from 'pino';
import { expect, test } from 'vitest';

import { queues } from '#config/queues.ts';
import { sources } from '#config/sources.ts';
import { createFetch } from '#src/outbound/fetch.ts';
import type { GuardedFetch } from '#src/outbound/fetch.ts';
import { createGuard } from '#src/outbound/guard.ts';
import { formats } from '#src/sources/formats.ts';
import { conditionOf } from '#src/sources/health.ts';
import { createIngest } from '#src/sources/ingest.ts';
import { createRegistry } from '#src/sources/registry.ts';
import { createMadeUp } from '#tests/support/made-up-ministry.ts';
import { createMemoryLedger } from '#tests/support/memory-ledger.ts';
import { startPaths } from '#tests/support/paths-server.ts';
import type { Answering, PathsServer } from '#tests/support/paths-server.ts';

const megabyte = Buffer.alloc(1024 * 1024, 'x');
const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024));
const laughs = `<!DOCTYPE list [<!ENTITY a "ha">${Array.from({ length: 9 }, (_, n) => `<!ENTITY ${'bcdefghij'[n]} "${`&${'abcdefghi'[n]};`.repeat(10)}">`).join('')}]><list complete="yes"><area id="a">&j;</area></list>`;

/** Each a publisher that means us no good, or is broken; and what an operator reads of it. */
const hostile: readonly (readonly [what: string, answering: Answering, says: RegExp])[] = [
  ['hangs', () => {}, /expected an answer, got none \(timeout-first-byte\)/],
  ['drips', drip, /got the beginning of one \(\d+ bytes\): too long, too slow or cut off/],
  ['hangs up', (response) => response.destroy(), /expected an answer, got none \(connection-cut\)/],
  ['sends a zip bomb', zipBomb, /a body that cannot be unpacked \(body-too-large\)/],
  ['sends what is no gzip', noGzip, /a body that cannot be unpacked \(body-malformed\)/],
  ['laughs a billion times', (response) => response.end(laughs), /expected XML \(security\)/],
  ['sends 100 MB', endless, /got the beginning of one \(8388608 bytes\)/],
  ['sends an error page', errorPage, /got an HTML page: an error page, or the feed has moved/],
  ['sends nothing', (response) => response.end(), /expected a document, got nothing/],
  [
    'stumbles its reader',
    (response) => response.end('<stumble/>'),
    /stumbled over it \(TypeError\)/,
  ],
  ['is full', (response) => response.writeHead(507).end(), /expected HTTP 200, got 507/],
  ['is busy', busy, /expected HTTP 200, got 503: come back in 120 s/],
];

test.each(hostile)(
  'a source that %s delays no other and ends as unhealthy with a plain reason',
  async (_what, answering, says) => {
    await using bad = await startPaths({ '/': answering });
    await using good = await startPaths({ '/': list('ML', 'NE') });
    await using it = anIngest({ 'xx-bad': bad.url(), 'xx-good': good.url() });

    const ill = it.poll('xx-bad');
    await expect.poll(() => bad.takeRequests().length).toBeGreaterThan(0); // it is at it
    expect(await it.poll('xx-good')).toEqual({ kind: 'changed', items: 2, vanished: 0 });

    expect(await ill).toMatchObject({ kind: 'failed', reason: expect.stringMatching(says) });
    expect(it.stateOf('xx-bad')).toMatchObject({
      state: 'unhealthy',
      reason: expect.stringMatching(says),
    });
    expect(it.stateOf('xx-good')).toMatchObject({ state: 'healthy' });
  },
);

test.each([
  ['another port of this machine', (there: PathsServer) => there.url('/secret')],
  [
    'loopback under another name',
    (there: PathsServer) => there.url('/secret').replace('127.0.0.1', 'localhost'),
  ],
  ['the cloud’s metadata', () => 'http://169.254.169.254/latest/meta-data/'],
  ['a file', () => 'file:///etc/passwd'],
])('a source that redirects to %s is not followed there', async (_what, where) => {
  await using inside = await startPaths({ '/secret': list('ML') });
  await using bad = await startPaths({
    '/': (response) => response.writeHead(302, { location: where(inside) }).end(),
  });
  await using it = anIngest({ 'xx-bad': bad.url() });
  expect(await it.poll('xx-bad')).toMatchObject({
    code: 'SOURCE_UNREADABLE',
    reason: expect.stringMatching(/got a redirect \(HTTP 302\) to another host/),
  });
  expect(inside.takeRequests()).toEqual([]);
});

/** What a format must be told beside its address. */
const optionsFor: Readonly<Record<string, (url: string) => unknown>> = {
  feed: () => ({ country: { from: 'fixed', place: 'ML' } }),
  reliefweb: () => ({ appname: 'tests' }),
  'us-state': (url) => ({ rss: `${url}second` }),
  wordpress: () => ({ country: 'ML' }),
};

test.each(Object.keys(formats))(
  'a publisher of the format %s that means us no good ends as unhealthy with a plain reason, and says nothing',
  async (format) => {
    await using owned = new AsyncDisposableStack();
    await using inside = await startPaths({ '/': list('ML') });
    const answers: readonly (readonly [string, Answering, RegExp])[] = [
      ...hostile.filter(
        ([what]) => what !== 'laughs a billion times' && what !== 'stumbles its reader',
      ),
      ['laughs a billion times', (response) => response.end(laughs), /(?:^|: )expected /],
      [
        'sends words',
        (response) => response.end('Service unavailable'),
        /(?:^|: )expected (?!.*Service)/,
      ],
      [
        'redirects inside',
        (response) => response.writeHead(302, { location: inside.url() }).end(),
        /got a redirect \(HTTP 302\) to another host/,
      ],
    ];
    const servers = await Promise.all(
      answers.map(async ([, answering]) =>
        owned.use(await startPaths({}, { otherwise: answering })),
      ),
    );
    const urls = servers.map((server, n) => [`xx-${n}`, server.url()] as const);
    await using it = anIngest(Object.fromEntries(urls), { format, optionsFor: optionsFor[format] });
    const outcomes = await Promise.all(urls.map(([id]) => it.poll(id)));
    for (const [n, [what, , says]] of answers.entries()) {
      const reason = expect.stringMatching(says);
      expect([what, outcomes[n]]).toMatchObject([what, { kind: 'failed', reason }]);
      expect(it.stateOf(`xx-${n}`)).toMatchObject({
        state: 'unhealthy',
        reason: expect.any(String),
      });
    }
    expect([it.events(), inside.takeRequests()]).toEqual([[], []]);
  },
);

test('a dozen hosts that hang at once hold up nobody who answers', async () => {
  await using good = await startPaths({ '/': list('ML') });
  const hanging = await Promise.all(
    Array.from({ length: 12 }, () => startPaths({ '/': () => {} })),
  );
  await using it = anIngest({
    ...Object.fromEntries(hanging.map((one, n) => [`xx-${n}`, one.url()])),
    'xx-good': good.url(),
  });
  const stuck = hanging.map((_, n) => it.poll(`xx-${n}`));
  expect(await it.poll('xx-good')).toMatchObject({ kind: 'changed', items: 1 });
  for (const outcome of await Promise.all(stuck)) expect(outcome).toMatchObject({ kind: 'failed' });
  for (const one of hanging) await one[Symbol.asyncDispose]();
});

test('more sources can be asked at once than there are, so that one that hangs stands before none', () => {
  expect(queues.ingest.concurrency).toBeGreaterThan(Object.keys(sources).length);
});

function list(...countries: readonly string[]): string {
  const areas = countries.map((code) => `<area id="${code}" country="${code}">Be careful.</area>`);
  return `<list complete="yes">${areas.join('')}</list>`;
}

function drip(response: ServerResponse): void {
  response.write('<list>');
  const timer = setInterval(() => response.write(' '), 10);
  response.on('close', () => clearInterval(timer));
}

function zipBomb(response: ServerResponse): void {
  response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
}

function noGzip(response: ServerResponse): void {
  response.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip');
}

function endless(response: ServerResponse): void {
  response.on('error', () => {});
  Readable.from(Array.from({ length: 100 }, () => megabyte)).pipe(response);
}

function errorPage(response: ServerResponse): void {
  response
    .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    .end('<!doctype html><title>We will be back soon</title>');
}

function busy(response: ServerResponse): void {
  response.writeHead(503, { 'retry-after': '120' }).end();
}

interface Dialect {
  readonly format?: string;
  readonly optionsFor?: ((url: string) => unknown) | undefined;
}

/** The ears over the real way out, which is only less patient than in the service, and a ledger in memory. */
function anIngest(
  urls: Readonly<Record<string, string>>,
  { optionsFor: optionsOf = () => undefined, ...settings }: Dialect = {},
) {
  const door = createFetch({ guard: createGuard({ allow: ['127.0.0.0/8'] }), userAgent: 'tests' });
  const hasty: GuardedFetch['request'] = (call, signal) =>
    door.request({ ...call, limits: { ...call.limits, firstByteMs: 400, totalMs: 1_500 } }, signal);
  const config = Object.fromEntries(
    Object.entries(urls).map(([id, url]) => [
      id,
      { ...followed, ...settings, url, options: optionsOf(url) },
    ]),
  );
  const ledger = createMemoryLedger(now);
  const registry = createRegistry({
    fetch: hasty,
    now,
    directory: async () => [],
    config,
    formats: { ...formats, 'made-up': createMadeUp },
    pauseMs: 0,
  });
  const { poll } = createIngest({
    registry,
    ledger,
    wake: async () => {},
    now,
    log: pino({ level: 'silent' }),
  });
  return {
    poll: (sourceId: string) => poll({ sourceId }, AbortSignal.timeout(60_000)),
    events: () => ledger.events,
    stateOf(sourceId: string) {
      const row = ledger.source(sourceId);
      const heard = {
        failures: row?.failures ?? 0,
        incomplete: 0,
        lastError: row?.lastError,
        lastReason: row?.lastReason,
        firstAskedAt: now(),
        lastChangeAt: now(),
        nextPollAt: row === undefined ? undefined : new Date(row.dueAt),
      };
      return conditionOf({ ...followed, url: '' }, heard, now());
    },
    [Symbol.asyncDispose]: () => door[Symbol.asyncDispose](),
  };
}

function now(): Date {
  return new Date();
}

const followed = {
  kind: 'polled',
  mode: 'signal',
  format: 'made-up',
  everySeconds: 900,
  licence: 'test',
} as const;
