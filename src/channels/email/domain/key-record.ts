import { createPublicKey } from 'node:crypto';

/** A DKIM key as it is published (RFC 6376 §3.6.1). */
export type KeyRecord =
  | {
      readonly kind: 'key';
      readonly algorithm: 'rsa' | 'ed25519';
      readonly bits: number;
      /** As it stands in `p=`. */
      readonly publicKey: string;
      readonly isTrial: boolean;
    }
  | { readonly kind: 'revoked' }
  | { readonly kind: 'unusable'; readonly why: string };

const ed25519Bytes = 32;

export function readKeyRecord(text: string): KeyRecord {
  const tags = tagsOf(text);
  const publicKey = tags.get('p')?.replaceAll(/\s/g, '');
  if (publicKey === undefined) return unusable('it has no p=');
  if (publicKey === '') return { kind: 'revoked' };
  const [, why] = excluded.find(([excludes]) => excludes(tags)) ?? [];
  return why === undefined ? keyIn(publicKey, tags) : unusable(why);
}

type Tags = ReadonlyMap<string, string>;

const excluded: readonly (readonly [(tags: Tags) => boolean, string])[] = [
  [(tags) => (tags.get('v') ?? 'DKIM1') !== 'DKIM1', 'its v= is not DKIM1'],
  [(tags) => !names(tags.get('h'), 'sha256'), 'its h= leaves out sha256'],
  [(tags) => !names(tags.get('s'), 'email'), 'its s= leaves out email'],
];

function keyIn(publicKey: string, tags: Tags): KeyRecord {
  const algorithm = tags.get('k') ?? 'rsa';
  if (algorithm !== 'rsa' && algorithm !== 'ed25519') return unusable(`k=${algorithm} is unknown`);
  const bits = algorithm === 'rsa' ? rsaBits(publicKey) : ed25519Bits(publicKey);
  if (bits === undefined) return unusable(`its p= is no ${algorithm} key`);
  const isTrial = names(tags.get('t') ?? '', 'y');
  return { kind: 'key', algorithm, bits, publicKey, isTrial };
}

function unusable(why: string): KeyRecord {
  return { kind: 'unusable', why };
}

function tagsOf(text: string): Tags {
  return new Map(
    text.split(';').flatMap((tag) => {
      const [, name, value] = /^\s*(\w+)\s*=([\s\S]*)$/.exec(tag) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value.trim()] as const];
    }),
  );
}

/** Whether a list names this, or everything, or is not there. */
function names(list: string | undefined, one: string): boolean {
  const named = (list ?? '*').split(':').map((name) => name.trim());
  return named.includes(one) || named.includes('*');
}

function rsaBits(publicKey: string): number | undefined {
  try {
    const key = createPublicKey({
      key: Buffer.from(publicKey, 'base64'),
      format: 'der',
      type: 'spki',
    });
    return key.asymmetricKeyType === 'rsa' ? key.asymmetricKeyDetails?.modulusLength : undefined;
  } catch {
    return undefined; // whatever OpenSSL finds wrong with it, receivers do too
  }
}

function ed25519Bits(publicKey: string): number | undefined {
  return Buffer.from(publicKey, 'base64').length === ed25519Bytes ? 256 : undefined;
}
