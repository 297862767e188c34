/**
 * Relaxed canonicalisation, RFC 6376 §3.4.2 and §3.4.4. Texts are Latin-1 readings of bytes, one character a byte, so
 * `\s` and `trim` must not be used here: they would take a byte of somebody's non-ASCII address for a no-break space.
 */

/** A header field in its canonical form, without a line end. `field` is whole, folded, without its last CRLF. */
export function relaxedHeader(field: string): string {
  const colon = field.indexOf(':');
  const name = field
    .slice(0, colon)
    .toLowerCase()
    .replace(/[ \t]+$/, '');
  const value = oneSpace(field.slice(colon + 1).replaceAll('\r\n', ''));
  return `${name}:${value.replace(/^ /, '').replace(/ $/, '')}`;
}

/** Our bodies are mostly canonical as they are; looking is cheaper than rewriting. */
const NEEDS_WORK = /\t| {2}| \r\n| $/;

export function relaxedBody(body: string): string {
  const lines = NEEDS_WORK.test(body) ? withRelaxedLines(body) : body;
  let end = lines.length;
  while (end >= 2 && lines.startsWith('\r\n', end - 2)) end -= 2;
  return end === 0 ? '' : `${lines.slice(0, end)}\r\n`;
}

function withRelaxedLines(body: string): string {
  return oneSpace(body).replaceAll(' \r\n', '\r\n').replace(/ $/, '');
}

function oneSpace(text: string): string {
  return text.replaceAll(/[ \t]+/g, ' ');
}
