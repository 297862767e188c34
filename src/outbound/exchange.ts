import { errors } from 'undici';
import type { Dispatcher } from 'undici';

import { callLimits } from '#config/outbound.ts';

import { ConnectionEnded, hangUp } from './connection.ts';
import type { Connection } from './connection.ts';
import { failed, shortCodeOf } from './failure.ts';
import type { OutboundError } from './failure.ts';
import { createHeard } from './heard.ts';
import type { Answer } from './heard.ts';
import type { Stops } from './stops.ts';

export interface Request {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
  /** The connection is closed afterwards. */
  readonly reset: boolean;
}

interface Bounds {
  readonly firstByteMs: number;
  /** By performance.now(). */
  readonly endsAt: number;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  readonly stops: Stops;
}

interface Failure {
  readonly kind: 'failure';
  readonly error: OutboundError;
  /** It ended before a byte of an answer came, as a connection may that was kept. */
  readonly unheard: boolean;
}

export type Exchanged = Answer | Failure;

/**
 * One request and its answer. It has one timer and no controller of its own, for there are thousands of these a second.
 * Unless the answer is read to its end the connection is closed.
 */
export function exchange(
  connection: Connection,
  request: Request,
  { firstByteMs, endsAt, maxBytes, signal, stops }: Bounds,
): Promise<Exchanged> {
  const { promise, resolve } = Promise.withResolvers<Exchanged>();
  const heard = createHeard(maxBytes);
  const unstop = stops.add(signal, () => end('aborted'));
  connection.meter(allowanceFor(maxBytes), () => end('headers-too-large'));
  const left = Math.max(endsAt - performance.now(), 1);
  const first = left < firstByteMs ? 'timeout-total' : 'timeout-first-byte';
  let timer = setTimeout(end, Math.min(left, firstByteMs), first);

  connection.client.dispatch({ ...request, path: connection.path }, {
    onRequestStart() {},
    onResponseStarted: heard.begin,
    onResponseStart(_controller, status, headers) {
      if (status < 200) {
        if (heard.interim() > callLimits.mostInterim) end('http-malformed');
        return;
      }
      heard.head(status, headers);
      clearTimeout(timer);
      timer = setTimeout(end, Math.max(endsAt - performance.now(), 1), 'timeout-total');
    },
    onResponseData(_controller, chunk) {
      if (!heard.body(chunk)) end('body-too-long');
    },
    onResponseEnd() {
      settle(heard.answer(false));
    },
    onResponseError(_controller, error) {
      end(reasonOf(error), error);
    },
  } satisfies Dispatcher.DispatchHandler);
  return promise;

  /** Once the status is known it is worth more to the caller than the reason why the rest is missing. */
  function end(reason: string, cause?: Error) {
    const unheard = !heard.hasBegun() && reason === 'connection-cut';
    settle(heard.answer(true) ?? { kind: 'failure', error: errorOf(reason, cause), unheard });
    hangUp(connection);
  }

  function settle(outcome: Exchanged | undefined) {
    clearTimeout(timer);
    unstop();
    if (outcome) resolve(outcome);
  }
}

/** Whoever reads much reads many lines. */
function allowanceFor(maxBytes: number) {
  const bytes = callLimits.overheadBytes + 4 * maxBytes;
  return { bytes, lines: maxBytes > callLimits.maxBytes ? Infinity : callLimits.mostLines };
}

/** Codes only, for messages may carry what the other side sent. */
function reasonOf(error: Error): string {
  if (shortCodeOf(error) === 'und-err-headers-overflow') return 'headers-too-large';
  return error instanceof errors.HTTPParserError ? 'http-malformed' : 'connection-cut';
}

const advices: Readonly<Record<string, string>> = {
  aborted: 'the caller was told to stop',
  'timeout-first-byte': 'the other side took longer than allowed',
  'timeout-total': 'the other side took longer than allowed',
};

function errorOf(reason: string, cause: Error | undefined): OutboundError {
  const requestSent = !(cause instanceof ConnectionEnded);
  // A parser's error carries the bytes that the other side sent, and a log would print them.
  const quiet = cause instanceof errors.HTTPParserError ? undefined : cause;
  return failed(reason, advices[reason] ?? 'no answer came', { requestSent, cause: quiet });
}
