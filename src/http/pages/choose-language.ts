/**
 * The language to answer in: the one asked for, else the first of the browser's that is offered, else the issuer's
 * first. `header` is Accept-Language (RFC 9110 § 12.5.4).
 */
export function chooseLanguage(
  offered: readonly string[],
  asked: string | undefined,
  header: string | undefined,
): string {
  const wanted = [asked ?? '', ...preferencesIn(header ?? '')];
  return wanted.find((tag) => offered.includes(tag)) ?? offered[0] ?? 'en';
}

function preferencesIn(header: string): readonly string[] {
  return header
    .slice(0, 500)
    .split(',')
    .map((part) => part.trim().split(/\s*;\s*q=/i))
    .map(([tag = '', quality = '1']) => ({ tag: primarySubtag(tag), quality: Number(quality) }))
    .filter(({ quality }) => quality > 0)
    .toSorted((one, other) => other.quality - one.quality)
    .map(({ tag }) => tag);
}

function primarySubtag(tag: string): string {
  return tag.split('-', 1)[0]?.toLowerCase() ?? '';
}
