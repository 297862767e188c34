import type { Socket } from 'node:net';

import { describe, expect, test, vi } from 'vitest';

import { callLimits, keptConnections } from '#config/outbound.ts';
import type { Resolve } from '#src/outbound/dns.ts';
import { createFetch } from '#src/outbound/fetch.ts';
import { createGuard } from '#src/outbound/guard.ts';
import { patiently } from '#tests/support/patiently.ts';
import { startRawServer } from '#tests/support/raw-server.ts';
import { startTalkingServer } from '#tests/support/talking-server.ts';

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const soon = () => AbortSignal.timeout(60_000);
const body = Buffer.from('{}');

function openDoor({ keep = keptConnections, resolve = async () => ['127.0.0.1'] }: Door = {}) {
  const guard = createGuard({ allow: ['127.0.0.0/8'], resolve });
  return createFetch({ guard, userAgent: 'tests', keep });
}

interface Door {
  readonly keep?: { readonly most: number; readonly ageMs: number };
  readonly resolve?: Resolve;
}

const post = (door: ReturnType<typeof openDoor>, url: string) =>
  door.request({ url, method: 'POST', body }, soon());

describe('a kept connection', () => {
  test('carries the next call to the same address, without a second look-up', async () => {
    await using server = await startTalkingServer(() => ok);
    const resolve = vi.fn<Resolve>(async () => ['127.0.0.1']);
    await using door = openDoor({ resolve });
    const url = `http://receiver.example.org:${server.port}/hook`;
    for (let times = 0; times < 5; times += 1) expect((await post(door, url)).status).toBe(200);
    expect(server.connections).toEqual([5]);
    expect(resolve).toHaveBeenCalledTimes(1);
  });

  test('is not shared with another receiver at the same host', async () => {
    await using server = await startTalkingServer(() => ok);
    await using door = openDoor();
    await post(door, `${server.url}one`);
    await post(door, `${server.url}two`);
    expect(server.connections).toEqual([1, 1]);
  });

  test('is one for each call that is under way at once, and one is left', async () => {
    await using server = await startTalkingServer(() => ok);
    await using door = openDoor();
    await Promise.all([post(door, server.url), post(door, server.url), post(door, server.url)]);
    await vi.waitFor(() => expect(server.open.size).toBe(1), patiently);
  });

  test.each([
    ['says that it closes', 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok'],
    ['speaks HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok'],
    [
      'keeps it for less than we need to ask',
      'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 2\r\n\r\nok',
    ],
    ['says more than its answer', `${ok}HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged`],
    ['says too much', `HTTP/1.1 200 OK\r\nContent-Length: 20000\r\n\r\n${'x'.repeat(20_000)}`],
  ])('is not kept to a receiver that %s', async (_what, answer) => {
    await using server = await startTalkingServer(() => answer);
    await using door = openDoor();
    await post(door, server.url);
    await vi.waitFor(() => expect(server.open.size).toBe(0), patiently);
    expect((await post(door, server.url)).body.toString()).not.toContain('forged');
    expect(server.connections).toEqual([1, 1]);
  });

  test('of an answer that is forged afterwards is not used again', async () => {
    await using server = await startTalkingServer((socket) => {
      setImmediate(() => socket.write('HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n'));
      return ok;
    });
    await using door = openDoor();
    await post(door, server.url);
    await vi.waitFor(() => expect(server.open.size).toBe(0), patiently);
    expect((await post(door, server.url)).status).toBe(200);
  });

  test('is not used beyond its age, so that a name that moved is followed', async () => {
    await using server = await startTalkingServer(() => ok);
    const resolve = vi.fn<Resolve>(async () => ['127.0.0.1']);
    await using door = openDoor({ resolve, keep: { most: 10, ageMs: -1 } });
    const url = `http://receiver.example.org:${server.port}/`;
    await post(door, url);
    await post(door, url);
    expect(resolve).toHaveBeenCalledTimes(2);
  });

  test('that was idle longest is closed when there are too many', async () => {
    await using server = await startTalkingServer(() => ok);
    await using door = openDoor({ keep: { most: 2, ageMs: 60_000 } });
    for (const name of ['one', 'two', 'three']) await post(door, `${server.url}${name}`);
    await vi.waitFor(() => expect(server.open.size).toBe(2), patiently);
    await post(door, `${server.url}three`);
    expect(server.connections).toEqual([1, 1, 2]);
    await post(door, `${server.url}one`);
    expect(server.connections).toEqual([1, 1, 2, 1]);
  });

  test('ends with the door', async () => {
    await using server = await startTalkingServer(() => ok);
    const door = openDoor();
    await post(door, server.url);
    await door[Symbol.asyncDispose]();
    await vi.waitFor(() => expect(server.open.size).toBe(0), patiently);
    await expect(post(door, server.url)).rejects.toMatchObject({ reason: 'aborted' });
  });

  test('W3 · is held idle for ten seconds at most, by ours and not by the receiver’s word', () => {
    expect(keptConnections.idleMs).toBeLessThanOrEqual(10_000);
  });
});

describe('a kept connection that had ended', () => {
  test.each(['end', 'resetAndDestroy'] as const)(
    'before a byte of an answer (%s) has the call made once more, on a new one',
    async (how) => {
      await using server = await startTalkingServer(closing(how));
      await using door = openDoor();
      await post(door, server.url);
      expect((await post(door, server.url)).status).toBe(200);
      expect(server.connections).toEqual([2, 1]);
    },
  );

  test('once more, not for ever', async () => {
    await using server = await startTalkingServer((socket, nth) => {
      if (server.connections.length === 1 && nth === 1) return ok;
      socket.destroy();
      return '';
    });
    await using door = openDoor();
    await post(door, server.url);
    const failure = { reason: 'connection-cut', requestSent: true };
    await expect(post(door, server.url)).rejects.toMatchObject(failure);
    expect(server.connections).toEqual([2, 1]);
  });

  test('after a byte of an answer is a failure, for that was an answer', async () => {
    await using server = await startTalkingServer((socket, nth) => {
      if (nth === 1) return ok;
      socket.end('HTTP/1.1 2');
      return '';
    });
    await using door = openDoor();
    await post(door, server.url);
    await expect(post(door, server.url)).rejects.toMatchObject({ requestSent: true });
    expect(server.connections).toEqual([2]);
  });

  test('and whose receiver is gone leaves it open whether the call was taken', async () => {
    const server = await startTalkingServer((socket, nth) => {
      if (nth === 1) return ok;
      void server[Symbol.asyncDispose]();
      return '';
    });
    await using door = openDoor();
    await post(door, server.url);
    await expect(post(door, server.url)).rejects.toMatchObject({ requestSent: true });
  });

  test('W3 · and then hangs takes no longer than one call may', async () => {
    await using server = await startTalkingServer((_socket, nth) => (nth === 1 ? ok : ''));
    await using door = openDoor();
    await post(door, server.url);
    const limits = { firstByteMs: 100 };
    const request = door.request({ url: server.url, method: 'POST', body, limits }, soon());
    await expect(request).rejects.toMatchObject({ reason: 'timeout-first-byte' });
    expect(server.connections).toEqual([2]);
  });

  test('W2 · is not replaced by one to where the name leads by now, when that is inside', async () => {
    await using server = await startTalkingServer(closing('end'));
    const answers = [['127.0.0.1'], ['10.0.0.5']];
    const resolve = vi.fn<Resolve>(async () => answers.shift() ?? []);
    await using door = openDoor({ resolve });
    const url = `http://receiver.example.org:${server.port}/`;
    await post(door, url);
    await expect(post(door, url)).rejects.toMatchObject({ code: 'OUTBOUND_FAILED' });
    expect(resolve).toHaveBeenCalledTimes(2);
    await expect(post(door, url)).rejects.toMatchObject({ reason: 'dns-empty' });
    expect(server.connections).toEqual([2]);
  });
});

test('a connection that is not kept ends after its answer', async () => {
  await using server = await startRawServer((socket) => socket.write(ok));
  const guard = createGuard({ allow: ['127.0.0.0/8'] });
  await using door = createFetch({ guard, userAgent: 'tests' });
  await door.request({ url: server.url }, soon());
  expect(server.received[0]).toMatch(/\r\nconnection: close\r\n/i);
  await vi.waitFor(() => expect(server.open.size).toBe(0), patiently);
});

test('W3 · the limits of every call', () => {
  expect(callLimits).toMatchObject({
    dnsMs: 3_000,
    connectMs: 5_000,
    firstByteMs: 10_000,
    totalMs: 20_000,
    maxBytes: 16_384,
    maxHeaderBytes: 16_384,
  });
});

/** Serves so many requests, then ends each connection before a byte of an answer. */
function closing(how: 'end' | 'resetAndDestroy', served = 1) {
  return (socket: Socket, nth: number) => {
    if (nth <= served) return ok;
    socket[how]();
    return '';
  };
}
