// RFC 2047 §2 ends lines with encoded words at 76; 39 bytes make a word of 64, which leaves room for the field's name.
const BYTES_PER_WORD = 39;
const FOLD_AT = 76;
const LONGEST_PLAIN_WORD = 60;

const NO_TOKEN = /[^\x21-\x7e]|[<>]/;
const LINE_BREAKERS = /[\p{Cc}\u2028\u2029]+/gu;
const BIDI_OVERRIDES = /[\u202a-\u202e]/g;
const ISOLATES = /[\u2066-\u2069]/g;
const CLOSE_ISOLATE = '\u2069';

/** One line of plain text: nothing that could begin another header, no bidi override, every isolate closed. */
function cleanLine(text: string): string {
  const line = text.toWellFormed().replaceAll(LINE_BREAKERS, ' ').replaceAll(BIDI_OVERRIDES, '');
  return balanceIsolates(line.replaceAll(/ +/g, ' ').trim()); // French keeps its unbreakable spaces
}

/** A free-text header such as Subject, encoded where it must be and folded. */
export function textHeader(name: string, text: string): string {
  return `${name}: ${foldedText(cleanLine(text), name.length + 2)}\r\n`;
}

/** `Name <address>`, as in From and List-Id. */
export function namedHeader(
  name: string,
  named: { readonly name: string; readonly id: string },
): string {
  const start = `${name}: ${phrase(cleanLine(named.name))}`;
  const id = `<${token(named.id)}>`;
  const lastLine = start.slice(start.lastIndexOf('\n') + 1);
  const gap = lastLine.length + id.length < FOLD_AT ? ' ' : '\r\n ';
  return `${start}${gap}${id}\r\n`;
}

/** A header whose value is ours: ASCII, no line break, kept whole. */
export function plainHeader(name: string, value: string): string {
  return `${name}: ${value.replaceAll(/[^\x20-\x7e]/g, '')}\r\n`;
}

/** What may stand between angle brackets: visible ASCII without angle brackets. */
export function token(value: string): string {
  return NO_TOKEN.test(value) ? value.replaceAll(/[^\x21-\x7e]|[<>]/g, '') : value;
}

function phrase(name: string): string {
  if (/^[\w !#$%&'*+/=?^`{|}~-]*$/.test(name) || !isPlain(name)) return foldedText(name, 10);
  return `"${name.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

function foldedText(text: string, column: number): string {
  return isPlain(text) ? foldAtSpaces(text, column) : encodedWords(text);
}

/** `=?` could be read as an encoded word, and a very long word could not be folded: both are encoded. */
function isPlain(text: string): boolean {
  if (!/^[\x20-\x7e]*$/.test(text) || text.includes('=?')) return false;
  return text.split(' ').every((word) => word.length <= LONGEST_PLAIN_WORD);
}

function foldAtSpaces(text: string, column: number): string {
  let used = column;
  let folded = '';
  for (const word of text.split(' ')) {
    const fits = used + word.length < FOLD_AT;
    if (folded !== '') folded += fits ? ' ' : '\r\n ';
    used = fits ? used + word.length + 1 : word.length + 1;
    folded += word;
  }
  return folded;
}

/** Nodemailer's own encoder passes through what already looks encoded, so that a text could say one thing and read as another. */
function encodedWords(text: string): string {
  const words: string[] = [];
  let bytes = BYTES_PER_WORD;
  for (const character of text) {
    const size = Buffer.byteLength(character);
    if (bytes + size > BYTES_PER_WORD) {
      words.push('');
      bytes = 0;
    }
    words.push(`${words.pop() ?? ''}${character}`);
    bytes += size;
  }
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join('\r\n ');
}

function balanceIsolates(text: string): string {
  let open = 0;
  const balanced = text.replaceAll(ISOLATES, (mark) => {
    if (mark === CLOSE_ISOLATE && open === 0) return '';
    open += mark === CLOSE_ISOLATE ? -1 : 1;
    return mark;
  });
  return balanced + CLOSE_ISOLATE.repeat(open);
}
