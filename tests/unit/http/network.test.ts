import { expect, test } from 'vitest';

import { sharedNetworks } from '#config/limits.ts';
import { createOriginOf, networkOf } from '#src/http/network.ts';

test.each([
  ['one IPv4 address', '192.0.2.77', '192.0.2.0/24'],
  ['its neighbour', '192.0.2.1', '192.0.2.0/24'],
  ['the same as a listener for both families says it', '::ffff:192.0.2.77', '192.0.2.0/24'],
  ['one IPv6 address', '2001:db8:1:2ff:aaaa::1', '2001:db8:1:200::/56'],
  ['its neighbour in the same house', '2001:db8:1:201::9', '2001:db8:1:200::/56'],
  ['a house next door', '2001:db8:1:3ff::9', '2001:db8:1:300::/56'],
  ['one written out', '2001:0db8:0001:02ff:0000:0000:0000:0001', '2001:db8:1:200::/56'],
  ['one with a zone', 'fe80::1%eth0', 'fe80:0:0:0::/56'],
  ['one that ends in IPv4', '64:ff9b::192.0.2.33', '64:ff9b:0:0::/56'],
  ['a proxy on this machine that is not trusted', '127.0.0.1', undefined],
  ['the same by IPv6', '::1', undefined],
  ['what is no address', 'unknown', undefined],
])('S5 · the network of %s', (_sentence, ip, network) => {
  expect(networkOf(ip)).toBe(network);
});

test('S5 · networks that many thousands share are told from all others', () => {
  const originOf = createOriginOf([
    ...sharedNetworks,
    { cidr: '198.51.100.0/23' },
    { cidr: '2001:db8:ffff::/48' },
  ]);
  const shared = (ip: string) => originOf(ip).isShared;
  expect(
    ['198.51.101.9', '2001:db8:ffff:1::1', '100.64.3.4', '::ffff:10.1.2.3'].map(shared),
  ).toEqual([true, true, true, true]);
  expect(['198.51.102.9', '2001:db8:fffe::1', '192.0.2.1'].map(shared)).toEqual([
    false,
    false,
    false,
  ]);
});
