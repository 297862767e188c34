import { createReach } from '#src/outbound/ranges.ts';

const reach = createReach([]);
const reservedNames =
  /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|lan|home\.arpa|onion)$/;
/** Shown as text, never followed. */
const harmless = new Set(['mailto', 'tel', 'urn', 'geo', 'cid', 'tag']);

/** Why an address in an alert must be neither followed nor shown as a link; undefined for one that may. */
export function addressFault(text: string): string | undefined {
  // Browsers drop what does not belong into an address, and what is left may be a script.
  const bare = text.replaceAll(/[\s\p{C}]+/gu, '');
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(bare)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    return /^[/\\]{2}/.test(bare) ? hostFault(`https:${bare}`) : undefined;
  }
  if (scheme === 'http' || scheme === 'https') return hostFault(bare);
  return harmless.has(scheme) ? undefined : 'expected an address of the web';
}

function hostFault(address: string): string | undefined {
  const url = URL.parse(address);
  if (url === null) return 'expected an address of the web';
  if (url.username !== '' || url.password !== '') return 'expected an address without a user name';
  return isPublic(url.hostname.replace(/\.$/, ''))
    ? undefined
    : 'expected an address that the public can reach';
}

function isPublic(host: string): boolean {
  if (host.startsWith('[')) return reach(host.slice(1, -1)) === 'public';
  if (/^[\d.]+$/.test(host)) return reach(host) === 'public';
  return host.includes('.') && !reservedNames.test(host);
}
