import { setTimeout as sleep } from 'node:timers/promises';

import { manners as figures } from '#config/manners.ts';
import { OutboundError } from '#src/outbound/failure.ts';
import type { GuardedFetch, OutboundAnswer } from '#src/outbound/fetch.ts';
import { untilAborted } from '#src/outbound/wait.ts';
import { unreachable, unreadable } from '#src/sources/refusal.ts';

import { isRedirect, nextHop } from './redirect.ts';
import { retryAfterSeconds } from './retry-after.ts';

interface Call {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** After this request, before the next to the same host. */
  readonly pauseMs?: number | undefined;
}

export interface Fetched {
  readonly answer: OutboundAnswer;
  /** Where it was found in the end. */
  readonly url: string;
  readonly tookMs: number;
}

/** Asks politely: one request in flight per host whichever source wants it, pauses, and silence where silence is asked for. */
export interface Manners {
  /** Whatever the host answers but redirects and "not now". Throws SOURCE_UNREACHABLE or SOURCE_UNREADABLE. */
  readonly get: (call: Call, signal: AbortSignal) => Promise<Fetched>;
}

interface Needs {
  readonly fetch: GuardedFetch['request'];
  readonly now: () => Date;
  readonly pauseMs?: number;
}

interface Host {
  /** Resolves when nobody is speaking with it. */
  free: Promise<unknown>;
  /** It asked us to come back then. */
  closedUntil: number;
}

/** For one process: another one asks other sources meanwhile, and the lease keeps it from asking the same. */
export function createManners({ fetch, now, pauseMs = figures.pauseMs }: Needs): Manners {
  const hosts = new Map<string, Host>();

  return {
    async get(call, signal) {
      const begun = now().getTime();
      let { url } = call;
      for (let hops = 0; hops <= figures.mostHops; hops += 1) {
        const answer = await inTurn({ ...call, url }, signal);
        if (!isRedirect(answer)) return { answer, url, tookMs: now().getTime() - begun };
        url = nextHop(url, answer);
      }
      throw unreadable(`expected a document, got more than ${figures.mostHops} redirects`);
    },
  };

  async function inTurn(call: Call, signal: AbortSignal): Promise<OutboundAnswer> {
    const host = hostOf(call.url);
    const before = host.free;
    const over = Promise.withResolvers<void>();
    host.free = over.promise;
    try {
      await untilAborted(signal, () => before);
      return await askNow(host, call, signal);
    } catch (cause) {
      throw refusalOf(cause);
    } finally {
      const pause = sleep(call.pauseMs ?? pauseMs);
      void Promise.all([before, pause]).then(() => over.resolve()); // also who gave up waiting lets nobody past
    }
  }

  async function askNow(host: Host, call: Call, signal: AbortSignal): Promise<OutboundAnswer> {
    requireOpen(host);
    const { url, headers = {} } = call;
    const limits = { maxBytes: figures.largestDocument };
    const answer = await fetch({ url, headers, decompress: true, limits }, signal);
    const waitSeconds = retryAfterSeconds(answer, now());
    if (waitSeconds === undefined) return answer;
    host.closedUntil = now().getTime() + waitSeconds * 1000;
    throw unreachable(`expected HTTP 200, got ${answer.status}: come back in ${waitSeconds} s`, {
      waitSeconds,
    });
  }

  function requireOpen({ closedUntil }: Host): void {
    const waitSeconds = Math.ceil((closedUntil - now().getTime()) / 1000);
    if (waitSeconds <= 0) return;
    throw unreachable(`the host asked to be left alone for another ${waitSeconds} s`, {
      waitSeconds,
    });
  }

  function hostOf(url: string): Host {
    const name = URL.parse(url)?.host ?? '';
    const known = hosts.get(name) ?? { free: Promise.resolve(), closedUntil: 0 };
    hosts.set(name, known);
    return known;
  }
}

/** Packed or endless bodies are the document's fault; everything else is the way there. */
function refusalOf(cause: unknown): Error {
  if (!(cause instanceof OutboundError)) {
    return cause instanceof Error && 'code' in cause && cause.code === 'SOURCE_UNREACHABLE'
      ? cause
      : unreachable('expected an answer, was told to stop', { cause });
  }
  const { reason, code } = cause;
  if (reason.startsWith('body-') || reason === 'encoding-unknown')
    return unreadable(`expected a document, got a body that cannot be unpacked (${reason})`, {
      cause,
    });
  const asked =
    code === 'OUTBOUND_REFUSED'
      ? 'expected an address that may be asked'
      : 'expected an answer, got none';
  return unreachable(`${asked} (${reason})`, { cause });
}
