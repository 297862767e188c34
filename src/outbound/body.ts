import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';

import { failed } from './failure.ts';

export interface Body {
  readonly bytes: Buffer;
  /** More was to come: it was longer than allowed, or the connection or the time ended first. */
  readonly truncated: boolean;
}

const decoders = new Map([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);

export const acceptedEncodings = 'gzip, br, deflate';

/** Unpacks into at most `maxBytes`, however small the packed form. Rejects with OUTBOUND_FAILED. */
export async function unpack(body: Body, encoding: string, maxBytes: number): Promise<Body> {
  if (encoding === 'identity' || body.bytes.length === 0) return body;
  const decode = decoders.get(encoding);
  if (!decode) throw answerFailed('encoding-unknown', `expected one of ${acceptedEncodings}`);
  if (body.truncated) throw answerFailed('body-incomplete', 'half a packed body cannot be read');
  const bytes = await decode(body.bytes, { maxOutputLength: maxBytes }).catch((cause: unknown) => {
    const tooLarge =
      cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE';
    if (tooLarge) throw answerFailed('body-too-large', `expected at most ${maxBytes} bytes`, cause);
    throw answerFailed('body-malformed', `expected a body packed with ${encoding}`, cause);
  });
  return { bytes, truncated: false };
}

function answerFailed(reason: string, advice: string, cause?: unknown) {
  return failed(reason, advice, { requestSent: true, cause });
}
