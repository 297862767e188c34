import type { XmlElement } from '#src/xml/read.ts';
import { attributeOf, firstIn } from '#src/xml/walk.ts';

import type { Canonicalisation } from './canonical.ts';

/** Hashes by the names that XML signatures give them. */
export const digests: Readonly<Record<string, string>> = {
  'http://www.w3.org/2000/09/xmldsig#sha1': 'sha1',
  'http://www.w3.org/2001/04/xmlenc#sha256': 'sha256',
  'http://www.w3.org/2001/04/xmldsig-more#sha384': 'sha384',
  'http://www.w3.org/2001/04/xmlenc#sha512': 'sha512',
};

export interface SigningMethod {
  readonly hash: string;
  readonly key: 'rsa' | 'ec';
}

export const methods: Readonly<Record<string, SigningMethod>> = {
  'http://www.w3.org/2000/09/xmldsig#rsa-sha1': { hash: 'sha1', key: 'rsa' },
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256': { hash: 'sha256', key: 'rsa' },
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha384': { hash: 'sha384', key: 'rsa' },
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512': { hash: 'sha512', key: 'rsa' },
  'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1': { hash: 'sha1', key: 'ec' },
  'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256': { hash: 'sha256', key: 'ec' },
  'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384': { hash: 'sha384', key: 'ec' },
  'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512': { hash: 'sha512', key: 'ec' },
};

export const inclusive: Canonicalisation = { isExclusive: false, prefixes: [] };

export function canonicalisationOf(method: XmlElement | undefined): Canonicalisation | undefined {
  // No comments are read, so that it makes no difference whether they are signed: none of ours is shown to anybody.
  const algorithm = algorithmOf(method)
    .replace(/#WithComments$/, '#')
    .replace(/#$/, '');
  if (algorithm === 'http://www.w3.org/2001/10/xml-exc-c14n') {
    const list = method && firstIn(method, 'InclusiveNamespaces');
    const prefixes = (list && attributeOf(list, 'PrefixList'))?.split(/\s+/).filter(Boolean) ?? [];
    return { isExclusive: true, prefixes: prefixes.map((it) => (it === '#default' ? '' : it)) };
  }
  const known = [
    'http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
    'http://www.w3.org/2006/12/xml-c14n11',
  ];
  return known.includes(algorithm) ? inclusive : undefined;
}

export function algorithmOf(element: XmlElement | undefined): string {
  return (element && attributeOf(element, 'Algorithm')) ?? '';
}
