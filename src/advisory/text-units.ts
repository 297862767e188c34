/** One sentence, or one item of a list, with the heading that gives it its meaning. */
export interface Unit {
  readonly text: string;
  /** Without case, punctuation and blanks. */
  readonly folded: string;
  /** The heading on which its meaning hangs, folded; empty where it stands for itself. */
  readonly scope: string;
}

/**
 * A text in the pieces that may change places without changing what is said. Whole sentences stand for themselves; an item
 * of a list says what it says only under its heading ("Do not travel to:"), and so does what stands under a heading that
 * speaks of advice. Dates on which a page was looked through are left out.
 */
export function unitsOf(text: string): readonly Unit[] {
  let heading = '';
  return linesOf(text).flatMap((line) => {
    const kind = kindOf(line);
    if (kind === 'heading') heading = fold(line);
    // A list ends where whole sentences begin again.
    if (kind === 'sentences' && heading.endsWith(':')) heading = '';
    const scope = kind === 'sentences' && !scopes(heading) ? '' : heading;
    return unitsIn(line, scope);
  });
}

function unitsIn(line: string, scope: string): readonly Unit[] {
  return sentencesOf(line).flatMap((text) => {
    const folded = fold(text);
    if (folded === '' || isBoilerplate(folded)) return [];
    return [{ text, folded, scope: scope === folded ? '' : scope }];
  });
}

function kindOf(line: string): 'item' | 'heading' | 'sentences' | 'fragment' {
  if (/^[-–•*·]\s/u.test(line)) return 'item';
  if (line.endsWith(':')) return 'heading';
  if (/[.!?。！？]["')]*$/u.test(line)) return 'sentences';
  return line.split(' ').length <= 12 ? 'heading' : 'fragment';
}

/** Readable text whatever it was wrapped in: tags, entities (twice encoded, too), odd blanks and quotes are only dress. */
export function plain(text: string): string {
  if (!/[<&]|[^\x20-\x7E\n]/.test(text)) return text;
  return decoded(decoded(text.replaceAll(/<\/?(?:p|div|br|li|h\d|tr|ul|ol)\b[^<>]*>/gi, '\n')))
    .replaceAll(/<\/?[a-z][^<>]{0,2000}>/gi, ' ')
    .normalize('NFKC')
    .replaceAll(/[\u00AD\u200B-\u200F\u2060\uFEFF]/g, '')
    .replaceAll(/[‘’‛`´]/g, "'")
    .replaceAll(/[“”„«»]/g, '"')
    .replaceAll(/[‐‑‒–—―]/g, '-');
}

const named: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
  ['rsquo', "'"],
  ['lsquo', "'"],
  ['rdquo', '"'],
  ['ldquo', '"'],
  ['ndash', '-'],
  ['mdash', '-'],
  ['hellip', '…'],
]);

function decoded(text: string): string {
  return text
    .replaceAll(/&#x([0-9a-f]{1,6});/gi, (_all, hex: string) => letter(Number.parseInt(hex, 16)))
    .replaceAll(/&#(\d{1,7});/g, (_all, number: string) => letter(Number(number)))
    .replaceAll(/&([a-z]{2,6});/gi, (all, name: string) => named.get(name.toLowerCase()) ?? all);
}

function letter(code: number): string {
  return code > 0 && code <= 0x10_ff_ff && !(code >= 0xd8_00 && code <= 0xdf_ff)
    ? String.fromCodePoint(code)
    : ' ';
}

function linesOf(text: string): readonly string[] {
  return plain(text)
    .split('\n')
    .map((line) => line.replaceAll(/\s+/g, ' ').trim())
    .filter((line) => line !== '');
}

/** A full stop inside a number or after one letter ("U.S.") ends no sentence. */
function sentencesOf(line: string): readonly string[] {
  return line
    .split(/(?<=[^\s.]{2}[.!?]["')]{0,2})\s+(?=["'(]?\p{Lu}|\d)|(?<=[。！？])/u)
    .map((sentence) => sentence.trim());
}

/** A heading without such words ("Crime", "Local laws") only sorts what stands under it. */
function scopes(heading: string): boolean {
  return /travel|avoid|do not|level|reconsider|caution|exercise|leave|advis|areas?|regions?|parts|warn|risk/.test(
    heading,
  );
}

/** Case, punctuation and blanks make no difference; a colon at the end does, for what follows hangs on it. */
export function fold(text: string): string {
  const words = text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return `${words.join(' ')}${text.trimEnd().endsWith(':') ? ':' : ''}`;
}

const months =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?';
const boilerplate = [
  new RegExp(
    `^(?:still (?:current|valid)(?: at)?|(?:this page was |page )?(?:last )?(?:updated|reviewed|published|issued|modified)(?: on| at)?|date(?: issued| of issue)?|reissued(?: on)?|current as of)[: ]*(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day )?(?:\\d{1,4}|${months})(?: (?:\\d{1,4}|${months}|utc|gmt|a?e[sd]t|am|pm|t|z)){0,8}$`,
    'i',
  ),
  /^(?:stand|unver[aä]ndert g[uü]ltig seit|letzte [aä]nderungen?)[: ]*\d[\d ]*$/,
  /^(?:please )?read the (?:entire|full|whole) travel (?:advisory|advice)$/,
];

function isBoilerplate(folded: string): boolean {
  return boilerplate.some((pattern) => pattern.test(folded));
}
