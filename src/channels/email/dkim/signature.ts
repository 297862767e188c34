import { hash, sign } from 'node:crypto';

import { relaxedBody, relaxedHeader } from './canonical.ts';
import type { DkimIdentity, DkimKey } from './keys.ts';

/**
 * What a reader sees. Named once more than it occurs, whether it occurs or not, so that none can be put on top of a
 * mail that still passes: somebody could make an alert speak of another subject, or collect the answers to it.
 */
const SEEN = ['From', 'Reply-To', 'To', 'Cc', 'Subject', 'Date'] as const;
/** Named once more as well, but only where it is there: a relay may add its own to a mail that has none. */
const WAYS_OUT = ['List-Unsubscribe', 'List-Unsubscribe-Post'] as const;
/** The rest of E3's list, where it is there. */
const REST = [
  'Message-ID',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
  'List-Id',
  'Feedback-ID',
  'Auto-Submitted',
] as const;

const LINE = 76;
// RFC 5322 §3.6 wants the first, and a mail without the second could be sent again under any other.
const INDISPENSABLE = ['from', 'message-id'];

/**
 * The DKIM-Signature fields of one message, one for each key, to be put in front of it. `raw` is finished: CRLF
 * throughout. Throws on what is not a message of ours, such as a header that is there twice.
 */
export function signaturesOf(raw: Buffer, { domain, keys }: DkimIdentity, at: Date): string {
  const { fields, body } = divide(raw);
  const has = (name: string) => fields.has(name.toLowerCase());
  const signed = [...SEEN, ...WAYS_OUT, ...REST].filter(has);
  const canonical = signed.map((name) => `${fields.get(name.toLowerCase()) ?? ''}\r\n`).join('');
  const common = {
    domain,
    at: Math.floor(at.getTime() / 1000),
    bodyHash: hash('sha256', Buffer.from(relaxedBody(body), 'latin1'), 'base64'),
    names: [
      ...SEEN.flatMap((name) => (has(name) ? [name, name] : [name])),
      ...WAYS_OUT.flatMap((name) => (has(name) ? [name, name] : [])),
      ...REST.filter(has),
    ],
  };
  return keys.map((key) => signatureField(key, common, canonical)).join('');
}

interface Common {
  readonly domain: string;
  /** Seconds since 1970. */
  readonly at: number;
  readonly bodyHash: string;
  readonly names: readonly string[];
}

function signatureField(key: DkimKey, common: Common, canonical: string): string {
  const { domain, at, bodyHash, names } = common;
  const lines = [
    `v=1; a=${key.algorithm}; c=relaxed/relaxed; d=${domain};`,
    `s=${key.selector}; t=${at};`,
    `bh=${bodyHash};`,
    ...foldedNames(names),
  ];
  // Folded at the same places where the relaxed form has its spaces; the value of b= counts as empty (§3.7).
  const own = `dkim-signature:${lines.join(' ')} b=`;
  const signature = signatureOf(key, Buffer.from(canonical + own, 'latin1'));
  return `DKIM-Signature: ${lines.join('\r\n ')}\r\n b=${foldedBase64(signature)}\r\n`;
}

function signatureOf({ algorithm, privateKey }: DkimKey, data: Buffer): string {
  // RFC 8463 §3: PureEdDSA over the SHA-256 of the header, not over the header.
  const signature =
    algorithm === 'rsa-sha256'
      ? sign('sha256', data, privateKey)
      : sign(null, hash('sha256', data, 'buffer'), privateKey);
  return signature.toString('base64');
}

function foldedNames(names: readonly string[]): readonly string[] {
  const lines = ['h='];
  for (const [at, name] of names.entries()) {
    const next = at === names.length - 1 ? `${name};` : `${name}:`;
    const line = lines.pop() ?? '';
    if (line.length + next.length < LINE) lines.push(line + next);
    else lines.push(line, next);
  }
  return lines;
}

function foldedBase64(text: string): string {
  return (text.match(/.{1,72}/g) ?? []).join('\r\n ');
}

interface Divided {
  /** Canonical fields by lower-case name. */
  readonly fields: ReadonlyMap<string, string>;
  readonly body: string;
}

function divide(raw: Buffer): Divided {
  const end = raw.indexOf('\r\n\r\n');
  if (end === -1) throw new Error('expected a message with an empty line behind its headers');
  const fields = new Map<string, string>();
  for (const field of raw.toString('latin1', 0, end).split(/\r\n(?![ \t])/)) {
    const canonical = relaxedHeader(field);
    const name = canonical.slice(0, canonical.indexOf(':'));
    if (fields.has(name)) throw new Error(`expected one ${name} header, got several`);
    fields.set(name, canonical);
  }
  const missing = INDISPENSABLE.filter((name) => !fields.has(name));
  if (missing.length > 0) throw new Error(`expected a header ${missing.join(', ')}, got none`);
  return { fields, body: raw.toString('latin1', end + 4) };
}
