import { createCipheriv, createDecipheriv, timingSafeEqual } from 'node:crypto';

import { callPurpose } from './delivery-key.ts';
import type { DeliveryKey } from './delivery-key.ts';
import { mac, macInHex } from './mac.ts';

/** Which delivery a return path was made for. */
export interface ReturnClaim {
  readonly publicationId: number;
  readonly recipientId: number;
  /** An alert, or else a notice or a digest. */
  readonly isAlert: boolean;
  /** A call to a duty mailbox: `publicationId` is the event's row and `recipientId` the endpoint's. */
  readonly isCall: boolean;
  /** Keyed token of the delivery, the same however its letters are written. */
  readonly delivery: Buffer;
}

/**
 * One deterministic AES block of the delivery's ids, and a proof that we made it: who holds the key can read them back from
 * a bounce, nobody else can. Blocks do not depend on each other, so one cipher serves for all of them.
 */
export function createReturnPaths(key: Buffer) {
  const cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  const decipher = createDecipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  const alert = mac(key, ''); // nearly every delivery is one
  const call = mac(key, callPurpose);
  const proofOf = (opaque: Buffer) => macInHex(key, opaque, proofBytes);

  return {
    returnPath({ publicationId, recipientId, purpose }: DeliveryKey): string {
      const ids = Buffer.alloc(16);
      ids.writeUIntBE(publicationId, 0, 6);
      ids.writeUIntBE(recipientId, 6, 6);
      (purpose === '' ? alert : mac(key, purpose)).copy(ids, 12, 0, 4);
      const opaque = cipher.update(ids);
      return `b+${opaque.toString('hex')}.${proofOf(opaque)}`;
    },

    readReturnPath(localPart: string): ReturnClaim | undefined {
      const [, hidden, proof] = /^b\+([0-9a-f]{32})\.([0-9a-f]{16})$/i.exec(localPart) ?? [];
      if (hidden === undefined || proof === undefined) return undefined;
      const delivery = Buffer.from(hidden, 'hex');
      const expected = Buffer.from(proofOf(delivery), 'hex');
      if (!timingSafeEqual(Buffer.from(proof, 'hex'), expected)) return undefined;
      const ids = decipher.update(delivery);
      return {
        publicationId: ids.readUIntBE(0, 6),
        recipientId: ids.readUIntBE(6, 6),
        isAlert: alert.subarray(0, 4).equals(ids.subarray(12)),
        isCall: call.subarray(0, 4).equals(ids.subarray(12)),
        delivery,
      };
    },
  };
}

const proofBytes = 8;
