import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** Where a request came from, as far as limits look. */
export interface Origin {
  /** The network's prefix; undefined where it says nothing about who asks. */
  readonly network: string | undefined;
  readonly isShared: boolean;
}

/** Tells networks that many thousands share from all others. */
export function createOriginOf(
  shared: readonly { readonly cidr: string }[],
): (ip: string) => Origin {
  const list = new BlockList();
  for (const { cidr } of shared) {
    const [net = '', bits] = cidr.split('/');
    list.addSubnet(net, Number(bits), isIPv6(net) ? 'ipv6' : 'ipv4');
  }
  return (given) => {
    const ip = withoutMapping(given);
    const family = isIPv4(ip) ? 'ipv4' : 'ipv6';
    return { network: networkOf(ip), isShared: list.check(ip, family) };
  };
}

/**
 * IPv4 /24, IPv6 /56: what one household or office has, and no finer. Loopback is a proxy that is not trusted: to take all
 * that come through it for one network would make everybody wait for everybody.
 *
 * @internal exported for its table of cases
 */
export function networkOf(given: string): string | undefined {
  const ip = withoutMapping(given);
  if (isIPv4(ip)) return ip.startsWith('127.') ? undefined : `${ip.replace(/\.\d+$/, '')}.0/24`;
  if (!isIPv6(ip)) return undefined;
  const groups = groupsOf(ip);
  if (groups.slice(0, 7).every((group) => group === 0) && groups[7] === 1) return undefined;
  const [first, second, third, fourth = 0] = groups;
  const prefix = [first, second, third, fourth & 0xff00];
  return `${prefix.map((group) => (group ?? 0).toString(16)).join(':')}::/56`;
}

/** `::ffff:192.0.2.1`, as a listener for both families says it. */
function withoutMapping(ip: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1] ?? ip.replace(/%.*$/, '');
}

function groupsOf(ip: string): readonly number[] {
  const [head = '', tail] = inHex(ip).split('::');
  const [before, after] = [numbersIn(head), numbersIn(tail ?? '')];
  const missing = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array.from({ length: missing }, () => 0), ...after];
}

/** An IPv6 address may end in an IPv4 one. */
function inHex(ip: string): string {
  return ip.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_all, ...parts: readonly string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = parts.slice(0, 4).map(Number);
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });
}

function numbersIn(groups: string): readonly number[] {
  return groups === '' ? [] : groups.split(':').map((group) => Number.parseInt(group, 16));
}
