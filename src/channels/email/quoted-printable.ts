import { encode, wrap } from 'nodemailer/lib/qp';

// 76 are allowed (RFC 2045 §6.7); the rest is room for "=2E" in place of a dot and for a soft break behind the last line.
const LINE = 72;
const NEEDS_CARE = /[^\x21-\x7e]/;

export const SOFT_BREAK = '=\r\n';

/** CRLF throughout, no line over 76 characters with a soft break behind it, none that begins with a dot. */
export function toQuotedPrintable(text: string): string {
  if (!NEEDS_CARE.test(text)) return inLines(text.replaceAll('=', '=3D'));
  const lines = text.replaceAll('\0', '').replaceAll(/\r\n?|\n/g, '\r\n');
  return wrap(encode(lines), LINE).replaceAll(/^\./gm, '=2E');
}

/** Links, which stand in every message: one word of ASCII, encoded already, cut where no encoded character is. */
function inLines(encoded: string): string {
  let rest = encoded;
  let lines = '';
  while (rest.length > LINE) {
    const escape = rest.slice(LINE - 2, LINE).indexOf('=');
    const cut = escape === -1 ? LINE : LINE - 2 + escape;
    lines += withoutLeadingDot(rest.slice(0, cut)) + SOFT_BREAK;
    rest = rest.slice(cut);
  }
  return lines + withoutLeadingDot(rest);
}

function withoutLeadingDot(line: string): string {
  return line.startsWith('.') ? `=2E${line.slice(1)}` : line;
}
