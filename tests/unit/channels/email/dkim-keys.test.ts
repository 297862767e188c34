import { generateKeyPairSync } from 'node:crypto';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { publicRecord, readDkimIdentity } from '#src/channels/email/dkim/keys.ts';
import { someIdentity, writeKeys } from '#tests/support/dkim.ts';

const domain = 'example.org';
const pem = { type: 'pkcs8', format: 'pem' } as const;

test('E3 · an RSA and an ed25519 key are read together', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dkim-'));
  const identity = someIdentity(domain);
  const written = await writeKeys(identity, folder.path);
  const read = readDkimIdentity({ domain, keys: written.split(',') });
  expect(read?.domain).toBe(domain);
  expect(read?.keys.map(({ selector, algorithm }) => `${selector} ${algorithm}`)).toEqual([
    'r1 rsa-sha256',
    'e1 ed25519-sha256',
  ]);
  expect(read?.keys.map(publicRecord)).toEqual(identity.keys.map(publicRecord));
});

test('without keys the relay signs', () => {
  expect(readDkimIdentity({ domain: undefined, keys: undefined })).toBeUndefined();
});

test('the record of an ed25519 key holds its 32 bytes and no more (RFC 8463)', () => {
  const [, record] = someIdentity().keys.map(publicRecord);
  expect(record).toMatch(/^v=DKIM1; k=ed25519; p=[A-Za-z0-9+/]{43}=$/);
});

describe('E3 · keys that cannot sign are refused at the start, by name', () => {
  test.each([
    ['a domain without keys', { domain, keys: [] }, /DKIM_DOMAIN is set and DKIM_KEYS is not/],
    ['keys without a domain', { domain: undefined, keys: ['r1:x'] }, /DKIM_DOMAIN is not/],
    ['what is no domain', { domain: 'Example', keys: ['r1:x'] }, /DKIM_DOMAIN.*got Example/],
    ['an entry without a selector', { domain, keys: ['rsa.pem'] }, /selector:file.*got rsa.pem/],
    ['a selector that DNS has not', { domain, keys: ['a b:x'] }, /selector:file.*got a b:x/],
    ['a file that is not there', { domain, keys: ['r1:/nowhere/r'] }, /\/nowhere\/r.*ENOENT/],
  ])('%s', (_, given, says) => {
    expect(() => readDkimIdentity(given)).toThrow(says);
  });

  test.each([
    ['what is no key', 'not a key', /k\.pem is no private key/],
    ['a public key', publicPem(), /k\.pem is no private key/],
    ['a key under a passphrase', sealedPem(), /k\.pem is no private key.*passphrase/],
    ['an RSA key of 1024 bits', rsaPem(1024), /k\.pem has 1024 bits: expected an RSA key of 2048/],
    ['a key of another kind', ecPem(), /k\.pem is ec key: expected one of RSA or ed25519/],
    ['an RSA key alone', rsaPem(2048), /expected one RSA and one ed25519 key, got 0 of ed25519/],
  ])('%s', async (_, text, says) => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'dkim-'));
    const file = join(folder.path, 'k.pem');
    await writeFile(file, text);
    expect(() => readDkimIdentity({ domain, keys: [`k1:${file}`] })).toThrow(says);
  });

  test('one selector for both keys', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'dkim-'));
    const written = await writeKeys(someIdentity(domain), folder.path);
    const keys = written.replace('e1:', 'r1:').split(',');
    expect(() => readDkimIdentity({ domain, keys })).toThrow(/selector of its own/);
  });
});

function rsaPem(modulusLength: number): string {
  return generateKeyPairSync('rsa', { modulusLength }).privateKey.export(pem);
}

function ecPem(): string {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(pem);
}

function publicPem(): string {
  const { publicKey } = generateKeyPairSync('ed25519');
  return publicKey.export({ type: 'spki', format: 'pem' });
}

function sealedPem(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  return privateKey.export({ ...pem, cipher: 'aes-256-cbc', passphrase: 'secret' });
}
