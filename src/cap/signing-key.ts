import { createPublicKey, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

import type { XmlElement } from '#src/xml/read.ts';
import { elementsIn, firstIn, textIn, textOf } from '#src/xml/walk.ts';

/** The bytes of base64 that is written as its bytes are: bits that no byte uses, set, hide a tampered text. */
export function strictBase64(text: string): Buffer | undefined {
  const bare = text.replaceAll(/[ \t\r\n]+/g, '');
  const bytes = Buffer.from(bare, 'base64');
  return bytes.toString('base64') === bare ? bytes : undefined;
}

/** The key of a pinned certificate or public key in PEM; undefined for anything else. */
export function keyOfPem(pem: string): KeyObject | undefined {
  return attempt(() =>
    pem.includes('BEGIN CERTIFICATE') ? new X509Certificate(pem).publicKey : createPublicKey(pem),
  );
}

/** The keys that a signature itself names. `undefined` among them for one that is written wrongly. */
export function keysIn(signature: XmlElement): readonly (KeyObject | undefined)[] {
  const info = firstIn(signature, 'KeyInfo');
  if (info === undefined) return [];
  const certificates = elementsIn(info, 'X509Data')
    .flatMap((data) => elementsIn(data, 'X509Certificate'))
    .map((certificate) => keyOfCertificate(textOf(certificate)));
  const values = elementsIn(info, 'KeyValue').flatMap((value) => elementsIn(value, 'RSAKeyValue'));
  return [...certificates, ...values.map(keyOfRsaValue)];
}

function keyOfCertificate(base64: string): KeyObject | undefined {
  const der = strictBase64(base64);
  return der && attempt(() => new X509Certificate(der).publicKey);
}

function keyOfRsaValue(rsa: XmlElement): KeyObject | undefined {
  const n = strictBase64(textIn(rsa, 'Modulus') ?? '');
  const e = strictBase64(textIn(rsa, 'Exponent') ?? '');
  if (n === undefined || e === undefined) return undefined;
  // A leading zero byte is how some write that the number is positive.
  const modulus = n[0] === 0 ? n.subarray(1) : n;
  const key = { kty: 'RSA', n: modulus.toString('base64url'), e: e.toString('base64url') };
  return attempt(() => createPublicKey({ key, format: 'jwk' }));
}

/** Node throws what OpenSSL says of bytes that are no key. */
function attempt(read: () => KeyObject): KeyObject | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
