import { connect } from './connection.ts';
import type { Connection } from './connection.ts';
import { OutboundError, failed, shortCodeOf } from './failure.ts';
import type { Guard } from './guard.ts';
import type { Limits } from './limits.ts';
import { limitTime, untilAborted } from './wait.ts';

interface Time {
  readonly limits: Limits;
  /** By performance.now(). */
  readonly endsAt: number;
  readonly signal: AbortSignal;
}

/** Checks the address, looks it up once and connects to what was found. Rejects with an OutboundError. */
export async function open(
  guard: Guard,
  text: string,
  { limits, endsAt, signal }: Time,
): Promise<Connection> {
  const url = guard.checkUrl(text);
  using total = limitTime(endsAt - performance.now(), signal);
  const time = { caller: signal, total: total.signal };
  const { address } = await within({ ...time, phase: 'dns', ms: limits.dnsMs }, (until) =>
    guard.pinnedAddress(url, until),
  );
  return within({ ...time, phase: 'connect', ms: limits.connectMs }, (until) =>
    connect({ url, address }, until),
  );
}

interface Phase {
  readonly phase: 'dns' | 'connect';
  readonly ms: number;
  readonly caller: AbortSignal;
  readonly total: AbortSignal;
}

async function within<T>(phase: Phase, work: (until: AbortSignal) => Promise<T>): Promise<T> {
  using limit = limitTime(phase.ms, phase.total);
  const { signal } = limit;
  try {
    return await untilAborted(signal, () => work(signal));
  } catch (cause) {
    if (signal.aborted) throw interrupted(phase, cause);
    if (cause instanceof OutboundError) throw cause;
    const reason = `${phase.phase}-${shortCodeOf(cause) ?? 'failed'}`;
    throw failed(reason, 'no answer came', { cause: quiet(cause) });
  }
}

function interrupted({ phase, caller, total }: Phase, cause: unknown): OutboundError {
  if (caller.aborted) return failed('aborted', 'the caller was told to stop', { cause });
  const over = total.aborted ? 'total' : phase;
  return failed(`timeout-${over}`, 'the other side took longer than allowed', { cause });
}

/** This one carries the other side's certificate, and a log would print it. */
function quiet(cause: unknown): unknown {
  return shortCodeOf(cause) === 'err-tls-cert-altname-invalid' ? undefined : cause;
}
