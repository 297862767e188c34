import { timingSafeEqual } from 'node:crypto';

import { mac } from './mac.ts';

const numberBytes = 6;
const proofBytes = 16;

/** Numbers and a proof that we put them together, for a path: nothing is stored, and no secret is in it. */
export function numbersToken(key: Buffer, numbers: readonly number[]): string {
  const claim = Buffer.alloc(numbers.length * numberBytes);
  numbers.forEach((number, at) => claim.writeUIntBE(number, at * numberBytes, numberBytes));
  return Buffer.concat([claim, proofOf(key, claim)]).toString('base64url');
}

/** Undefined for one that we did not make. */
export function readNumbersToken(key: Buffer, token: string): readonly number[] | undefined {
  const bytes = Buffer.from(token, 'base64url');
  const claim = bytes.subarray(0, -proofBytes);
  if (claim.length === 0 || claim.length % numberBytes !== 0) return undefined;
  if (!timingSafeEqual(bytes.subarray(-proofBytes), proofOf(key, claim))) return undefined;
  return Array.from({ length: claim.length / numberBytes }, (_, at) =>
    claim.readUIntBE(at * numberBytes, numberBytes),
  );
}

function proofOf(key: Buffer, claim: Buffer): Buffer {
  return mac(key, claim).subarray(0, proofBytes);
}
