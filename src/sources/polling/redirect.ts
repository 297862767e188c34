import type { OutboundAnswer } from '#src/outbound/fetch.ts';
import { unreadable } from '#src/sources/refusal.ts';

const redirects: readonly number[] = [301, 302, 303, 307, 308];

export function isRedirect({ status }: OutboundAnswer): boolean {
  return redirects.includes(status);
}

/**
 * Where a redirect leads, if it may be followed: on the same host, or from http to https of the same name. The way out is
 * guarded again for each hop. Another host is another publisher until the operator says that it is not.
 */
export function nextHop(from: string, { status, headers }: OutboundAnswer): string {
  const here = new URL(from);
  const there = URL.parse(headers['location'] ?? '', from);
  if (there === null)
    throw unreadable(`expected a document, got HTTP ${status} that leads nowhere`);
  there.hash = '';
  if (there.host === here.host && there.protocol === here.protocol) return there.href;
  if (isUpgrade(here, there)) return there.href;
  throw unreadable(
    `expected a document, got a redirect (HTTP ${status}) to another host: if the publisher has moved, change the source's url`,
  );
}

function isUpgrade(here: URL, there: URL): boolean {
  return (
    here.protocol === 'http:' && there.protocol === 'https:' && here.hostname === there.hostname
  );
}
