import { isIP } from 'node:net';

import { createResolve } from './dns.ts';
import type { Resolve } from './dns.ts';
import { shortCodeOf, failed, OutboundError, refused } from './failure.ts';
import { checkedPort } from './ports.ts';
import { createReach } from './ranges.ts';
import type { Reach } from './ranges.ts';
import { untilAborted } from './wait.ts';

interface PinnedAddress {
  readonly address: string;
  readonly family: 4 | 6;
  /** Whether any answer lies in a network that the operator has opened. */
  readonly inside: boolean;
}

/** Decides where a call may go. Whoever registers an address asks both questions; whoever calls asks both again. */
export interface Guard {
  /** The rules that need no network. Throws OUTBOUND_REFUSED with what was expected. */
  readonly checkUrl: (text: string) => URL;
  /** Resolves once and says to which address the connection must go. OUTBOUND_REFUSED if any answer is out of bounds, OUTBOUND_FAILED if there is none. */
  readonly pinnedAddress: (url: URL, signal: AbortSignal) => Promise<PinnedAddress>;
}

interface GuardOptions {
  /** Private networks (CIDR) the operator opens, for receivers inside the ministry's own network. Cleartext may be spoken there. */
  readonly allow: readonly string[];
  readonly resolve?: Resolve;
}

export function createGuard({ allow, resolve = createResolve() }: GuardOptions): Guard {
  const reach = createReach(allow);

  return {
    checkUrl(text) {
      const url = parseUrl(text);
      checkParts(url);
      checkHost(url, text);
      const literal = addressIn(url);
      if (literal !== undefined) requireReach(url, reach(literal));
      // A name may lead into an opened network; where none is opened there is nothing to wait for.
      else if (allow.length === 0) requireReach(url, 'public');
      return url;
    },

    async pinnedAddress(url, signal) {
      const literal = addressIn(url);
      const addresses = literal === undefined ? await lookUp(url, resolve, signal) : [literal];
      const reached = addresses.map(reach);
      for (const one of reached) requireReach(url, one);
      return { ...firstOf(addresses), inside: reached.includes('allowed') };
    },
  };
}

function parseUrl(text: string): URL {
  // The WHATWG parser repairs these silently, and another parser would repair them differently.
  if (text.length > 2048 || /[\s\\\p{Cc}]/u.test(text) || !/^https?:\/\/[^/]/i.test(text)) {
    throw refused(
      'url-form',
      'expected https://host/path in at most 2048 characters, without spaces or backslashes',
    );
  }
  const url = URL.parse(text);
  if (url) return url;
  throw refused('url-form', 'expected an absolute URL such as https://receiver.example/hook');
}

function checkParts(url: URL): void {
  if (url.username !== '' || url.password !== '') {
    throw refused('url-userinfo', 'expected a URL without user name and password');
  }
  if (url.href.includes('#')) throw refused('url-fragment', 'expected a URL without #fragment');
  checkedPort(url);
}

const reservedNames = /(^|\.)(localhost|localdomain|local|internal|onion|alt|invalid|home\.arpa)$/;
const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

function checkHost(url: URL, text: string): void {
  const [, written = ''] = /^https?:\/\/([^/?#]*?)(?::\d*)?(?:[/?#]|$)/i.exec(text) ?? [];
  if (addressIn(url) === undefined) return checkName(url.hostname, written);
  if (written.toLowerCase() === url.hostname) return;
  throw refused(
    'host-form',
    'expected an IP address in its plain form, without short, octal or other spellings',
  );
}

function checkName(name: string, written: string): void {
  const labels = name.split('.');
  if (name.length > 253 || written.includes('%') || !labels.every((part) => label.test(part))) {
    throw refused('host-form', 'expected a host name of letters, digits, hyphens and dots');
  }
  if (labels.length < 2 || reservedNames.test(name)) {
    throw refused('host-name', 'expected a full name in public DNS, such as receiver.example.org');
  }
}

function requireReach(url: URL, reached: Reach): void {
  if (reached === 'closed') {
    throw refused(
      'address-closed',
      'expected a public address; a private one must be opened in OUTBOUND_ALLOW',
    );
  }
  if (reached === 'public' && url.protocol !== 'https:') {
    throw refused('cleartext', 'expected https; http is for networks opened in OUTBOUND_ALLOW');
  }
}

function addressIn({ hostname }: URL): string | undefined {
  const address = hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(address) === 0 ? undefined : address;
}

async function lookUp(url: URL, resolve: Resolve, signal: AbortSignal): Promise<readonly string[]> {
  const addresses = await untilAborted(signal, () => resolve(url.hostname, signal)).catch(
    (cause: unknown) => {
      throw lookUpFailed(cause, signal);
    },
  );
  if (addresses.length > 0) return addresses;
  throw failed('dns-empty', 'the name has no address; the owner of the name can repair that');
}

function lookUpFailed(cause: unknown, signal: AbortSignal): OutboundError {
  if (signal.aborted) return failed('timeout-dns', 'the name was not resolved in time', { cause });
  const code = shortCodeOf(cause);
  if (code === 'enotfound') return failed('dns-nxdomain', 'there is no such name', { cause });
  if (code === 'enodata') return failed('dns-empty', 'the name has no address', { cause });
  return failed('dns-failed', 'the name could not be resolved', { cause });
}

/** IPv4 first: a machine without IPv6 is common, one without IPv4 is not. */
function firstOf(addresses: readonly string[]): Omit<PinnedAddress, 'inside'> {
  const v4 = addresses.find((address) => isIP(address) === 4);
  if (v4 !== undefined) return { address: v4, family: 4 };
  return { address: addresses[0] ?? '', family: 6 };
}
