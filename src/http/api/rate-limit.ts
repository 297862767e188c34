import { createHash } from 'node:crypto';

import type { FastifyReply, FastifyRequest } from 'fastify';

import { limits } from '#config/limits.ts';
import { AppError } from '#src/errors.ts';
import type { Origin } from '#src/http/network.ts';

const { windowSeconds, officersTimes, strangersShare, sharedTimes, mostKept } = limits.api;

export interface RateLimitNeeds {
  /** Nothing is limited when left out. */
  readonly rateLimit?: { readonly perMinute: number; readonly originOf: (ip: string) => Origin };
  readonly now: () => Date;
}

/** Counts a request, says in the answer's headers how many are left, and throws RATE_LIMITED when none was. */
export type Limit = (request: FastifyRequest, reply: FastifyReply) => void;

declare module 'fastify' {
  interface FastifyContextConfig {
    isNeverLimited?: true;
  }
}

/** For routes on which people's safety may hang: they are let through however much was asked before. */
export function neverLimited<const Options extends { readonly config: object }>(options: Options) {
  return { ...options, config: { ...options.config, isNeverLimited: true as const } };
}

/** Of tokens each by itself, of strangers by their network. Headers as in draft-ietf-httpapi-ratelimit-headers. */
export function createLimit({ rateLimit, now }: RateLimitNeeds): Limit {
  if (rateLimit === undefined) return () => {};
  const { perMinute, originOf } = rateLimit;
  const take = createWindows({ windowMs: windowSeconds * 1_000, mostKept });
  return (request, reply) => {
    if (request.routeOptions.config.isNeverLimited === true) return;
    const share = shareOf(request, { perMinute, originOf });
    if (share === undefined) return;
    const { name, key, most } = share;
    const { taken, endsInMs } = take(`${name}:${key}`, now().getTime());
    const seconds = Math.max(1, Math.ceil(endsInMs / 1_000));
    reply.header('ratelimit-policy', `"${name}";q=${most};w=${windowSeconds}`);
    reply.header('ratelimit', `"${name}";r=${Math.max(0, most - taken)};t=${seconds}`);
    if (taken <= most) return;
    reply.header('retry-after', String(seconds));
    throw new AppError(
      'RATE_LIMITED',
      `Expected at most ${most} requests in ${windowSeconds} seconds, arrived more: send it again in ${seconds} seconds`,
    );
  };
}

interface Share {
  readonly name: 'officer' | 'token' | 'network';
  readonly key: string;
  readonly most: number;
}

/** Undefined where nothing is known of who asks: one bucket for all of them would let one stranger shut out the others. */
function shareOf(
  { caller, headers, ip }: FastifyRequest,
  { perMinute, originOf }: NonNullable<RateLimitNeeds['rateLimit']>,
): Share | undefined {
  if (caller !== undefined) {
    const key = createHash('sha256')
      .update(headers.authorization ?? '')
      .digest('base64url');
    return caller.kind === 'officer'
      ? { name: 'officer', key, most: perMinute * officersTimes }
      : { name: 'token', key, most: perMinute };
  }
  const { network, isShared } = originOf(ip);
  if (network === undefined) return undefined;
  const most = Math.ceil(perMinute * strangersShare) * (isShared ? sharedTimes : 1);
  return { name: 'network', key: network, most };
}

interface Window {
  readonly endsAt: number;
  taken: number;
}

/**
 * A window begins with the first request of somebody who has none. No more than `mostKept` are kept: the one that began
 * first goes first.
 *
 * @internal exported for its tests
 */
export function createWindows({
  windowMs,
  mostKept: most,
}: {
  readonly windowMs: number;
  readonly mostKept: number;
}) {
  const windows = new Map<string, Window>();
  const take = (key: string, at: number) => {
    const window = windowOf(key, at);
    window.taken += 1;
    return { taken: window.taken, endsInMs: window.endsAt - at, kept: windows.size };
  };
  return take;

  function windowOf(key: string, at: number): Window {
    const current = windows.get(key);
    if (current !== undefined && isOpen(current, at)) return current;
    windows.delete(key); // so that the map is in the order in which windows began
    dropEnded(at);
    const fresh = { endsAt: at + windowMs, taken: 0 };
    windows.set(key, fresh);
    return fresh;
  }

  function dropEnded(at: number): void {
    for (const [key, window] of windows) {
      if (windows.size < most && isOpen(window, at)) return;
      windows.delete(key);
    }
  }

  /** A clock that was set back must shut nobody out for longer than a window. */
  function isOpen({ endsAt }: Window, at: number): boolean {
    return at < endsAt && endsAt - at <= windowMs;
  }
}
