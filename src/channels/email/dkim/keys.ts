import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { AppError, codeOf } from '#src/errors.ts';

/** The `a=` of a signature: RFC 8301 asks for the first of every verifier, RFC 8463 adds the second. */
type Algorithm = 'rsa-sha256' | 'ed25519-sha256';

export interface DkimKey {
  readonly selector: string;
  readonly algorithm: Algorithm;
  readonly privateKey: KeyObject;
}

/** One key of each algorithm: what signs every message. */
export interface DkimIdentity {
  readonly domain: string;
  readonly keys: readonly DkimKey[];
}

const SMALLEST_RSA = 2048;
const LABEL = String.raw`[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?`;
const SELECTOR = new RegExp(String.raw`^${LABEL}(\.${LABEL})*$`);
const DOMAIN = new RegExp(String.raw`^${LABEL}(\.${LABEL})+$`);

/**
 * Reads and parses the keys once. Undefined where none are configured: then the relay signs. `keys` are written as
 * `selector:file`. Throws CONFIGURATION_INVALID naming the variable and the file; never what stands in the file.
 */
export function readDkimIdentity({
  domain,
  keys = [],
}: {
  readonly domain: string | undefined;
  readonly keys: readonly string[] | undefined;
}): DkimIdentity | undefined {
  if (domain === undefined && keys.length === 0) return undefined;
  if (domain === undefined)
    throw invalid('DKIM_KEYS is set and DKIM_DOMAIN is not: name the domain that signs');
  if (keys.length === 0)
    throw invalid(
      'DKIM_DOMAIN is set and DKIM_KEYS is not: expected selector:file,selector:file, one RSA and one ed25519 key',
    );
  if (!DOMAIN.test(domain))
    throw invalid(
      `DKIM_DOMAIN: expected a domain such as example.org in lower case (xn-- for others than ASCII), got ${domain}`,
    );
  return { domain, keys: oneOfEach(keys.map(readKey)) };
}

/** The TXT record that receivers look for at `<selector>._domainkey.<domain>`. */
export function publicRecord({ algorithm, privateKey }: DkimKey): string {
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  // RFC 8463 §4: the bare 32 bytes, which are the last of an ed25519 SPKI.
  return algorithm === 'rsa-sha256'
    ? `v=DKIM1; k=rsa; p=${spki.toString('base64')}`
    : `v=DKIM1; k=ed25519; p=${spki.subarray(-32).toString('base64')}`;
}

/** Where that record stands. */
export function recordName({ selector }: Pick<DkimKey, 'selector'>, domain: string): string {
  return `${selector}._domainkey.${domain}`;
}

/** Splits `selector:file`. Throws CONFIGURATION_INVALID. */
export function selectorAndFile(entry: string): {
  readonly selector: string;
  readonly file: string;
} {
  const colon = entry.indexOf(':');
  const [selector, file] = [entry.slice(0, Math.max(colon, 0)), entry.slice(colon + 1)];
  if (!SELECTOR.test(selector) || file === '')
    throw invalid(
      `DKIM_KEYS: expected selector:file such as r2026:/etc/dkim/rsa.pem, got ${entry}`,
    );
  return { selector, file };
}

function readKey(entry: string): DkimKey {
  const { selector, file } = selectorAndFile(entry);
  const privateKey = parseKey(file, readPem(file));
  return { selector, privateKey, algorithm: algorithmOf(file, privateKey) };
}

function readPem(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw invalid(
      `DKIM_KEYS: ${file} cannot be read (${codeOf(cause)}): expected a private key in PEM that this user may read`,
      cause,
    );
  }
}

function parseKey(file: string, pem: Buffer): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw invalid(
      `DKIM_KEYS: ${file} is no private key in PEM without a passphrase (${codeOf(cause)}). Make one with openssl genpkey`,
      cause,
    );
  }
}

function algorithmOf(file: string, key: KeyObject): Algorithm {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === 'ed25519') return 'ed25519-sha256';
  const bits = details?.modulusLength ?? 0;
  if (type !== 'rsa')
    throw invalid(`DKIM_KEYS: ${file} is ${type ?? 'no'} key: expected one of RSA or ed25519`);
  if (bits < SMALLEST_RSA)
    throw invalid(
      `DKIM_KEYS: ${file} has ${bits} bits: expected an RSA key of ${SMALLEST_RSA} or more, shorter ones are refused by receivers`,
    );
  return 'rsa-sha256';
}

/** RSA is what every receiver can verify, ed25519 what outlives it: both sign each message, or neither (E3). */
function oneOfEach(keys: readonly DkimKey[]): readonly DkimKey[] {
  for (const [algorithm, name] of [
    ['rsa-sha256', 'RSA'],
    ['ed25519-sha256', 'ed25519'],
  ] as const) {
    const count = keys.filter((key) => key.algorithm === algorithm).length;
    if (count !== 1)
      throw invalid(`DKIM_KEYS: expected one RSA and one ed25519 key, got ${count} of ${name}`);
  }
  if (new Set(keys.map(({ selector }) => selector)).size !== keys.length)
    throw invalid('DKIM_KEYS: expected a selector of its own for each key, got the same twice');
  return keys;
}

function invalid(message: string, cause?: unknown): AppError {
  return new AppError('CONFIGURATION_INVALID', message, { cause });
}
