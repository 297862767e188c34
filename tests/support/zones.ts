import type { Resolve } from '#src/channels/email/domain/dns.ts';

/** What a name holds, by record type; or the error that asking for it ends with. */
export type Zone = Readonly<Record<string, Readonly<Record<string, unknown[] | string>> | string>>;

/** A DNS of these names alone: of any other there is none. */
export function dnsOf(zone: Zone): Resolve {
  const names: Zone = { '.': { NS: ['a.root.example'] }, ...zone };
  return (name, type) => {
    const records = names[name];
    const answer = typeof records === 'string' ? records : records?.[type];
    if (Array.isArray(answer)) return Promise.resolve(answer);
    const code = answer ?? (records === undefined ? 'ENOTFOUND' : 'ENODATA');
    return Promise.reject(Object.assign(new Error(`query${type} ${code} ${name}`), { code }));
  };
}

/** A TXT record as resolvers hand it out: in pieces. */
export function txt(...texts: readonly string[]): { readonly TXT: string[][] } {
  return { TXT: texts.map((text) => text.match(/.{1,200}/g) ?? ['']) };
}
