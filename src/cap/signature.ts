import { createHash, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

import type { XmlElement } from '#src/xml/read.ts';
import { attributeOf, elementsIn, firstIn, textIn } from '#src/xml/walk.ts';

import { algorithmOf, canonicalisationOf, digests, inclusive, methods } from './algorithms.ts';
import type { SigningMethod } from './algorithms.ts';
import { canonicalDocument, canonicalElement } from './canonical.ts';
import type { Canonicalisation, Parts } from './canonical.ts';
import { keyOfPem, keysIn, strictBase64 } from './signing-key.ts';

const signatures = 'http://www.w3.org/2000/09/xmldsig#';

export type SignatureReading =
  | { readonly kind: 'unsigned' }
  /** The digest and the signature hold; `isPinned` by a key that the source's configuration names. */
  | {
      readonly kind: 'holds';
      readonly isPinned: boolean;
      readonly isWeak: boolean;
      /** It brings no key that could be read, so that its digest only was checked. */
      readonly isUnchecked: boolean;
    }
  | { readonly kind: 'fails'; readonly reason: string };

/**
 * Checks the enveloped signatures of a document, all of them. A signature that signs anything else than the whole document
 * it stands in is refused: what it signs might not be what is read.
 */
export function checkSignatures(parts: Parts, pinned: readonly string[]): SignatureReading {
  const all = elementsIn(parts.root).filter(isSignature);
  const keys = pinned.map(keyOfPem).filter((key) => key !== undefined);
  if (all.length === 0) return { kind: 'unsigned' };
  if (all.length > 4) return failed('expected at most four signatures');
  const readings = all.map((signature) => checkOne(signature, { parts, all, keys }));
  const broken = readings.find((reading) => reading.kind === 'fails');
  if (broken) return broken;
  const holding = readings.filter((reading) => reading.kind === 'holds');
  return {
    kind: 'holds',
    isPinned: holding.some((reading) => reading.isPinned),
    isWeak: holding.some((reading) => reading.isWeak),
    isUnchecked: holding.some((reading) => reading.isUnchecked),
  };
}

function isSignature({ name, uri }: XmlElement): boolean {
  return name === 'Signature' && uri === signatures;
}

function failed(reason: string): Extract<SignatureReading, { kind: 'fails' }> {
  return { kind: 'fails', reason };
}

interface Around {
  readonly parts: Parts;
  readonly all: readonly XmlElement[];
  readonly keys: readonly KeyObject[];
}

function checkOne(signature: XmlElement, around: Around): SignatureReading {
  const info = firstIn(signature, 'SignedInfo');
  const [reference, ...more] = info === undefined ? [] : elementsIn(info, 'Reference');
  if (info === undefined || reference === undefined || more.length > 0)
    return failed('expected a signature with one reference');
  const uri = attributeOf(reference, 'URI');
  if (uri !== '' && !namesRoot(uri, around.parts.root))
    return failed('expected a signature over the whole message, got one over a part');
  return digestFault(signature, reference, around) ?? signatureReading(signature, info, around);
}

function namesRoot(uri: string | undefined, root: XmlElement): boolean {
  const id = ['Id', 'ID', 'id']
    .map((name) => attributeOf(root, name))
    .find((it) => it !== undefined);
  return id !== undefined && uri === `#${id}`;
}

function digestFault(signature: XmlElement, reference: XmlElement, around: Around) {
  const hash = digests[algorithmOf(firstIn(reference, 'DigestMethod'))];
  const how = transformsOf(reference);
  if (hash === undefined || how === undefined)
    return failed('expected a digest of the enveloping message by a known algorithm');
  const expected = strictBase64(textIn(reference, 'DigestValue') ?? '');
  if (expected === undefined) return failed('expected a digest in canonical base64');
  // Who signs second signs over the first; who signs side by side signs over neither.
  const leftOut = [new Set([signature]), new Set(around.all)];
  const holds = layouts(how).some((layout) =>
    leftOut.some((set) =>
      createHash(hash)
        .update(canonicalDocument(around.parts, layout, set))
        .digest()
        .equals(expected),
    ),
  );
  return holds ? undefined : failed('expected the digest that was signed, got another message');
}

function layouts(how: Canonicalisation): readonly Canonicalisation[] {
  return [how, { ...how, isBare: true }];
}

/** The enveloped signature must be among them; at most one canonicalisation. Anything else could leave out what is read. */
function transformsOf(reference: XmlElement): Canonicalisation | undefined {
  const transforms = elementsIn(reference, 'Transforms').flatMap((it) =>
    elementsIn(it, 'Transform'),
  );
  const [enveloped, ...others] = transforms;
  if (algorithmOf(enveloped) !== `${signatures}enveloped-signature` || others.length > 1)
    return undefined;
  return others[0] === undefined ? inclusive : canonicalisationOf(others[0]);
}

function signatureReading(
  signature: XmlElement,
  info: XmlElement,
  { parts, keys }: Around,
): SignatureReading {
  const how = canonicalisationOf(firstIn(info, 'CanonicalizationMethod'));
  const method = methods[algorithmOf(firstIn(info, 'SignatureMethod'))];
  if (how === undefined || method === undefined) return failed('expected a known way of signing');
  const value = strictBase64(textIn(signature, 'SignatureValue') ?? '');
  if (value === undefined) return failed('expected a signature in canonical base64');
  const texts = layouts(how).map((layout) =>
    Buffer.from(canonicalElement(info, layout, [parts.root, signature])),
  );
  const isBy = (key: KeyObject) =>
    texts.some((signed) => isSignedBy(key, { method, signed, value }));
  const isWeak = method.hash === 'sha1';
  const isPinned = keys.some(isBy);
  return isPinned
    ? { kind: 'holds', isPinned, isWeak, isUnchecked: false }
    : readingByOwnKeys(signature, { isWeak, isBy });
}

interface Own {
  readonly isWeak: boolean;
  readonly isBy: (key: KeyObject) => boolean;
}

/** That a message was signed with the key that comes with it shows that it arrived whole, not who sent it. */
function readingByOwnKeys(signature: XmlElement, { isWeak, isBy }: Own): SignatureReading {
  const own = keysIn(signature);
  const readable = own.filter((key) => key !== undefined);
  if (readable.length < own.length) return failed('expected readable keys in the signature');
  const isUnchecked = own.length === 0;
  return isUnchecked || readable.some(isBy)
    ? { kind: 'holds', isPinned: false, isWeak, isUnchecked }
    : failed('expected a signature by a key that is pinned or comes with it');
}

interface Signed {
  readonly method: SigningMethod;
  readonly signed: Buffer;
  readonly value: Buffer;
}

function isSignedBy(key: KeyObject, { method, signed, value }: Signed): boolean {
  if (key.asymmetricKeyType !== method.key) return false;
  return verify(method.hash, signed, { key, dsaEncoding: 'ieee-p1363' }, value);
}
