import { AppError, codeOf } from '#src/errors.ts';

interface Circumstances extends ErrorOptions {
  readonly requestSent?: boolean;
}

/** Why nothing usable came back from the outside. `reason` is a short code such as `timeout-first-byte`, fit for logs and rows. */
export class OutboundError extends AppError {
  readonly reason: string;
  /** The other side may have acted on it: the request was on its way when this happened. */
  readonly requestSent: boolean;

  constructor(
    code: 'OUTBOUND_REFUSED' | 'OUTBOUND_FAILED',
    { reason, advice, ...circumstances }: Circumstances & { reason: string; advice: string },
  ) {
    super(code, `${reason}: ${advice}`, circumstances);
    this.reason = reason;
    this.requestSent = circumstances.requestSent ?? false;
  }
}

/** We will not go there. Trying again helps only if the address or its DNS changes. */
export function refused(reason: string, advice: string): OutboundError {
  return new OutboundError('OUTBOUND_REFUSED', { reason, advice });
}

/** We tried, or would have; another time it may work. */
export function failed(
  reason: string,
  advice: string,
  circumstances: Circumstances = {},
): OutboundError {
  return new OutboundError('OUTBOUND_FAILED', { reason, advice, ...circumstances });
}

/** `ECONNREFUSED` → `econnrefused`; undefined for anything that has no such code. */
export function shortCodeOf(cause: unknown): string | undefined {
  const code = codeOf(cause);
  return /^[A-Z][A-Z0-9_]{1,49}$/.test(code) ? code.toLowerCase().replaceAll('_', '-') : undefined;
}
