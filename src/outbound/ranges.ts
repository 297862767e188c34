import { BlockList, isIP, isIPv4 } from 'node:net';

import { AppError } from '#src/errors.ts';

export type Reach = 'public' | 'allowed' | 'closed';

/**
 * IANA IPv4 Special-Purpose Address Registry, with multicast and reserved space. Anycast corners of it that are
 * globally reachable (192.0.0.9, AS112, AMT) are closed as well: no receiver and no ministry lives there.
 */
const closedV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];

/** Global unicast (RFC 4291); everything else, mapped, compatible, NAT64, unique local or multicast, is closed by being outside. */
const openV6 = ['2000::/3'];

/** IANA IPv6 Special-Purpose Address Registry, as far as it lies inside global unicast. */
const closedV6 = [
  '2001::/23', // protocol assignments: Teredo, benchmarking, ORCHID, drone ids
  '2001:db8::/32',
  '2002::/16', // 6to4: an IPv4 address in disguise
  '2620:4f:8000::/48',
  '3fff::/20',
];

/** Machines' own metadata services. They hand out credentials, so no allowance of a private network opens them. */
const neverOpen = [
  '100.100.100.200/32', // Alibaba
  '168.63.129.16/32', // Azure's wire server: a public address that leads to the host
  '169.254.0.0/16',
  '192.0.0.192/32', // Oracle
  'fd00:ec2::/32', // Amazon
  'fd20:ce::254/128', // Google
  'fe80::/10',
];

/** How far an address lies from us. `allowed` are the operator's own networks (CIDR); CONFIGURATION_INVALID for anything that is none. */
export function createReach(allow: readonly string[]): (address: string) => Reach {
  const rules: readonly (readonly [BlockList, Reach])[] = [
    [listOf(neverOpen), 'closed'],
    [listOf(allow), 'allowed'],
    [listOf([...closedV4, ...closedV6]), 'closed'],
  ];
  const open = listOf(openV6);
  return (address) => {
    // A zone id (fe80::1%eth0) exists only on this machine's own links.
    if (isIP(address) === 0 || address.includes('%')) return 'closed';
    const version = isIPv4(address) ? 'ipv4' : 'ipv6';
    // BlockList applies IPv4 rules to IPv4-mapped IPv6 addresses too.
    const rule = rules.find(([networks]) => networks.check(address, version));
    if (rule) return rule[1];
    return version === 'ipv4' || open.check(address, version) ? 'public' : 'closed';
  };
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const { address, prefix } = parseNetwork(network);
    list.addSubnet(address, prefix, isIPv4(address) ? 'ipv4' : 'ipv6');
  }
  return list;
}

function parseNetwork(network: string): { address: string; prefix: number } {
  const [, address = '', length = ''] = /^([0-9a-fA-F:.]+)\/(\d{1,3})$/.exec(network) ?? [];
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  const prefix = Number(length);
  if (length !== '' && prefix <= bits) return { address, prefix };
  throw new AppError(
    'CONFIGURATION_INVALID',
    `expected a network in CIDR notation such as 10.20.0.0/16, got ${JSON.stringify(network)}`,
  );
}
