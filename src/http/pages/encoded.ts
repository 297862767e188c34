import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';

export type Encoding = 'br' | 'gzip' | 'identity';

/** A text in every encoding, each made once, when first asked for. */
export interface Encoded extends Readonly<Record<Encoding, () => Promise<Buffer>>> {
  /** Of the text, whatever it was packed with. */
  readonly hash: string;
  readonly size: number;
}

export function encoded(text: string): Encoded {
  const identity = Buffer.from(text);
  let zipped: Promise<Buffer> | undefined;
  let brotli: Promise<Buffer> | undefined;
  return {
    hash: createHash('sha256').update(identity).digest('base64url').slice(0, 16),
    size: identity.length,
    identity: async () => identity,
    gzip: () => (zipped ??= promisify(gzip)(identity)),
    br: () => (brotli ??= promisify(brotliCompress)(identity)),
  };
}

/** The best of those we have that a reader takes. */
export function encodingFor(
  accepted = '',
  ours: readonly Exclude<Encoding, 'identity'>[] = ['br', 'gzip'],
): Encoding {
  return ours.find((encoding) => accepts(accepted, encoding)) ?? 'identity';
}

function accepts(header: string, encoding: string): boolean {
  const offers = header.split(',').map((part) => part.trim().split(/\s*;\s*q=/i));
  return offers.some(([name, quality = '1']) => name === encoding && Number(quality) > 0);
}
