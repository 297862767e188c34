import { generateKeyPairSync, sign, createHash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

import { describe, expect, test } from 'vitest';

import { canonicalDocument, canonicalElement } from '#src/cap/canonical.ts';
import { judgeDocument, verdictOn } from '#src/cap/judge.ts';
import { readXml } from '#src/xml/read.ts';
import { firstIn } from '#src/xml/walk.ts';
import { capXml } from '#tests/support/cap-alert.ts';

const c14n = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const more = 'http://www.w3.org/2001/04/xmldsig-more#';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' });

interface How {
  readonly algorithm?: string;
  readonly method?: string;
  readonly key?: KeyObject;
  readonly reference?: string;
  readonly transforms?: string;
  readonly keyInfo?: string;
}

/** Signs a message as a sender would, by the standard, with what is asked for made wrong. */
function signed(xml: string, how: How = {}): string {
  const { algorithm = c14n, key = rsa.privateKey } = how;
  const canonical = { isExclusive: algorithm === exclusive, prefixes: [] };
  const info = signedInfoOf(xml, how);
  const unsigned = xml.replace(
    '</alert>',
    `<Signature xmlns="http://www.w3.org/2000/09/xmldsig#">${info}<SignatureValue>@</SignatureValue>${how.keyInfo ?? ''}</Signature></alert>`,
  );
  const { root } = partsOf(unsigned);
  const signature = firstIn(root, 'Signature');
  const signedInfo = signature && firstIn(signature, 'SignedInfo');
  if (!signature || !signedInfo) throw new Error('expected a signature');
  const text = canonicalElement(signedInfo, canonical, [root, signature]);
  const value = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
  return unsigned.replace('>@<', `>${value.toString('base64')}<`);
}

function signedInfoOf(xml: string, how: How): string {
  const { algorithm = c14n, method = `${more}rsa-sha256`, reference = 'URI=""' } = how;
  const canonical = { isExclusive: algorithm === exclusive, prefixes: [] };
  const digest = createHash('sha256').update(canonicalDocument(partsOf(xml), canonical, new Set()));
  const transforms =
    how.transforms ??
    `<Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/><Transform Algorithm="${algorithm}"/>`;
  return `<SignedInfo><CanonicalizationMethod Algorithm="${algorithm}"/><SignatureMethod Algorithm="${method}"/><Reference ${reference}><Transforms>${transforms}</Transforms><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><DigestValue>${digest.digest('base64')}</DigestValue></Reference></SignedInfo>`;
}

function partsOf(xml: string) {
  const reading = readXml(Buffer.from(xml));
  if (reading.kind === 'refused') throw new Error(reading.reason);
  return reading;
}

const verdict = (xml: string, keys: readonly string[] = [pem(rsa.publicKey)]) =>
  verdictOn(judgeDocument(Buffer.from(xml), { keys }));
const plain = capXml({ head: '<?xml version="1.0"?>\n<?style a="b"?>\n' });

describe('C1 · a message signed by a pinned key', () => {
  test.each<[string, How]>([
    ['inclusive canonicalisation', {}],
    ['exclusive canonicalisation', { algorithm: exclusive }],
    ['canonicalisation 1.1', { algorithm: 'http://www.w3.org/2006/12/xml-c14n11' }],
  ])('%s: is accepted without a word', (_, how) => {
    expect(verdict(signed(plain, how))).toEqual({
      accepted: true,
      layer: null,
      reason: null,
      warnings: [],
    });
  });

  test('on an elliptic curve', () => {
    const xml = signed(plain, { method: `${more}ecdsa-sha256`, key: ec.privateKey });
    expect(verdict(xml, [pem(ec.publicKey)])).toMatchObject({ accepted: true, warnings: [] });
  });

  test('by one of several pinned keys, the old or the new', () => {
    expect(verdict(signed(plain), [pem(other.publicKey), pem(rsa.publicKey)]).accepted).toBe(true);
  });

  test('a message laid out after it was signed is the same message', () => {
    const laidOut = signed(capXml()).replaceAll('><', '>\n  <');
    expect(verdict(laidOut).accepted).toBe(true);
  });

  test.each([
    ['without a signature', plain],
    ['signed by another', signed(plain, { key: other.privateKey })],
    ['with another word', signed(plain).replace('Stay indoors', 'Go outdoors')],
    ['with another status', signed(plain.replace('Actual', 'Test')).replace('Test', 'Actual')],
    ['with a word hidden between the elements', signed(plain).replace('<info>', '<!-- --><info> ')],
    ['signed over a part of it', signed(plain, { reference: 'URI="#part"' })],
    [
      'signed over something elsewhere',
      signed(plain, { reference: 'URI="https://met.example/other"' }),
    ],
    ['signed over nothing said', signed(plain, { reference: '' })],
    [
      'with a transformation that leaves out what it likes',
      signed(plain, {
        transforms:
          '<Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><XPath>1</XPath></Transform>',
      }),
    ],
    [
      'with a way of signing that needs a secret',
      signed(plain, { method: 'http://www.w3.org/2000/09/xmldsig#hmac-sha1' }),
    ],
    ['with a key of another kind than it says', signed(plain, { method: `${more}ecdsa-sha256` })],
    ['in base64 with bits that no byte uses', bent(signed(plain))],
  ])('%s: is refused', (_, xml) => {
    expect(verdict(xml)).toMatchObject({ accepted: false, layer: 'signature' });
  });

  test('a signed message wrapped into another is not the message that is read', () => {
    const inner = signed(plain).replace(/^[^]*?<alert/, '<alert');
    const wrapped = capXml({
      after: `<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><Object>${inner}</Object></Signature>`,
    });
    expect(verdict(wrapped)).toMatchObject({ accepted: false, layer: 'signature' });
  });

  test('a second signature that does not hold spoils the first', () => {
    const [signature = ''] =
      /<Signature[^]*<\/Signature>/.exec(
        signed(plain, { key: other.privateKey, keyInfo: keyInfo(rsa.publicKey) }),
      ) ?? [];
    expect(verdict(signed(plain).replace('</alert>', `${signature}</alert>`))).toMatchObject({
      layer: 'signature',
    });
  });
});

describe('a message of a source without pinned keys', () => {
  test('unsigned, it is accepted: most are', () => {
    expect(verdict(plain, [])).toMatchObject({ accepted: true, warnings: [] });
  });

  test('signed without its key, only that it is whole can be told', () => {
    expect(verdict(signed(plain), []).warnings.join()).toContain('only its digest');
    const bentWord = signed(plain).replace('Stay', 'Go');
    expect(verdict(bentWord, [])).toMatchObject({ accepted: false, layer: 'signature' });
  });

  test('with its key it must hold by that, and it is said how little that proves', () => {
    expect(
      verdict(signed(plain, { keyInfo: keyInfo(rsa.publicKey) }), []).warnings.join(),
    ).toContain('nobody pinned');
    expect(verdict(signed(plain, { keyInfo: keyInfo(other.publicKey) }), [])).toMatchObject({
      layer: 'signature',
    });
  });
});

function base64(text: string): string {
  return Buffer.from(text, 'base64url').toString('base64');
}

function keyInfo(key: KeyObject): string {
  const { n = '', e = '' } = key.export({ format: 'jwk' });
  return `<KeyInfo><KeyValue><RSAKeyValue><Modulus>${base64(n)}</Modulus><Exponent>${base64(e)}</Exponent></RSAKeyValue></KeyValue></KeyInfo>`;
}

/** The last letter before the padding one further: the bytes are the same. */
function bent(xml: string): string {
  return xml.replace(
    /(.)(==<\/SignatureValue>)/,
    (_, last: string, end: string) =>
      `${String.fromCodePoint((last.codePointAt(0) ?? 0) + 1)}${end}`,
  );
}
