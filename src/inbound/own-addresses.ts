/** Where mail for us comes. */
interface OwnDomains {
  /** Of return paths and of unsubscribing by mail: `b+…@`, `u+…@`. */
  readonly bounceDomain: string;
  readonly from: string;
  readonly replyTo: string;
  /** Other domains whose mail is brought to us; From and Reply-To are ours where they are in one. */
  readonly domains: readonly string[];
}

/** Which of our addresses a message came to. */
export type CameTo =
  | { readonly kind: 'return-path'; readonly localPart: string }
  | { readonly kind: 'unsubscribe'; readonly token: string }
  /** Written to by people: From, Reply-To, postmaster, abuse. */
  | { readonly kind: 'answer' };

export interface OwnAddresses {
  /** Undefined for an address that is none of ours. Whether its token is valid is another question. */
  readonly recognise: (address: string) => CameTo | undefined;
}

export function createOwnAddresses({
  bounceDomain,
  from,
  replyTo,
  domains,
}: OwnDomains): OwnAddresses {
  const received = new Set([bounceDomain, ...domains].map((domain) => domain.toLowerCase()));
  const written = new Set(
    [from, replyTo, `postmaster@${bounceDomain}`, `abuse@${bounceDomain}`]
      .map((address) => address.toLowerCase())
      .filter((address) => received.has(domainOf(address))),
  );
  return {
    recognise(address) {
      if (written.has(address.toLowerCase())) return { kind: 'answer' };
      if (domainOf(address) !== bounceDomain.toLowerCase()) return undefined;
      return withToken(address.slice(0, address.lastIndexOf('@')));
    },
  };
}

function withToken(localPart: string): CameTo | undefined {
  if (/^b\+[0-9a-f.]{1,60}$/i.test(localPart)) return { kind: 'return-path', localPart };
  const [, token] = /^u\+([\w-]{1,60})$/i.exec(localPart) ?? [];
  return token === undefined ? undefined : { kind: 'unsubscribe', token };
}

/** In lower case; empty for what is no address. */
function domainOf(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 1 ? '' : address.slice(at + 1).toLowerCase();
}
