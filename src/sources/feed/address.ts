/** An address of the web, absolute; undefined for anything else (`mailto:`, `javascript:`, nonsense). */
export function webAddress(text: string | undefined, base: string): string | undefined {
  if (text === undefined || text.trim() === '' || !URL.canParse(text.trim(), base))
    return undefined;
  const url = new URL(text.trim(), base);
  return ['http:', 'https:'].includes(url.protocol) ? url.href : undefined;
}

/** The language of a tag, as in `en` for `en-GB`. */
export function languageOf(tag: string | undefined): string | undefined {
  const [language] = (tag ?? '').trim().toLowerCase().split(/[-_]/);
  return language !== undefined && /^[a-z]{2,3}$/.test(language) ? language : undefined;
}
