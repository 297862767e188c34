import { isIPv6 } from 'node:net';

import { look, recordsOf } from '#src/channels/email/domain/dns.ts';
import type { Resolve } from '#src/channels/email/domain/dns.ts';
import { isSameAddress, reverseName } from '#src/channels/email/domain/reverse.ts';
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
    if (addresses.some((address) => isSameAddress(address, ip)))
      return pass(about, `${ip} is ${name}, which leads back to it`);
  }
  return fail(
    about,
    `${ip} is called ${looked.records.join(', ')}, which does not lead back to it: publish ${type} ${ip} there`,
  );
}
