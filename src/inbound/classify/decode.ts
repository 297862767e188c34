/** Bytes as they came, one character a byte, to text: transfer encoding first, then the character set. Never throws. */
export function decodeText(
  bytes: string,
  { encoding, charset }: { readonly encoding: string; readonly charset: string },
): string {
  return toText(Buffer.from(undoTransfer(bytes, encoding), 'latin1'), charset);
}

export function undoTransfer(bytes: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(bytes, 'base64').toString('latin1');
  if (encoding === 'quoted-printable') return unquote(bytes.replace(/=[ \t]{0,8}\r?\n/g, ''));
  return bytes;
}

/** The encoded words of RFC 2047; what cannot be read stays as it is, and so does what has been decoded already. */
export function decodeWords(value: string): string {
  if (/[\u0100-\uFFFF]/.test(value)) return value.replace(encodedWord, decodeWord);
  if (!value.includes('=?')) return toText(Buffer.from(value, 'latin1'), '');
  const joined = value.replace(/\?=[ \t\r\n]{1,20}=\?/g, '?==?');
  return joined.replace(encodedWord, decodeWord);
}

const encodedWord = /=\?[\w.:*-]{1,60}\?[bq]\?[^?\s]{0,2000}\?=/gi;

function decodeWord(word: string): string {
  const [, set = '', kind = '', payload = ''] = word.split('?');
  const [charset = ''] = set.split('*', 1);
  if (kind.toLowerCase() === 'b') return toText(Buffer.from(payload, 'base64'), charset);
  return toText(Buffer.from(unquote(payload.replaceAll('_', ' ')), 'latin1'), charset);
}

function unquote(text: string): string {
  return text.replace(/=([0-9a-f]{2})/gi, (_all, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function toText(bytes: Buffer, charset: string): string {
  // Japanese mail says its set by escapes, whatever the part declares.
  if (bytes.includes('\u001B$')) return decodeAs('iso-2022-jp', bytes) ?? bytes.toString('latin1');
  const declared = plainSets.has(charset.toLowerCase()) ? undefined : decodeAs(charset, bytes);
  return declared ?? decodeAs('utf-8', bytes) ?? bytes.toString('latin1');
}

/** These promise ASCII, and what comes is often UTF-8. UTF-7 is unknown here; its ASCII is readable. */
const plainSets = new Set(['', 'us-ascii', 'ascii', 'utf-8', 'utf8', 'unicode-1-1-utf-7', 'utf-7']);

function decodeAs(charset: string, bytes: Buffer): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: charset === 'utf-8' }).decode(bytes);
  } catch {
    return undefined; // a set that is unknown, or bytes that are not of it
  }
}
