import type { IncomingHttpHeaders } from 'node:http';

import { acceptedEncodings, unpack } from './body.ts';
import { hangUp } from './connection.ts';
import type { Connection } from './connection.ts';
import { exchange } from './exchange.ts';
import type { Exchanged } from './exchange.ts';
import type { Guard } from './guard.ts';
import { limitsOf } from './limits.ts';
import type { Limits } from './limits.ts';
import { open } from './open.ts';
import { createSpares } from './spares.ts';
import { createStops } from './stops.ts';

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
  /**
   * Connections stay open some seconds for the next call to the same address. Only for calls that may be made again: on a
   * kept connection the other side's closing and our request can cross, and then the call is made once more on a new one.
   */
  readonly keep?: { readonly most: number; readonly ageMs: number };
}

/** The one way out of the house. Keeps no cookies, asks no proxy. Disposing ends what is under way. */
export function createFetch(door: Door): GuardedFetch & AsyncDisposable {
  const closing = new AbortController();
  const stops = createStops();
  const spares = door.keep && createSpares(door.keep);
  const underWay = new Set<Promise<OutboundAnswer>>();

  return {
    async request(call, signal) {
      const answer = perform(call, signal);
      underWay.add(answer);
      try {
        return await answer;
      } finally {
        underWay.delete(answer);
      }
    },

    async [Symbol.asyncDispose]() {
      closing.abort();
      stops.stopAll();
      await Promise.allSettled(underWay);
      spares?.[Symbol.dispose]();
    },
  };

  async function perform(call: OutboundCall, signal: AbortSignal): Promise<OutboundAnswer> {
    const limits = limitsOf(call.limits);
    const endsAt = performance.now() + limits.totalMs;
    const request = requestOf(call, door.userAgent, spares === undefined);
    const ask = (connection: Connection) =>
      exchange(connection, request, { ...limits, endsAt, signal, stops });

    const kept = spares?.take(call.url);
    const first = kept && (await ask(kept));
    if (first && !(first.kind === 'failure' && first.unheard)) return finish(call, kept, first);
    const either = AbortSignal.any([signal, closing.signal]);
    const fresh = await open(door.guard, call.url, { limits, endsAt, signal: either }).catch(
      (error: unknown) => {
        // Nobody knows whether the first one was acted on, and that must be said.
        throw first?.error.requestSent ? first.error : error;
      },
    );
    return finish(call, fresh, await ask(fresh));
  }

  async function finish(
    { url, decompress, limits }: OutboundCall,
    connection: Connection,
    exchanged: Exchanged,
  ): Promise<OutboundAnswer> {
    if (exchanged.kind === 'failure') throw exchanged.error;
    const { status, body, truncated } = exchanged;
    if (spares && !truncated) spares.put(url, connection);
    else hangUp(connection);
    const headers = flatten(exchanged.headers);
    if (!decompress) return { status, headers, body, truncated };
    const encoding = headers['content-encoding'] ?? 'identity';
    const unpacked = await unpack(
      { bytes: body, truncated },
      encoding.toLowerCase(),
      limitsOf(limits).maxBytes,
    );
    return { status, headers, body: unpacked.bytes, truncated: unpacked.truncated };
  }
}

function requestOf(call: OutboundCall, userAgent: string, reset: boolean) {
  return {
    method: call.method ?? 'GET',
    headers: {
      'user-agent': userAgent,
      'accept-encoding': call.decompress ? acceptedEncodings : 'identity',
      ...call.headers,
    },
    body: call.body ?? null,
    reset,
  };
}

function flatten(headers: IncomingHttpHeaders): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name] ?? '';
    flat[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return flat;
}
