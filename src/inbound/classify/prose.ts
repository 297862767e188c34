import { addressesIn, addressPattern, distinct, isSystemName, sameAddress } from './addresses.ts';
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
  const line = lines[at] ?? '';
  if (announcements.test(line)) return headFields(lines.slice(at + 1, at + 16)) >= 2;
  if (!/^[> \t]{0,8}(?:return-path|received|message-id|from|date|mime-version):/i.test(line)) return false;
  return headFields(lines.slice(at, at + 14)) >= 4 && hasTrace(lines.slice(at, at + 14));
}

function headFields(lines: readonly string[]): number {
  return lines.filter((line) =>
    /^[> \t]{0,8}(?:return-path|received|message-id|from|to|cc|date|subject|mime-version|content-type|content-transfer-encoding|reply-to|user-agent|x-[a-z-]{1,40}|dkim-signature):/i.test(line),
  ).length;
}

function hasTrace(lines: readonly string[]): boolean {
  return lines.some((line) =>
    /^[> \t]{0,8}(?:return-path|received|message-id|mime-version|content-type|content-transfer-encoding):/i.test(line),
  );
}

/** Ways in which a line names who did not get it, the surest first; one kind of line is believed at a time. */
const namings: readonly (readonly RegExp[])[] = [
  [
    addressPattern(String.raw`^[\s>*-]{0,12}<`, String.raw`>(?:[\s:,;.(]|$)`, 'i'),
    addressPattern(String.raw`^[\s*]{0,12}(?:recipient(?: address)?|final recipient|failed recipient|addressed to|undeliverable (?:to|address)|could not be delivered to|delivery (?:to|failed for)|intended recipient|unknown user|user unknown|failed address|e-?mail address|mailbox|address|rcpt to|あて先|宛先|受信者)\s{0,6}[:=]\s{0,6}<?`, '', 'i'),
    addressPattern(String.raw`^[\s>*-]{0,12}`, String.raw`[ \t]{0,4}$`, 'i'),
    addressPattern(String.raw`^[\s*-]{0,12}`, String.raw`(?::|\.{3}|,| [-(<[/]|\t| (?:invalid|error|failed|user|unknown|on \d))`, 'i'),
    addressPattern(String.raw`^\s{0,12}[^<>@:]{1,80}<(?:mailto:)?`, String.raw`>[\s:;.]{0,8}$`, 'i'),
    addressPattern(String.raw`^\s{0,12}[^<>@:]{0,80}<mailto:`, '>', 'i'),
  ],
  [
    addressPattern(String.raw`^[\s<>]{0,8}[245]\d\d[ -](?:[245]\.\d\.\d{1,3} )?<`, String.raw`>(?:\.{3}|:|\s)`, 'i'),
    addressPattern(String.raw`rcpt[ _]to:? ?<?`, '>?', 'i'),
  ],
  [
    addressPattern(String.raw`(?:\bto|\bfor|\baddress|\brecipient|\buser|\bmailbox|delivering your mail to|undeliverable to|an|à|para|из|для)[ \t]{0,4}:?[ \t]{0,4}['"<(]{0,2}`, '', 'i'),
  ],
  [addressPattern('', '', 'i')],
];

/** The recipients that the words name; never whoever is in `except`, nor a mail system. */
export function recipientsIn(lines: readonly string[], except: readonly string[]): readonly string[] {
  for (const patterns of namings) {
    const found = lines
      .filter((line) => line.includes('@') && !/message-?id|^\s*from\b|sender|mail from/i.test(line))
      .flatMap((line) => named(line, patterns))
      .filter((name) => !isSystemName(name) && !except.some((other) => sameAddress(name, other)));
    if (found.length > 0) return distinct(found).slice(0, limits.recipients);
  }
  return [];
}

function named(line: string, patterns: readonly RegExp[]): readonly string[] {
  const found = patterns.map((pattern) => pattern.exec(line)?.[1]).find(Boolean);
  return found === undefined ? [] : [found];
}

/**
 * The lines about one of several recipients: from each line that names it to the line that names another. Of the words about
 * a single recipient nothing is left out.
 */
export function proseAbout(
  recipient: string,
  lines: readonly string[],
  everyone: readonly string[],
): string {
  if (everyone.length <= 1) return lines.join('\n');
  const others = new Set(everyone.map((other) => other.toLowerCase()));
  others.delete(recipient.toLowerCase());
  let mine = false;
  const about = lines.filter((line) => {
    const here = addressesIn(line).map((found) => found.toLowerCase());
    if (here.includes(recipient.toLowerCase())) mine = true;
    else if (here.some((found) => others.has(found))) mine = false;
    return mine;
  });
  return about.join('\n');
}
