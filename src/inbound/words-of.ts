import { simpleParser } from 'mailparser';

/** What a person wrote without what they attached. */
export interface LetterWords {
  /** A message of its own, in seven bits: the fields of the head, and the text. */
  readonly raw: Buffer;
  /** How many pictures and files are left out. */
  readonly attachments: number;
}

const mostOfHead = 65_536;
/** Characters: a book would not go through a relay either. */
const mostText = 100_000;

export async function wordsOf(raw: Buffer): Promise<LetterWords> {
  const { text = '', attachments } = await simpleParser(raw, {
    skipImageLinks: true,
    skipTextLinks: true,
    maxHtmlLengthToParse: 1_000_000,
  });
  const fields = [
    ...fieldsOf(raw),
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
  ];
  const body = (
    Buffer.from(text.slice(0, mostText))
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\r\n');
  const whole = `${fields.join('\r\n')}\r\n\r\n${body}\r\n`;
  return { raw: Buffer.from(whole, 'latin1'), attachments: attachments.length };
}

/** As they came, but for those that describe the body. */
function fieldsOf(raw: Buffer): readonly string[] {
  const [head = ''] = raw
    .subarray(0, mostOfHead)
    .toString('latin1')
    .split(/\r?\n\r?\n/, 1);
  return head
    .split(/\r?\n(?![ \t])/)
    .filter((field) => !/^(?:content-|mime-version)/i.test(field))
    .map((field) => field.replaceAll(/\r?\n/g, '\r\n'));
}
