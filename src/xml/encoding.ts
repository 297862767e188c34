/** Why a document is not taken; the reason quotes nothing of it. */
export interface XmlRefusal {
  readonly kind: 'refused';
  readonly layer: 'security' | 'wellformed';
  readonly reason: string;
}

/** Encodings that mean the same to everyone. UTF-7 and its like exist in XML only to hide markup. */
const encodings = new Set([
  'utf-8',
  'utf8',
  'utf-16',
  'utf-16le',
  'utf-16be',
  'us-ascii',
  'ascii',
  'iso-8859-1',
  'iso-8859-15',
  'windows-1252',
  'windows-1256',
  'shift_jis',
  'euc-jp',
]);

/** The text of an XML document by its byte order mark, else by its declaration, else UTF-8; without the mark. */
export function textIn(bytes: Buffer): string | XmlRefusal {
  const head = bytes.subarray(0, 200).toString('latin1');
  const label = byMark(head) ?? declaredIn(head) ?? 'utf-8';
  if (!encodings.has(label)) {
    return {
      kind: 'refused',
      layer: 'security',
      reason: 'expected UTF-8, UTF-16 or a known 8-bit encoding',
    };
  }
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return {
      kind: 'refused',
      layer: 'wellformed',
      reason: `expected text in ${label}, got other bytes`,
    };
  }
}

function byMark(head: string): string | undefined {
  if (head.startsWith('\u00EF\u00BB\u00BF')) return 'utf-8';
  if (head.startsWith('\u00FF\u00FE')) return 'utf-16le';
  if (head.startsWith('\u00FE\u00FF')) return 'utf-16be';
  return undefined;
}

function declaredIn(head: string): string | undefined {
  const [, label] = /^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]{1,40})["']/i.exec(head) ?? [];
  return label?.toLowerCase();
}
