import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { AppError } from '#src/errors.ts';
import { shortCodeOf } from '#src/outbound/failure.ts';
import { createGuard } from '#src/outbound/guard.ts';
import { createReach } from '#src/outbound/ranges.ts';

const soon = () => AbortSignal.timeout(60_000);
const hex = (n: number) => n.toString(16);
const rejecting = (code: string) => async () => {
  throw Object.assign(new Error('whatever the resolver says'), { code });
};
const answering = (addresses: readonly string[]) => async () => addresses;

describe('W2 · every special-purpose range is closed, its neighbours are not', () => {
  const reach = createReach([]);

  test.each([
    ['this network', '0.0.0.0', '0.255.255.255'],
    ['RFC 1918 ten', '10.0.0.0', '10.255.255.255'],
    ['shared address space', '100.64.0.0', '100.127.255.255'],
    ['loopback', '127.0.0.0', '127.255.255.255'],
    ['link-local', '169.254.0.0', '169.254.255.255'],
    ['RFC 1918 172', '172.16.0.0', '172.31.255.255'],
    ['IETF protocol assignments', '192.0.0.0', '192.0.0.255'],
    ['TEST-NET-1', '192.0.2.0', '192.0.2.255'],
    ['AS112', '192.31.196.0', '192.31.196.255'],
    ['AMT', '192.52.193.0', '192.52.193.255'],
    ['6to4 relay', '192.88.99.0', '192.88.99.255'],
    ['RFC 1918 192', '192.168.0.0', '192.168.255.255'],
    ['AS112 direct delegation', '192.175.48.0', '192.175.48.255'],
    ['benchmarking', '198.18.0.0', '198.19.255.255'],
    ['TEST-NET-2', '198.51.100.0', '198.51.100.255'],
    ['TEST-NET-3', '203.0.113.0', '203.0.113.255'],
    ['multicast', '224.0.0.0', '239.255.255.255'],
    ['reserved and broadcast', '240.0.0.0', '255.255.255.255'],
    ['Azure wire server', '168.63.129.16', '168.63.129.16'],
    ['unspecified', '::', '::'],
    ['loopback v6', '::1', '::1'],
    ['IPv4-compatible', '::7f00:1', '::ffff:ffff'],
    ['IPv4-mapped', '::ffff:0:0', '::ffff:8.8.8.8'],
    ['IPv4-translated', '::ffff:0:7f00:1', '::ffff:0:808:808'],
    ['NAT64', '64:ff9b::', '64:ff9b::8.8.8.8'],
    ['local NAT64', '64:ff9b:1::', '64:ff9b:1:ffff:ffff:ffff:ffff:ffff'],
    ['discard-only', '100::', '100::ffff:ffff:ffff:ffff'],
    ['dummy prefix', '100:0:0:1::', '100::1:ffff:ffff:ffff:ffff'],
    ['IETF protocol assignments v6', '2001::', '2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['Teredo', '2001::', '2001:0:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['benchmarking v6', '2001:2::', '2001:2:0:ffff:ffff:ffff:ffff:ffff'],
    ['AMT v6', '2001:3::', '2001:3:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['AS112 v6', '2001:4:112::', '2001:4:112:ffff:ffff:ffff:ffff:ffff'],
    ['ORCHID', '2001:10::', '2001:1f:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['ORCHIDv2', '2001:20::', '2001:2f:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['drone remote ids', '2001:30::', '2001:3f:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['documentation', '2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['6to4', '2002::', '2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['AS112 direct delegation v6', '2620:4f:8000::', '2620:4f:8000:ffff:ffff:ffff:ffff:ffff'],
    ['documentation RFC 9637', '3fff::', '3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['segment routing', '5f00::', '5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['unique local', 'fc00::', 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['link-local v6', 'fe80::', 'febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['site-local', 'fec0::', 'feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['multicast v6', 'ff00::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['with a zone id', 'fe80::1%eth0', '2606:2800::1%eth0'],
    ['no address at all', '', 'example.org'],
  ])('%s', (_name, first, last) => {
    expect([reach(first), reach(last)]).toEqual(['closed', 'closed']);
  });

  test.each(
    `1.0.0.0 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 192.0.1.0 192.0.3.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 198.51.99.255 198.51.101.0 203.0.112.255 203.0.114.0 223.255.255.255 168.63.129.15 2000::1 2001:200::1 2001:db7:ffff::1 2001:db9::1 2003::1 2606:2800::1 3ffe::1`.split(
      ' ',
    ),
  )('%s is public', (address) => {
    expect(reach(address)).toBe('public');
  });
});

describe('W2 · networks the operator opens', () => {
  test('they are allowed, and nothing beside them', () => {
    const reach = createReach(['10.20.0.0/16', 'fd12:3456::/32']);
    expect(reach('10.20.255.1')).toBe('allowed');
    expect(reach('fd12:3456::1')).toBe('allowed');
    expect(reach('10.21.0.1')).toBe('closed');
    expect(reach('fd12:3457::1')).toBe('closed');
  });

  test.each([
    '169.254.169.254',
    '100.100.100.200',
    '168.63.129.16',
    'fd00:ec2::254',
    '::ffff:169.254.169.254',
  ])('the metadata service %s stays closed even when everything is opened', (address) => {
    expect(createReach(['0.0.0.0/0', '::/0'])(address)).toBe('closed');
  });

  test.each(['10.0.0.0', '10.0.0.0/33', 'fd00::/129', 'ministry.example/8', '/8', '10.0.0.0/', ''])(
    'what is no network (%j) stops the start',
    (network) => {
      expect(() => createGuard({ allow: [network] })).toThrow(
        expect.objectContaining({ code: 'CONFIGURATION_INVALID' }),
      );
    },
  );

  test('cleartext may be spoken there and nowhere else', async () => {
    const inside = createGuard({ allow: ['10.20.0.0/16'], resolve: answering(['10.20.0.7']) });
    const outside = createGuard({ allow: ['10.20.0.0/16'], resolve: answering(['93.184.215.14']) });
    expect(inside.checkUrl('http://10.20.0.7/hook').hostname).toBe('10.20.0.7');
    const url = inside.checkUrl('http://receiver.ministry.example/hook');
    expect(await inside.pinnedAddress(url, soon())).toEqual({
      address: '10.20.0.7',
      family: 4,
      inside: true,
    });
    await expect(outside.pinnedAddress(url, soon())).rejects.toMatchObject({ reason: 'cleartext' });
    expect(() => inside.checkUrl('http://93.184.215.14/hook')).toThrow(/cleartext/);
  });
});

describe('W2 · addresses of endpoints', () => {
  const { checkUrl } = createGuard({ allow: [] });

  test.each([
    ['a short IP', 'https://93.12054/', 'host-form'],
    ['a hexadecimal IP', 'https://0x5DB8D70E/', 'host-form'],
    ['an IP with a full stop', 'https://93.184.215.14./', 'host-form'],
    ['a long IPv6 form', 'https://[2606:2800:0:0::1]/', 'host-form'],
    ['an underscore', 'https://my_host.example.org/', 'host-form'],
    ['a leading hyphen', 'https://-a.example.org/', 'host-form'],
    ['a trailing full stop', 'https://example.org./', 'host-form'],
    ['an escape in the host', 'https://ex%61mple.org/', 'host-form'],
    ['a label over 63 octets', `https://${'a'.repeat(64)}.org/`, 'host-form'],
    ['a single label', 'https://receiver/', 'host-name'],
    ['a router name', 'https://box.home.arpa/', 'host-name'],
    ['http', 'http://example.org/', 'cleartext'],
    ['ftp', 'ftp://example.org/', 'url-form'],
    ['a user', 'https://me@example.org/', 'url-userinfo'],
    ['an empty fragment', 'https://example.org/#', 'url-fragment'],
    ['a space before it', ' https://example.org/', 'url-form'],
    ['a long URL', `https://example.org/${'a'.repeat(2048)}`, 'url-form'],
    ['three slashes', 'https:///example.org/', 'url-form'],
    ['a privileged port', 'https://example.org:22/', 'port'],
    ['port 80 over https', 'https://example.org:80/', 'port'],
    ['PostgreSQL', 'https://example.org:5432/', 'port'],
    ['memcached', 'https://example.org:11211/', 'port'],
  ])('%s is refused', (_name, text, reason) => {
    expect(() => checkUrl(text)).toThrow(
      expect.objectContaining({ code: 'OUTBOUND_REFUSED', reason, requestSent: false }),
    );
  });

  test.each([
    ['https://receiver.example.org:8443/hook', 'https://receiver.example.org:8443'],
    ['https://xn--bcher-kva.example/', 'https://xn--bcher-kva.example'],
    ['https://[2606:2800::1]/', 'https://[2606:2800::1]'],
    ['HTTPS://Receiver.Example.ORG/?a=%20', 'https://receiver.example.org'],
  ])('%s is taken', (text, origin) => {
    expect(checkUrl(text).origin).toBe(origin);
  });

  test('whatever text arrives, it is taken or refused with a reason, never anything else', () => {
    const hosts = fc.webAuthority().map((authority) => `https://${authority}/`);
    fc.assert(
      fc.property(fc.oneof(fc.webUrl(), fc.string(), hosts), (text) => {
        expect(verdictOn(text)).toMatch(/^https:$|^OUTBOUND_REFUSED$/);
      }),
    );
  });

  test('no spelling of a private IPv4 address passes', () => {
    const spelled = fc
      .tuple(fc.constantFrom(10, 127), fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(5))
      .map(([a, b, c, d, spelling]) => {
        const number = ((a * 256 + b) * 256 + c) * 256 + d;
        return [
          `${a}.${b}.${c}.${d}`,
          `${number}`,
          `0x${hex(number)}`,
          `0${a.toString(8)}.0x${hex(b)}.${c}.${d}`,
          `[::ffff:${hex(a * 256 + b)}:${hex(c * 256 + d)}]`,
          `[2002:${hex(a * 256 + b)}:${hex(c * 256 + d)}::1]`,
        ][spelling];
      });
    fc.assert(
      fc.property(spelled, (host) => {
        expect(() => checkUrl(`https://${host}/`)).toThrow(
          expect.objectContaining({ code: 'OUTBOUND_REFUSED' }),
        );
      }),
    );
  });
});

describe('W2 · resolving', () => {
  const url = createGuard({ allow: [] }).checkUrl('https://receiver.example.org/');

  test.each([
    [['93.184.215.14', '2606:2800::1'], { address: '93.184.215.14', family: 4, inside: false }],
    [['2606:2800::1', '93.184.215.14'], { address: '93.184.215.14', family: 4, inside: false }],
    [['2606:2800::1'], { address: '2606:2800::1', family: 6, inside: false }],
  ])('of %j, IPv4 is preferred', async (addresses, pinned) => {
    const guard = createGuard({ allow: [], resolve: answering(addresses) });
    expect(await guard.pinnedAddress(url, soon())).toEqual(pinned);
  });

  test.each([
    ['ENOTFOUND', 'dns-nxdomain'],
    ['ENODATA', 'dns-empty'],
    ['ESERVFAIL', 'dns-failed'],
    ['not a code', 'dns-failed'],
  ])('%s may be repaired: %s', async (code, reason) => {
    const guard = createGuard({ allow: [], resolve: rejecting(code) });
    const failure = { code: 'OUTBOUND_FAILED', reason, requestSent: false };
    await expect(guard.pinnedAddress(url, soon())).rejects.toMatchObject(failure);
  });

  test('an address in the URL is not looked up', async () => {
    const guard = createGuard({ allow: [], resolve: rejecting('ENOTFOUND') });
    const literal = guard.checkUrl('https://[2606:2800::1]/');
    expect(await guard.pinnedAddress(literal, soon())).toEqual({
      address: '2606:2800::1',
      family: 6,
      inside: false,
    });
  });

  test('codes of errors are made fit for logs, prose is not let through', () => {
    expect(shortCodeOf(Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' }))).toBe(
      'cert-has-expired',
    );
    expect(
      shortCodeOf(Object.assign(new Error('x'), { code: 'see me@example.org' })),
    ).toBeUndefined();
    expect(shortCodeOf('x')).toBeUndefined();
  });
});

function verdictOn(text: string): string {
  try {
    return createGuard({ allow: [] }).checkUrl(text).protocol;
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}
