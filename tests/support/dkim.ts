import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { dkimVerify } from 'mailauth/lib/dkim/verify.js';

import { publicRecord, recordName } from '#src/channels/email/dkim/keys.ts';
import type { DkimIdentity } from '#src/channels/email/dkim/keys.ts';

/** Keys of our own making, as an operator would configure them. */
export function someIdentity(domain = 'example.org'): DkimIdentity {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const ed25519 = generateKeyPairSync('ed25519').privateKey;
  return {
    domain,
    keys: [
      { selector: 'r1', algorithm: 'rsa-sha256', privateKey: rsa },
      { selector: 'e1', algorithm: 'ed25519-sha256', privateKey: ed25519 },
    ],
  };
}

/** Its signatures do not verify: what is called ed25519 is an RSA key. */
export function brokenIdentity(domain = 'example.org'): DkimIdentity {
  const { keys } = someIdentity(domain);
  const wrong = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  return {
    domain,
    keys: keys.map((key) =>
      key.algorithm === 'ed25519-sha256' ? { ...key, privateKey: wrong } : key,
    ),
  };
}

/** Key files of an identity, and how DKIM_KEYS names them. */
export async function writeKeys({ keys }: DkimIdentity, folder: string): Promise<string> {
  const entries = keys.map(async ({ selector, privateKey }) => {
    const file = join(folder, `${selector}.pem`);
    await writeFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    return `${selector}:${file}`;
  });
  return (await Promise.all(entries)).join(',');
}

/** What mailauth, following the RFCs exactly, finds: `selector: result` of each signature. */
export async function verdicts(raw: Buffer, { domain, keys }: DkimIdentity): Promise<string[]> {
  const records = new Map(keys.map((key) => [recordName(key, domain), publicRecord(key)]));
  const { results } = await dkimVerify(raw, {
    strict: true,
    minBitLength: 2048,
    resolver: async (name) => [[records.get(name) ?? '']],
  });
  return results.map(({ selector, status }) => `${selector ?? 'none'}: ${status.result}`);
}
