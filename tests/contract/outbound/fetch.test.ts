import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import { gzipSync } from 'node:zlib';

import { describe, expect, test, vi } from 'vitest';

import type { Resolve } from '#src/outbound/dns.ts';
import { createFetch } from '#src/outbound/fetch.ts';
import type { GuardedFetch } from '#src/outbound/fetch.ts';
import { createGuard } from '#src/outbound/guard.ts';
import { patiently } from '#tests/support/patiently.ts';
import { listen, startRawServer } from '#tests/support/raw-server.ts';
import { selfSigned, trusting } from '#tests/support/tls.ts';

const loopback: Resolve = async () => ['127.0.0.1'];
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const chunkedHead = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
const brisk = { dnsMs: 150, connectMs: 150, firstByteMs: 150, totalMs: 400 };
const soon = () => AbortSignal.timeout(60_000);

function openDoor(resolve: Resolve = loopback): GuardedFetch & AsyncDisposable {
  const guard = createGuard({ allow: ['127.0.0.0/8'], resolve });
  return createFetch({ guard, userAgent: 'tests (+https://example.org/contact)' });
}

const silent = () => {};
const drip = (head: string, byte: string) => (socket: Socket) => {
  socket.write(head);
  const timer = setInterval(() => socket.write(byte), 20);
  socket.on('close', () => clearInterval(timer));
};

/** In a process of its own, so that only our side of it is measured. */
async function startEndlessServer() {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', endlessServer], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = await once(child.stdout, 'data');
  return {
    url: `http://127.0.0.1:${String(port).trim()}/`,
    async [Symbol.asyncDispose]() {
      child.kill();
      await once(child, 'exit');
    },
  };
}

const endlessServer = `
  import { createServer } from 'node:net';
  const chunk = Buffer.from('10000\\r\\n' + 'x'.repeat(65_536) + '\\r\\n');
  const server = createServer((socket) => {
    const pour = () => { while (!socket.destroyed && socket.write(chunk)); };
    socket.on('error', () => socket.destroy());
    socket.on('drain', pour);
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n');
      pour();
    });
  });
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

const packed = (bytes: Buffer, encoding: string) => (socket: Socket) => {
  const head = `HTTP/1.1 200 OK\r\nContent-Encoding: ${encoding}\r\nContent-Length: ${bytes.length}\r\n\r\n`;
  socket.write(Buffer.concat([Buffer.from(head), bytes]));
};

describe('an answer', () => {
  test('comes back with its status, headers and body, and leaves no connection', async () => {
    await using server = await startRawServer((socket) =>
      socket.write(
        'HTTP/1.1 500 No\r\nConnection: keep-alive\r\nKeep-Alive: timeout=600\r\nX-Part: a\r\nX-Part: b\r\nContent-Length: 4\r\n\r\noops',
      ),
    );
    await using door = openDoor();
    const answer = await door.request({ url: `${server.url}hook?x=1` }, soon());
    expect(answer).toMatchObject({ status: 500, truncated: false, headers: { 'x-part': 'a, b' } });
    expect(answer.body.toString()).toBe('oops');
    expect(server.received[0]).toMatch(/^GET \/hook\?x=1 HTTP\/1\.1\r\n/);
    expect(server.received[0]).toMatch(/\r\nuser-agent: tests \(\+https/i);
    await vi.waitFor(() => expect(server.open.size).toBe(0), patiently);
  });

  test('to a conditional request may be that nothing changed', async () => {
    await using server = await startRawServer((socket) =>
      socket.end('HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n\r\n'),
    );
    await using door = openDoor();
    const headers = { 'if-none-match': '"a"' };
    const answer = await door.request({ url: server.url, headers }, soon());
    expect(answer).toMatchObject({ status: 304, headers: { etag: '"a"' }, truncated: false });
    expect(server.received[0]).toMatch(/\r\nif-none-match: "a"\r\n/i);
  });

  test('W3 · that sets a cookie does not get it back, and a proxy of the environment is not asked', async () => {
    await using server = await startRawServer((socket) =>
      socket.write(ok.replace('\r\n', '\r\nSet-Cookie: a=b; Path=/\r\n')),
    );
    await using proxy = await startRawServer((socket) => socket.write(ok));
    for (const name of ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY']) vi.stubEnv(name, proxy.url);
    await using door = openDoor();
    await door.request({ url: server.url }, soon());
    await door.request({ url: server.url }, soon());
    vi.unstubAllEnvs();
    expect(server.received).toHaveLength(2);
    expect(server.received[1]).not.toMatch(/cookie/i);
    expect(proxy.received).toEqual([]);
  });

  test.each(['301', '302', '307', '308'])(
    'W2 · that redirects (%s) is handed on, never followed',
    async (status) => {
      await using target = await startRawServer((socket) => socket.write(ok));
      await using server = await startRawServer((socket) =>
        socket.end(`HTTP/1.1 ${status} Go\r\nLocation: ${target.url}\r\nContent-Length: 0\r\n\r\n`),
      );
      await using door = openDoor();
      const answer = await door.request({ url: server.url }, soon());
      expect(answer.status).toBe(Number(status));
      expect(target.received).toEqual([]);
    },
  );
});

describe('W3 · time', () => {
  test.each([
    ['never answers', silent],
    ['drips its headers', drip('HTTP/1.1 200 OK\r\n', 'x: y\r\n')],
    ['sends interim answers for ever', drip('', 'HTTP/1.1 102 Processing\r\n\r\n')],
  ])('a server that %s is left after the time to the first byte', async (_what, answer) => {
    await using server = await startRawServer(answer);
    await using door = openDoor();
    const failure = { code: 'OUTBOUND_FAILED', reason: 'timeout-first-byte', requestSent: true };
    const request = door.request({ url: server.url, limits: brisk }, soon());
    await expect(request).rejects.toMatchObject(failure);
    await vi.waitFor(() => expect(server.open.size).toBe(0), patiently);
  });

  test('a server that drips its body is left after the total time; its status counts', async () => {
    await using server = await startRawServer(drip(chunkedHead, '1\r\nx\r\n'));
    await using door = openDoor();
    const startedAt = performance.now();
    const answer = await door.request({ url: server.url, limits: brisk }, soon());
    expect(answer).toMatchObject({ status: 200, truncated: true });
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    await vi.waitFor(() => expect(server.open.size).toBe(0), patiently);
  });

  test('a hundred of them at once hold nothing longer than the total time', async () => {
    await using server = await startRawServer(drip(chunkedHead, '1\r\nx\r\n'));
    await using door = openDoor();
    const startedAt = performance.now();
    const calls = Array.from({ length: 100 }, () =>
      door.request(
        {
          url: server.url,
          limits: { ...brisk, firstByteMs: 2_000, connectMs: 2_000, totalMs: 1_000 },
        },
        soon(),
      ),
    );
    await Promise.allSettled(calls);
    expect(performance.now() - startedAt).toBeLessThan(30_000);
    await vi.waitFor(() => expect(server.open.size).toBe(0), patiently);
  });

  test('a handshake that never ends is left after the time to connect', async () => {
    await using server = await startRawServer(silent);
    await using door = openDoor();
    const failure = { code: 'OUTBOUND_FAILED', reason: 'timeout-connect', requestSent: false };
    const url = server.url.replace('http:', 'https:');
    await expect(door.request({ url, limits: brisk }, soon())).rejects.toMatchObject(failure);
    await vi.waitFor(() => expect(server.open.size).toBe(0), patiently);
  });

  test('a resolver that never answers is left after the time to resolve', async () => {
    await using door = openDoor(() => Promise.withResolvers<readonly string[]>().promise);
    const failure = { code: 'OUTBOUND_FAILED', reason: 'timeout-dns', requestSent: false };
    const url = 'https://receiver.example.org/';
    await expect(door.request({ url, limits: brisk }, soon())).rejects.toMatchObject(failure);
  });

  test('the total time is the shortest where it is', async () => {
    await using server = await startRawServer(silent);
    await using door = openDoor();
    const failure = { reason: 'timeout-total', requestSent: true };
    const request = door.request({ url: server.url, limits: { totalMs: 100 } }, soon());
    await expect(request).rejects.toMatchObject(failure);
  });

  test.each(['by its caller', 'by closing the door'])('a call is ended %s', async (how) => {
    const called = Promise.withResolvers<void>();
    await using server = await startRawServer(() => called.resolve());
    const door = openDoor();
    const caller = new AbortController();
    const request = door.request({ url: server.url }, caller.signal);
    const ended = request.catch((error: unknown) => error);
    await called.promise;
    if (how === 'by its caller') caller.abort();
    await door[Symbol.asyncDispose]();
    expect(await ended).toMatchObject({ reason: 'aborted', requestSent: true });
    await vi.waitFor(() => expect(server.open.size).toBe(0), patiently);
  });
});

describe('W3 · size', () => {
  test('an endless body is cut off, and a hundred of them grow us by less than 20 MB', async () => {
    await using server = await startEndlessServer();
    await using door = openDoor();
    const tenAtOnce = () =>
      Promise.all(Array.from({ length: 10 }, () => door.request({ url: server.url }, soon())));
    await tenAtOnce();
    await tenAtOnce();
    const before = process.memoryUsage().rss;
    for (let round = 0; round < 10; round += 1) {
      const answers = await tenAtOnce();
      const cut = answers.filter((answer) => answer.truncated && answer.body.length === 16_384);
      expect(cut).toHaveLength(10);
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(20_000_000);
  });

  test.each([16_384, 16_385])('a body of %i bytes', async (length) => {
    await using server = await startRawServer((socket) =>
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n${'x'.repeat(length)}`),
    );
    await using door = openDoor();
    const answer = await door.request({ url: server.url }, soon());
    expect(answer.truncated).toBe(length > 16_384);
    expect(answer.body).toHaveLength(16_384);
  });

  test('a body that ends before its announced length says so', async () => {
    await using server = await startRawServer((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'),
    );
    await using door = openDoor();
    const answer = await door.request({ url: server.url }, soon());
    expect(answer).toMatchObject({ status: 200, truncated: true });
    expect(answer.body.toString()).toBe('half');
  });

  test.each([
    [
      'many headers',
      (socket: Socket) => socket.write(`HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(9_000)}\r\n`),
    ],
    [
      'one long header',
      (socket: Socket) => socket.write(`HTTP/1.1 200 OK\r\na: ${'b'.repeat(17_000)}\r\n\r\n`),
    ],
  ])('%s are too many', async (_what, answer) => {
    await using server = await startRawServer(answer);
    await using door = openDoor();
    const failure = { code: 'OUTBOUND_FAILED', reason: 'headers-too-large', requestSent: true };
    await expect(door.request({ url: server.url }, soon())).rejects.toMatchObject(failure);
    await vi.waitFor(() => expect(server.open.size).toBe(0), patiently);
  });
});

describe('W3 · packed bodies', () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000));

  test('are neither asked for nor unpacked unless wanted', async () => {
    await using server = await startRawServer(packed(gzipSync('hello'), 'gzip'));
    await using door = openDoor();
    const answer = await door.request({ url: server.url }, soon());
    expect(answer.body).toEqual(gzipSync('hello'));
    expect(server.received[0]).toMatch(/\r\naccept-encoding: identity\r\n/i);
  });

  test('are unpacked where wanted', async () => {
    await using server = await startRawServer(packed(gzipSync('hello'), 'GZIP'));
    await using door = openDoor();
    const answer = await door.request({ url: server.url, decompress: true }, soon());
    expect(answer.body.toString()).toBe('hello');
  });

  test.each([
    { what: 'a bomb', bytes: bomb, encoding: 'gzip', reason: 'body-too-large' },
    {
      what: 'what is not packed',
      bytes: Buffer.from('hello'),
      encoding: 'gzip',
      reason: 'body-malformed',
    },
    {
      what: 'packed twice',
      bytes: gzipSync(gzipSync('hello')),
      encoding: 'gzip, gzip',
      reason: 'encoding-unknown',
    },
    {
      what: 'too long to be read to its end',
      bytes: Buffer.alloc(300_000, 'x'),
      encoding: 'gzip',
      reason: 'body-incomplete',
    },
  ])('$what is refused', async ({ bytes, encoding, reason }) => {
    await using server = await startRawServer(packed(bytes, encoding));
    await using door = openDoor();
    const before = process.memoryUsage().rss;
    const request = door.request(
      { url: server.url, decompress: true, limits: { maxBytes: 200_000 } },
      soon(),
    );
    await expect(request).rejects.toMatchObject({
      code: 'OUTBOUND_FAILED',
      reason,
      requestSent: true,
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(20_000_000);
  });
});

describe('no answer', () => {
  test.each([
    ['hangs up', (socket: Socket) => socket.destroy(), 'connection-cut'],
    [
      'speaks something else',
      (socket: Socket) => socket.write('+OK ready\r\n\r\n'),
      'http-malformed',
    ],
  ])('a server that %s', async (_what, answer, reason) => {
    await using server = await startRawServer(answer);
    await using door = openDoor();
    const request = door.request(
      { url: server.url, method: 'POST', body: Buffer.from('{}') },
      soon(),
    );
    await expect(request).rejects.toMatchObject({
      code: 'OUTBOUND_FAILED',
      reason,
      requestSent: true,
    });
    expect(server.received).toHaveLength(1);
  });

  test('nobody listens', async () => {
    const { url } = await startRawServer(() => {}).then(async (server) => {
      await server[Symbol.asyncDispose]();
      return server;
    });
    await using door = openDoor();
    const failure = { code: 'OUTBOUND_FAILED', reason: 'connect-econnrefused', requestSent: false };
    await expect(door.request({ url }, soon())).rejects.toMatchObject(failure);
  });

  test('W2 · a name that leads to a private address is refused before a connection is made', async () => {
    await using server = await startRawServer((socket) => socket.write(ok));
    const guard = createGuard({ allow: [], resolve: loopback });
    await using door = createFetch({ guard, userAgent: 'tests' });
    const url = `https://receiver.example.org:${server.port}/`;
    await expect(door.request({ url }, soon())).rejects.toMatchObject({ code: 'OUTBOUND_REFUSED' });
    expect(server.received).toEqual([]);
  });
});

describe('W2 · TLS to the pinned address', () => {
  test('the name stays in SNI and Host, and is looked up once', async () => {
    await using server = await startTls('receiver.example.org', { trusted: true });
    const resolve = vi.fn<Resolve>(loopback);
    await using door = openDoor(resolve);
    const answer = await door.request(
      { url: `https://receiver.example.org:${server.port}/` },
      soon(),
    );
    expect(answer.body.toString()).toBe('ok');
    expect(resolve).toHaveBeenCalledTimes(1);
    expect(server.seen[0]?.servername).toBe('receiver.example.org');
    expect(server.seen[0]?.head).toContain(`host: receiver.example.org:${server.port}\r\n`);
  });

  test.each([
    ['a certificate for another name', true, 'connect-err-tls-cert-altname-invalid'],
    ['a certificate of an unknown issuer', false, 'connect-depth-zero-self-signed-cert'],
  ])('%s is refused before anything is said', async (_what, trusted, reason) => {
    await using server = await startTls('other.example.org', { trusted });
    await using door = openDoor();
    const request = door.request({ url: `https://receiver.example.org:${server.port}/` }, soon());
    await expect(request).rejects.toMatchObject({ reason, requestSent: false });
    expect(server.seen).toEqual([]);
  });
});

test('an ordinary HTTP server is understood', async () => {
  const server = createHttpServer((request, response) => {
    request.pipe(response);
  });
  const { port } = await listen(server);
  await using door = openDoor();
  const body = Buffer.from('{"a":"ü"}');
  const answer = await door.request(
    { url: `http://127.0.0.1:${port}/`, method: 'POST', body },
    soon(),
  );
  expect(answer.body).toEqual(body);
  server.close();
  await once(server, 'close');
});

/** A receiver that notes how it was called. */
async function startTls(name: string, { trusted }: { readonly trusted: boolean }) {
  const seen: { servername: TLSSocket['servername']; head: string }[] = [];
  const { key, cert } = selfSigned(name);
  const trust = trusted ? trusting(cert) : undefined;
  const sockets = new Set<TLSSocket>();
  const server = createTlsServer({ key, cert }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('data', (chunk) => {
      seen.push({ servername: socket.servername, head: chunk.toString() });
      socket.write(ok);
    });
  });
  const { port } = await listen(server);
  return {
    port,
    seen,
    async [Symbol.asyncDispose]() {
      trust?.[Symbol.dispose]();
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
