import { createHash } from 'node:crypto';

/** Another message, to be part of one of ours. */
export interface Attached {
  readonly raw: Buffer;
  /** Shown where it cannot be shown as a message. */
  readonly fileName: string;
}

/** What stands around a body that has something attached to it. */
export interface Wrapping {
  readonly boundary: string;
  /** The part with the message, with its headers and the end of the whole. */
  readonly part: string;
}

/**
 * As message/rfc822, which must not be encoded (RFC 2046 §5.2.1): so where it is not plain seven-bit lines it is a file. The
 * boundary is made of its hash, which nothing in it can hold.
 */
export function wrap({ raw, fileName }: Attached): Wrapping {
  const boundary = `=_with-${createHash('sha256').update(raw).digest('hex').slice(0, 32)}`;
  const text = raw.toString('latin1').replaceAll(/\r?\n/g, '\r\n');
  const [headers, body] = isPlain(text)
    ? [['Content-Type: message/rfc822', 'Content-Transfer-Encoding: 7bit'], text]
    : [
        [
          `Content-Type: application/octet-stream; name="${fileName}"`,
          'Content-Transfer-Encoding: base64',
        ],
        inBase64(raw),
      ];
  const disposition = `Content-Disposition: attachment; filename="${fileName}"`;
  const head = [...headers, disposition].join('\r\n');
  return { boundary, part: `\r\n--${boundary}\r\n${head}\r\n\r\n${body}\r\n--${boundary}--\r\n` };
}

/** RFC 5322 §2.1.1: ASCII without NUL and bare CR, no line longer than 998. */
function isPlain(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- ASCII as a whole is meant
  return /^[\x01-\x7f]*$/.test(text) && !/\r(?!\n)|[^\n]{999}/.test(text);
}

function inBase64(raw: Buffer): string {
  return (raw.toString('base64').match(/.{1,76}/g) ?? []).join('\r\n');
}
