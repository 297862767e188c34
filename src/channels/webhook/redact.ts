/** So much of an answer is kept. */
const mostBytes = 4_096;

/**
 * The beginning of what a receiver answered, for the log that the endpoint's owner reads: without addresses, numbers and
 * keys, which receivers quote back. Rather too much is taken out than too little. Undefined when nothing was answered.
 */
export function redact(bytes: Buffer, isCut: boolean): string | undefined {
  if (bytes.length === 0) return undefined;
  const text = textIn(bytes, isCut);
  if (text === undefined) return `<${bytes.length} bytes>`;
  // What was cut in the middle of a word may be half an address.
  const whole = isCut ? text.replace(/(?<!\S)\S*$/u, '') : text;
  const redacted = replacements.reduce(
    (said, [pattern, instead]) => said.replace(pattern, instead),
    whole.replace(unseen, ''),
  );
  return beginningOf(redacted.trim());
}

/** Undefined for what is no text in UTF-8. */
function textIn(bytes: Buffer, isCut: boolean): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: isCut });
  } catch {
    return undefined;
  }
}

/** Control characters, and those that only change how others look: they would hide an address, or forge a terminal's line. */
const unseen = /[^\P{C}\n\t]/gu;

/** How `@` stands in mail, addresses of pages, HTML and JSON. */
const at = String.raw`(?:[@＠﹫]|%40|&#0*64;|&#x0*40;|&commat;|\\u0040)`;
const inAddress = String.raw`[\p{L}\p{M}\p{N}.!#$%&'*+/=?^_\x60{|}~-]`;

// Look-behinds keep each of these from being tried anew at every letter of a long run.
const replacements: readonly (readonly [RegExp, string])[] = [
  [/(?<=\/\/)[^\s/@"'<>]+@/gu, '<credentials>'],
  [
    new RegExp(
      String.raw`(?:"[^"\n]{1,64}"|(?<!${inAddress})${inAddress}*)\s{0,3}${at}+\s{0,3}\S*`,
      'giu',
    ),
    '<address>',
  ],
  [/\b(bearer|basic)\s+[\w.~+/=-]{6,}/giu, '$1 <key>'],
  [/\b(token|key|secret|password|authorization)(["']?\s*[:=]\s*["']?)[^\s"',;]+/giu, '$1$2<key>'],
  [/\beyJ[\w-]+\.[\w.-]*/gu, '<key>'],
  [/(?<![A-Za-z0-9])(?:whsec|whsk|whpk|cat|cae|cap)_[A-Za-z0-9+/=_-]+/gu, '<key>'],
  [/(?<![\w-])(?=[A-Za-z_-]*\d)[\w-]{32,}/gu, '<key>'],
  [/(?<!\p{Nd})\+?\p{Nd}(?:[\s()./-]{0,3}\p{Nd}){6,}/gu, '<number>'],
];

function beginningOf(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= mostBytes) return text;
  let end = mostBytes;
  while ((bytes.readUInt8(end) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end).toString();
}
