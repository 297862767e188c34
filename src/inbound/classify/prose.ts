import { addressesIn, addressPattern, distinct, sameAddress } from './addresses.ts';
import { limits } from './limits.ts';

/** The words for people, and where the returned mail begins in them. */
export interface Prose {
  readonly lines: readonly string[];
  readonly original: string;
}

/** Divides a notice without parts: what it says, and the copy of the mail behind it. */
export function divideProse(text: string): Prose {
  const lines = text.split('\n').map((line) => line.slice(0, limits.line));
  const at = lines.findIndex((line, index) => index > 0 && beginsOriginal(lines, index));
  if (at === -1) return { lines, original: '' };
  return { lines: lines.slice(0, at), original: lines.slice(at).join('\n') };
}

const announcements =
  /^[\s>*=_#-]*(?:below (?:this line )?is a copy|(?:the |this is )?(?:a )?(?:copy of )?(?:the |your )?(?:header of the )?(?:original|unsent|returned|undelivered|rejected|failed) (?:message|mail|e-?mail)(?: (?:headers?|text|body|follows?|below|is following|header follows|contents?|attached|information|is included|was|included))*[\s.:*=_-]*$|below this line|message headers? follow|(?:the )?text of (?:the|your) (?:original )?message|this is a copy of|(?:the )?header of the original|your (?:original )?message (?:follows|reads)|returned (?:message|mail|text)|unsent message|message (?:text|header|contents?)[\s:.-]*$|original mail as follows|non-?delivered message|the first \d{1,6} lines|(?:the )?following is (?:a copy of )?(?:the|your)|-{3,}\s{0,4}(?:forwarded|included|begin|original))/i;

function beginsOriginal(lines: readonly string[], at: number): boolean {
  if (announcements.test(lines[at] ?? '')) {
    const next = lines.slice(at + 1, at + 40);
    const start = next.findIndex((line) => !/^[\s>*=_#-]*$/.test(line));
    return fieldsInARow(next.slice(start)).length >= 2;
  }
  // Only the first of a row: those after it have been counted with it.
  if (fieldName(lines[at - 1]) !== undefined) return false;
  const fields = fieldsInARow(lines.slice(at, at + 40));
  return fields.length >= 4 && fields.some((field) => traces.has(field));
}

/** Names of the fields from the first line on, with what is folded, to the first line that is neither. */
function fieldsInARow(lines: readonly string[]): readonly string[] {
  const names: string[] = [];
  for (const line of lines) {
    const name = fieldName(line);
    if (name !== undefined) names.push(name);
    else if (names.length === 0 || !/^[> ]{0,4}[ \t]/.test(line)) break;
  }
  return names.some((name) => common.has(name)) ? names : [];
}

function fieldName(line = ''): string | undefined {
  return /^[> \t]{0,8}([a-z][a-z0-9-]{1,40}):/i.exec(line)?.[1]?.toLowerCase();
}

const common = new Set(['from', 'to', 'date', 'subject', 'message-id', 'received', 'return-path']);
const traces = new Set([
  'return-path',
  'received',
  'message-id',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
]);

/** Ways in which a line names who did not get it, the surest first; one kind of line is believed at a time. */
const namings: readonly (readonly RegExp[])[] = [
  [
    addressPattern(String.raw`^[\s>*"'-]{0,12}<`, String.raw`>(?:[\s:,;.(]|$)`),
    addressPattern(
      String.raw`^[\s*]{0,12}(?:recipient(?: address)?|final recipient|failed recipient|addressed to|undeliverable (?:to|address)|could not be delivered to|delivery (?:to|failed for)|intended recipient|unknown user|user unknown|failed address|e-?mail address|mailbox|address|rcpt to|あて先|宛先|受信者)\s{0,6}[:=]\s{0,6}<?`,
      '',
    ),
    addressPattern(String.raw`^[\s>*"'-]{0,12}`, String.raw`["']?[ \t]{0,4}[.:]?$`),
    addressPattern(
      String.raw`^[\s*-]{0,12}`,
      String.raw`["']?(?::|\.{3}|,|<mailto| [-(<[/]|\t| (?:invalid|error|failed|user|unknown|on [a-z0-9]|[a-z]{1,4} \d))`,
    ),
    addressPattern(String.raw`^\s{0,12}[^<>@:]{1,80}<(?:mailto:)?`, String.raw`>[\s:;.]{0,8}$`),
    addressPattern(String.raw`^\s{0,12}[^<>@:]{0,80}<mailto:`, '>'),
  ],
  [
    addressPattern(
      String.raw`^[\s<>]{0,8}[245]\d\d[ -](?:[245]\.\d\.\d{1,3} )?<?`,
      String.raw`>?(?:\.{3}|:|\s)`,
    ),
    addressPattern(String.raw`rcpt[ _]to:? ?<?`, '>?'),
  ],
  [
    addressPattern(
      String.raw`(?:(?<![\w-])to|\bfor|\baddress|\brecipient|\buser|\bmailbox|\ban|à|\bpara|из|для)[ \t:]{1,6}['"<(]{0,2}`,
      '',
    ),
  ],
];

/** The recipients that the words name, never one of `except`. The surest two kinds of lines alone, or all kinds. */
export function recipientsIn(
  lines: readonly string[],
  { except, sure = false }: { readonly except: readonly string[]; readonly sure?: boolean },
): readonly string[] {
  const telling = lines.filter(
    (line) => line.includes('@') && !/message-?id|^\s*from\b|sender|mail from/i.test(line),
  );
  for (const patterns of sure ? namings.slice(0, 2) : namings) {
    const found = telling
      .flatMap((line) => named(line, patterns))
      .filter((name) => !except.some((other) => sameAddress(name, other)));
    if (found.length > 0) return distinct(found).slice(0, limits.recipients);
  }
  return [];
}

function named(line: string, patterns: readonly RegExp[]): readonly string[] {
  const found = patterns.map((pattern) => pattern.exec(line)?.[1]).find(Boolean);
  return found === undefined ? [] : [found];
}

/** What the words say about one recipient. */
export interface About {
  /** Where several missed it, the lines that name this one. */
  readonly naming: string;
  /** From each line that names it to one that names another; of the words about a single recipient nothing is left out. */
  readonly prose: string;
}

/** For everyone at once, by the address in lower case: a notice may name very many. */
export function proseAbout(
  everyone: readonly string[],
  lines: readonly string[],
): (recipient: string | undefined) => About {
  if (everyone.length <= 1) return () => ({ naming: '', prose: lines.join('\n') });
  const about = new Map(
    everyone.map((name) => [name.toLowerCase(), { naming: [] as string[], prose: [] as string[] }]),
  );
  let current: readonly string[] = [];
  for (const line of lines) {
    const here = distinct(addressesIn(line).map((found) => found.toLowerCase()));
    const missing = here.filter((name) => about.has(name));
    if (missing.length > 0) current = missing;
    for (const name of missing) about.get(name)?.naming.push(line);
    for (const name of current) about.get(name)?.prose.push(line);
  }
  return (recipient) => {
    const { naming = [], prose = lines } = about.get(recipient?.toLowerCase() ?? '') ?? {};
    return { naming: naming.join('\n'), prose: prose.join('\n') };
  };
}

/** Fields of the returned mail that a notice repeats say nothing about what went wrong, nor does how qmail begins. */
export function withoutEchoes(prose: string): string {
  return prose
    .replace(/does not like (?:recipient|sender)\.?/g, '')
    .replace(
      /^[ \t>]{0,12}(?:mail from|rcpt to|from|to|cc|subject|date|sent|sent date|message-id|message id|size)\s?(?:\(in bytes\))?:.{0,1000}$/gim,
      '',
    );
}
