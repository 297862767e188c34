import { errors } from 'undici';

import { acceptedEncodings, readAtMost, unpack } from './body.ts';
import { connect, createHttpClient } from './connection.ts';
import { shortCodeOf, failed, OutboundError } from './failure.ts';
import type { Guard } from './guard.ts';
import { limitTime, untilAborted } from './wait.ts';

interface Limits {
  readonly dnsMs: number;
  readonly connectMs: number;
  /** From the request to the end of the answer's headers. */
  readonly firstByteMs: number;
  /** Everything, from the look-up to the last byte read. */
  readonly totalMs: number;
  /** Of the body, as received and as unpacked. What is longer is cut off and the connection closed. */
  readonly maxBytes: number;
}

const defaultLimits: Limits = {
  dnsMs: 3_000,
  connectMs: 5_000,
  firstByteMs: 10_000,
  totalMs: 20_000,
  maxBytes: 16_384,
};

interface OutboundCall {
  readonly url: string;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** Offers compression and unpacks what comes. Without it the bytes are handed on as they are. */
  readonly decompress?: boolean;
  readonly limits?: Partial<Limits>;
}

/** Whatever the other side said, redirects included: they are never followed. */
export interface OutboundAnswer {
  readonly status: number;
  /** Names in lower case; repeated ones joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The body goes on: it was too long, or the time or the connection ended first. */
  readonly truncated: boolean;
}

export interface GuardedFetch {
  /** Rejects with an OutboundError: OUTBOUND_REFUSED (we will not go there) or OUTBOUND_FAILED (no answer). */
  readonly request: (call: OutboundCall, signal: AbortSignal) => Promise<OutboundAnswer>;
}

interface Door {
  readonly guard: Guard;
  /** Who is calling, with an address where the called can ask. */
  readonly userAgent: string;
}

/** The one way out of the house. Keeps no cookies, asks no proxy, holds no connection. Disposing ends what is under way. */
export function createFetch(door: Door): GuardedFetch & AsyncDisposable {
  const closing = new AbortController();
  const underWay = new Set<Promise<OutboundAnswer>>();

  return {
    async request(call, signal) {
      const answer = perform(door, call, AbortSignal.any([signal, closing.signal]));
      underWay.add(answer);
      try {
        return await answer;
      } finally {
        underWay.delete(answer);
      }
    },

    async [Symbol.asyncDispose]() {
      closing.abort();
      await Promise.allSettled(underWay);
    },
  };
}

async function perform(
  door: Door,
  call: OutboundCall,
  caller: AbortSignal,
): Promise<OutboundAnswer> {
  const limits = { ...defaultLimits, ...call.limits };
  const url = door.guard.checkUrl(call.url);
  using total = limitTime(limits.totalMs, caller);
  const time = { caller, total: total.signal };

  const { address } = await within({ ...time, phase: 'dns', ms: limits.dnsMs }, (signal) =>
    door.guard.pinnedAddress(url, signal),
  );
  await using owned = new AsyncDisposableStack();
  const socket = await within({ ...time, phase: 'connect', ms: limits.connectMs }, (signal) =>
    connect({ url, address }, signal),
  );
  owned.defer(() => void socket.destroy());
  const client = createHttpClient(url, socket);
  owned.defer(() => client.destroy());

  const answer = await within({ ...time, phase: 'first-byte', ms: limits.firstByteMs }, () =>
    client.request({ ...requestOf(url, call, door.userAgent), signal: total.signal }),
  );
  const headers = flatten(answer.headers);
  const read = await readAtMost(answer.body, limits.maxBytes);
  const encoding = call.decompress ? (headers['content-encoding'] ?? 'identity') : 'identity';
  const { bytes, truncated } = await unpack(read, encoding.toLowerCase(), limits.maxBytes);
  return { status: answer.statusCode, headers, body: bytes, truncated };
}

function requestOf(url: URL, call: OutboundCall, userAgent: string) {
  return {
    path: `${url.pathname}${url.search}`,
    method: call.method ?? 'GET',
    headers: {
      'user-agent': userAgent,
      'accept-encoding': call.decompress ? acceptedEncodings : 'identity',
      ...call.headers,
    },
    body: call.body ?? null,
    reset: true,
  };
}

function flatten(headers: Readonly<Record<string, string | string[] | undefined>>) {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value = '']) => [name, [value].flat().join(', ')]),
  );
}

interface Phase {
  readonly phase: 'dns' | 'connect' | 'first-byte';
  readonly ms: number;
  readonly caller: AbortSignal;
  readonly total: AbortSignal;
}

async function within<T>(phase: Phase, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  using limit = limitTime(phase.ms, phase.total);
  const { signal } = limit;
  try {
    return await untilAborted(signal, () => work(signal));
  } catch (cause) {
    const requestSent = phase.phase === 'first-byte';
    if (signal.aborted) throw interrupted(phase, { requestSent, cause });
    if (cause instanceof OutboundError) throw cause;
    throw failed(reasonOf(phase, cause), 'no answer came', { requestSent, cause: quiet(cause) });
  }
}

function interrupted(
  { phase, caller, total }: Phase,
  circumstances: { requestSent: boolean; cause: unknown },
) {
  if (caller.aborted) return failed('aborted', 'the caller was told to stop', circumstances);
  const over = total.aborted ? 'total' : phase;
  return failed(`timeout-${over}`, `the other side took longer than allowed`, circumstances);
}

/** `connect-econnrefused`, `connect-cert-has-expired`: codes only, for messages may carry what the other side sent. */
function reasonOf({ phase }: Phase, cause: unknown): string {
  const code = shortCodeOf(cause) ?? 'failed';
  if (phase !== 'first-byte') return `${phase}-${code}`;
  if (code === 'und-err-headers-overflow') return 'headers-too-large';
  return cause instanceof errors.HTTPParserError ? 'http-malformed' : 'connection-cut';
}

/** These two carry what the other side sent, its bytes or its certificate, and a log would print it. */
function quiet(cause: unknown): unknown {
  const talkative =
    cause instanceof errors.HTTPParserError ||
    shortCodeOf(cause) === 'err-tls-cert-altname-invalid';
  return talkative ? undefined : cause;
}
