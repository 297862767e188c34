import { isIPv6 } from 'node:net';

import { look, recordsOf } from '#src/channels/email/domain/dns.ts';
import type { Resolve } from '#src/channels/email/domain/dns.ts';
import { fail, note, pass } from '#src/commands/finding.ts';
import type { Finding } from '#src/commands/finding.ts';

import { sayTrouble } from './sender.ts';

const about = 'ptr';

/** The name of each address must lead back to it. */
export async function ptrFindings(
  ips: readonly string[],
  resolve: Resolve,
): Promise<readonly Finding[]> {
  if (ips.length === 0)
    return [note(about, 'not known what your relay sends from: name it with --ip')];
  return Promise.all(ips.map((ip) => ptrFinding(ip, resolve)));
}

async function ptrFinding(ip: string, resolve: Resolve): Promise<Finding> {
  const looked = await look(resolve, reverseName(ip), 'PTR');
  if (looked.kind === 'none')
    return fail(about, `${ip} has no name: have its network’s owner publish a PTR for it`);
  if (looked.kind !== 'found') return fail(about, sayTrouble(looked, `the name of ${ip}`));
  const type = isIPv6(ip) ? 'AAAA' : 'A';
  for (const name of looked.records) {
    const addresses = recordsOf(await look(resolve, name, type));
    if (addresses.some((address) => isSame(address, ip)))
      return pass(about, `${ip} is ${name}, which leads back to it`);
  }
  return fail(
    about,
    `${ip} is called ${looked.records.join(', ')}, which does not lead back to it: publish ${type} ${ip} there`,
  );
}

/** Where the name of an address stands (RFC 1035 §3.5, RFC 3596 §2.5). */
export function reverseName(ip: string): string {
  if (!isIPv6(ip)) return `${ip.split('.').toReversed().join('.')}.in-addr.arpa`;
  return `${digitsOf(ip).split('').toReversed().join('.')}.ip6.arpa`;
}

function isSame(one: string, other: string): boolean {
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
