import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto';
import type { KeyObject } from 'node:crypto';

import { AppError } from '#src/errors.ts';

type Scheme = 'v1' | 'v1a';

/** A key made ready once, for reading one costs more than signing with it. */
export interface PreparedKey {
  readonly scheme: Scheme;
  readonly sign: (content: Buffer) => Buffer;
  /** The same; what is slow of it is done on another thread. The content may change once this returns. */
  readonly signAside: (content: Buffer) => Promise<Buffer>;
}

/** Tells whether a signature is of the key that it was made from. */
export interface Verifier {
  readonly scheme: Scheme;
  readonly isSignature: (content: Buffer, signature: Buffer) => boolean;
}

/** Reads `whsec_…` or `whsk_…`. Throws INPUT_INVALID for what receivers would not take. */
export function prepareKey(written: string): PreparedKey {
  if (written.startsWith('whsk_')) {
    const key = privateKeyOf(bytesOf(written));
    return {
      scheme: 'v1a',
      sign: (content) => sign(null, content, key),
      signAside: (content) => signOnPool(content, key),
    };
  }
  const secret = sharedSecretOf(written);
  const signNow = (content: Buffer) => hmac(secret, content);
  return {
    scheme: 'v1',
    sign: signNow,
    signAside: (content) => Promise.resolve(signNow(content)),
  };
}

/** Reads `whsec_…`, `whpk_…`, or `whsk_…` for its other half. */
export function prepareVerifier(written: string): Verifier {
  if (!/^wh[ps]k_/.test(written)) {
    const secret = sharedSecretOf(written);
    return {
      scheme: 'v1',
      isSignature: (content, signature) => areEqual(hmac(secret, content), signature),
    };
  }
  const bytes = bytesOf(written);
  const key = written.startsWith('whsk_')
    ? createPublicKey(privateKeyOf(bytes))
    : publicKeyOf(bytes);
  return {
    scheme: 'v1a',
    isSignature: (content, signature) => verify(null, content, key, signature),
  };
}

/** Node copies what is signed before it hands it to a thread of its pool. */
function signOnPool(content: Buffer, key: KeyObject): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  sign(null, content, key, (error, signature) => (error ? reject(error) : resolve(signature)));
  return promise;
}

function hmac(secret: Buffer, content: Buffer): Buffer {
  return createHmac('sha256', secret).update(content).digest();
}

function areEqual(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

function sharedSecretOf(written: string): Buffer {
  const bytes = bytesOf(written);
  if (written.startsWith('whsec_') && bytes.length >= 24 && bytes.length <= 64) return bytes;
  throw invalid('expected a secret of whsec_ and 24 to 64 bytes in base64');
}

/** What RFC 8410 puts before the 32 bytes of a private and of a public key. */
const beforeSeed = Buffer.from('302e020100300506032b657004220420', 'hex');
const beforePoint = Buffer.from('302a300506032b6570032100', 'hex');

/** Other libraries write the public half behind the seed. */
function privateKeyOf(bytes: Buffer): KeyObject {
  if (bytes.length !== 32 && bytes.length !== 64) {
    throw invalid('expected a private key of whsk_ and 32 bytes in base64');
  }
  const der = Buffer.concat([beforeSeed, bytes.subarray(0, 32)]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  if (bytes.length === 32 || publicBytesOf(key).equals(bytes.subarray(32))) return key;
  throw invalid('expected behind the seed the public key that belongs to it');
}

function publicKeyOf(bytes: Buffer): KeyObject {
  if (bytes.length !== 32) throw invalid('expected a public key of whpk_ and 32 bytes in base64');
  const der = Buffer.concat([beforePoint, bytes]);
  return createPublicKey({ key: der, format: 'der', type: 'spki' });
}

function publicBytesOf(key: KeyObject): Buffer {
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(beforePoint.length);
}

/** Node decodes whatever resembles base64; only the round trip shows that nothing was dropped. */
function bytesOf(written: string): Buffer {
  const encoded = written.slice(written.indexOf('_') + 1);
  const bytes = Buffer.from(encoded, 'base64');
  return bytes.toString('base64') === encoded ? bytes : Buffer.alloc(0);
}

/** Keys are not quoted. */
function invalid(message: string): AppError {
  return new AppError('INPUT_INVALID', message);
}
