/** Elements whose end tag may be left out, or that have none. */
const open =
  /<(\/?)(?!(?:br|hr|img|input|meta|link|wbr|p|li|d[dt]|t[dhr]|tbody|thead|tfoot|col|colgroup|option|source|html|head|body)\b)([a-z][a-z0-9]{0,20})\b[^<>]{0,2000}?(\/?)>/gi;
/** Pages of content systems leave an element or two open. */
const forgiven = 3;

/** Whether so many elements of a page are not closed, or closed and never opened, that its text may be out of order. */
export function isBrokenHtml(body: Buffer): boolean {
  const html = body
    .toString('latin1')
    .replaceAll(/<!--.{0,20000}?-->|<(script|style)\b.{0,100000}?<\/\1\s*>/gis, '');
  const depth = new Map<string, number>();
  for (const [, closing, name = '', selfClosing] of html.matchAll(open)) {
    if (selfClosing === '/') continue;
    const key = name.toLowerCase();
    depth.set(key, (depth.get(key) ?? 0) + (closing === '/' ? -1 : 1));
  }
  return [...depth.values()].reduce((sum, one) => sum + Math.abs(one), 0) > forgiven;
}
