// Letters of Latin-1 beyond ASCII are damage: they come of bytes that are no UTF-8.
const local = String.raw`(?:"[^"\s<>@]{1,62}"|[^\s<>()[\]{}:;,"'\\|@\x00-\x1F\x60\x7F-\xFF\uFFFD]{1,64})`;
const domain = String.raw`(?:[a-z0-9_\u0100-\uFFEF-]{1,63}\.){1,8}[a-z0-9\u0100-\uFFEF-]{2,63}(?![\w\x00-\x08\x0E-\x1F\x7F-\x9F\xA1-\xFF\uFFFD-]|\.[\w-])`;
/** An address as notices write it, never a piece of a longer one. Lengths are bounded, so that no line takes long. */
const address = String.raw`(?<![\w.!#$%&'*+/?^{}~=\x00-\x08\x0E-\x1F\x7F-\x9F\xA1-\xFF\uFFFD-])${local}@${domain}`;

export function addressPattern(before: string, after: string): RegExp {
  return new RegExp(`${before}(${address})${after}`, 'i');
}

const beforeAt = new RegExp(`${local}$`);
const afterAt = new RegExp(`^${domain}`, 'i');

/** All of them in their order; looked for around each @, so that a long text takes no longer than it must. */
export function addressesIn(text: string): readonly string[] {
  const found: string[] = [];
  let at = text.indexOf('@');
  for (let looked = 0; at !== -1 && looked < mostLooked; looked += 1) {
    const around = addressAround(text, at);
    if (around !== undefined) found.push(around);
    at = text.indexOf('@', at + 1);
  }
  return found;
}

function addressAround(text: string, at: number): string | undefined {
  const name = beforeAt.exec(text.slice(Math.max(0, at - 66), at))?.[0];
  const host = afterAt.exec(text.slice(at + 1, at + 400))?.[0];
  if (name === undefined || host === undefined) return undefined;
  return attached.test(text.charAt(at - name.length - 1)) ? undefined : `${name}@${host}`;
}

const mostLooked = 5_000;
// oxlint-disable-next-line no-control-regex -- bytes that nobody writes before an address are damage
const attached = /[\w.+\x00-\x08\x0E-\x1F\x7F-\x9F\xA1-\xFF\uFFFD-]/;

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

/** Each once, as it was written first. */
export function distinct(addresses: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return addresses.filter((found) => {
    const isNew = !seen.has(found.toLowerCase());
    seen.add(found.toLowerCase());
    return isNew;
  });
}

/** Mail systems' own names: never the citizen who did not get something. */
export function isSystemName(found: string): boolean {
  return /^(?:mailer[-_.]?daemon|post[-_.]?master|mail-?daemon|double-bounce|owner-|bounces?[-+@])/i.test(
    found,
  );
}
