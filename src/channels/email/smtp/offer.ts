/** What a relay says it can do (RFC 1869); nothing for one that knows only HELO. */
export interface Offer {
  /** RFC 2920. */
  readonly pipelining: boolean;
  /** RFC 3461. */
  readonly dsn: boolean;
  /** RFC 6152. */
  readonly eightBitMime: boolean;
  /** RFC 6531. */
  readonly smtpUtf8: boolean;
  /** RFC 1870; `most` in bytes, undefined where no limit is named. */
  readonly size: { readonly most: number | undefined } | undefined;
}

/** Reads the whole reply to EHLO or HELO. Its first line is the relay's name and offers nothing, whatever it spells. */
export function readOffer(reply: string): Offer {
  const words = new Map<string, string>();
  for (const line of reply.split(/\r?\n/).slice(1)) {
    const [, keyword = '', value = ''] = /^250[ -](\S+)(?: +(\S+))?/.exec(line) ?? [];
    words.set(keyword.toUpperCase(), value);
  }
  const size = words.get('SIZE');
  return {
    pipelining: words.has('PIPELINING'),
    dsn: words.has('DSN'),
    eightBitMime: words.has('8BITMIME'),
    smtpUtf8: words.has('SMTPUTF8'),
    size: size === undefined ? undefined : { most: Number(size) || undefined },
  };
}
