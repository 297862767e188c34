import { OutboundError } from '#src/outbound/failure.ts';
import type { GuardedFetch, OutboundAnswer } from '#src/outbound/fetch.ts';

import type { Signable, SignatureHeaders } from './sign.ts';

interface ChallengeCall {
  /** Of this call; letters, digits, `_` and `-`. */
  readonly id: string;
  readonly url: string;
  /** With every key of the endpoint that has not ended. */
  readonly sign: (call: Pick<Signable, 'id' | 'timestamp' | 'body'>) => SignatureHeaders;
  readonly endpoint: string;
  readonly challenge: string;
}

/** Asks a receiver to answer with what it is told. `arrived` never quotes what came: it may say whatever its sender likes. */
export function createChallenger({
  fetch,
  now,
}: {
  readonly fetch: GuardedFetch;
  readonly now: () => Date;
}) {
  return async function challenge(
    { id, url, sign, endpoint, challenge: wanted }: ChallengeCall,
    signal: AbortSignal,
  ): Promise<{ readonly kind: 'answered' } | { readonly kind: 'other'; readonly arrived: string }> {
    const at = now();
    const body = Buffer.from(
      JSON.stringify({
        type: 'endpoint.verification',
        timestamp: at.toISOString(),
        data: { endpoint, challenge: wanted },
      }),
    );
    const headers = {
      'content-type': 'application/json',
      ...sign({ id, timestamp: at, body }),
    };
    try {
      const answer = await fetch.request({ url, method: 'POST', headers, body }, signal);
      return isAnswered(answer, wanted)
        ? { kind: 'answered' }
        : { kind: 'other', arrived: arrivedIn(answer) };
    } catch (error) {
      if (!(error instanceof OutboundError) || error.code === 'OUTBOUND_REFUSED') throw error;
      return { kind: 'other', arrived: `no answer (${error.message})` };
    }
  };
}

/** Anywhere in the body, so that JSON and plain text both do. */
function isAnswered({ status, body }: OutboundAnswer, wanted: string): boolean {
  return isSuccess(status) && body.includes(wanted);
}

function arrivedIn({ status, body }: OutboundAnswer): string {
  if (!isSuccess(status)) return `HTTP ${status}`;
  return body.length === 0
    ? `HTTP ${status} without a body`
    : `HTTP ${status} with ${body.length} bytes that do not hold it`;
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
