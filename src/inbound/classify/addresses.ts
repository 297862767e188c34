/** An address as notices write it, never a piece of a longer one. Lengths are bounded, so that no line takes long. */
const address = String.raw`(?<![\w.!#$%&'*+/?^{}~=-])(?:"[^"\s<>@]{1,64}(?: [^"\s<>@]{1,64}){0,3}"|[^\s<>()[\]{}:;,"'\\|@=*\x00-\x1F\x60]{1,64}(?:=[^\s<>()[\]{}:;,"'\\|@=\x00-\x1F]{1,64}){0,3})@(?:[a-z0-9_\u0080-\uFFFF-]{1,63}\.){1,8}[a-z0-9\u0080-\uFFFF-]{2,63}(?![\w-]|\.[\w-])`;

export function addressPattern(before: string, after: string, flags: string): RegExp {
  return new RegExp(`${before}(${address})${after}`, flags);
}

const anywhere = addressPattern('', '', 'gi');

export function addressesIn(text: string): readonly string[] {
  return [...text.matchAll(anywhere)].flatMap(([, found]) => (found === undefined ? [] : [found]));
}

/** Of `rfc822; name@example.org`, `<name@example.org>` or the like; undefined where nothing of it is an address. */
export function addressOf(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const plain = value.slice(0, 600).replace(/^[a-z0-9.-]{1,20}[ \t]{0,4};/i, '');
  const pointed = /<([^<>]{1,320})>/.exec(plain)?.[1];
  return addressesIn(pointed ?? plain)[0];
}

/** Addresses are compared so; what is told keeps its own letters. */
export function sameAddress(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && one.toLowerCase() === other?.toLowerCase();
}

export function distinct(addresses: readonly string[]): readonly string[] {
  const known = new Map(addresses.toReversed().map((found) => [found.toLowerCase(), found]));
  const order = [...new Set(addresses.map((found) => found.toLowerCase()))];
  return order.flatMap((key) => known.get(key) ?? []);
}

/** Mail systems' own names: never the citizen who did not get something. */
export function isSystemName(found: string): boolean {
  return /^(?:mailer[-_.]?daemon|post[-_.]?master|mail-?daemon|double-bounce|owner-|bounces?[-+@])/i.test(
    found,
  );
}
