import { createHmac } from 'node:crypto';

export function mac(key: Buffer, data: string | Buffer): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

/** The first bytes of it, as text: half the cost of a buffer that is thrown away. */
export function macInHex(key: Buffer, data: string | Buffer, bytes: number): string {
  return createHmac('sha256', key)
    .update(data)
    .digest('hex')
    .slice(0, 2 * bytes);
}
