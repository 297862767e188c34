import { domainToUnicode } from 'node:url';

/** E9: as people write it. Mail goes by A-labels. */
export function shownAddress(address: string): string {
  const at = address.lastIndexOf('@') + 1;
  const domain = address.slice(at);
  return `${address.slice(0, at)}${domainToUnicode(domain) || domain}`;
}
