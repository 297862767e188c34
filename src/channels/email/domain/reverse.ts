import { isIPv6 } from 'node:net';

/** Where the name of an address stands (RFC 1035 §3.5, RFC 3596 §2.5). */
export function reverseName(ip: string): string {
  if (!isIPv6(ip)) return `${ip.split('.').toReversed().join('.')}.in-addr.arpa`;
  return `${digitsOf(ip).split('').toReversed().join('.')}.ip6.arpa`;
}

/** However they are written. */
export function isSameAddress(one: string, other: string): boolean {
  return isIPv6(one) && isIPv6(other) ? digitsOf(one) === digitsOf(other) : one === other;
}

/** All 32 digits of an IPv6 address; URL writes each in one way. */
function digitsOf(ip: string): string {
  const written = new URL(`http://[${ip}]`).hostname.slice(1, -1);
  const [head = '', tail] = written.split('::');
  const [before, after] = [groupsOf(head), groupsOf(tail ?? '')];
  const between = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...between, ...after].map((group) => group.padStart(4, '0')).join('');
}

function groupsOf(text: string): readonly string[] {
  return text.split(':').filter((group) => group !== '');
}
