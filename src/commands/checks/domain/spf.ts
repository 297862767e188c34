import type { Resolve } from '#src/channels/email/domain/dns.ts';
import { evaluateSpf, stranger } from '#src/channels/email/domain/spf.ts';
import type { SpfVerdict } from '#src/channels/email/domain/spf.ts';
import { fail, note, pass } from '#src/commands/finding.ts';
import type { Finding } from '#src/commands/finding.ts';

import { sayTrouble } from './sender.ts';
import type { Sender } from './sender.ts';

const about = 'spf';

/** The record of the return path as receivers read it: for a stranger first, who makes them read it all, then for our relays. */
export async function spfFinding(
  { bounces, ips }: Pick<Sender, 'bounces' | 'ips'>,
  resolve: Resolve,
): Promise<Finding> {
  const fault = faultOf(bounces, await evaluateSpf(bounces, stranger, resolve));
  if (fault !== undefined) return fail(about, fault);
  if (ips.length === 0)
    return note(
      about,
      `${bounces} has a sound record; whether your relay stands in it is not known: name what it sends from with --ip`,
    );
  const verdicts = await Promise.all(
    ips.map(async (ip) => ({ ip, ...(await evaluateSpf(bounces, ip, resolve)) })),
  );
  const refused = verdicts.find(({ result }) => result !== 'pass');
  if (refused === undefined)
    return pass(about, `${bounces} lets ${ips.join(', ')} send, and not everybody`);
  return fail(about, saysOf(bounces, refused));
}

function saysOf(domain: string, { ip, result, trouble }: SpfVerdict & { readonly ip: string }) {
  return trouble === undefined
    ? `${domain} does not let ${ip} send (${result}): add ip${ip.includes(':') ? '6' : '4'}:${ip} to its record`
    : sayTrouble(trouble, `the record of ${domain} for ${ip}`);
}

const wrong: Readonly<Record<string, (domain: string) => string>> = {
  pass: (domain) =>
    `${domain} lets everybody send (${stranger}, which is nobody’s, passes): end its record with ~all or -all, not +all`,
  none: (domain) =>
    `${domain} has no SPF record: publish a TXT like v=spf1 ip4:… -all that names what your relay sends from`,
  neutral: (domain) =>
    `the record of ${domain} decides nothing about strangers: end it with ~all or -all`,
};

function faultOf(domain: string, { result, comment, trouble }: SpfVerdict): string | undefined {
  if (result === 'fail' || result === 'softfail') return undefined;
  if (trouble !== undefined)
    return sayTrouble(trouble, `the record of ${domain}, or one that it includes`);
  return (
    wrong[result]?.(domain) ??
    `the record of ${domain} cannot be evaluated (${comment || result}), and receivers treat it as none: one record, at most 10 lookups, at most 2 that find nothing`
  );
}
