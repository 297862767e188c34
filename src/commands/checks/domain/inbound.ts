import { look, recordsOf } from '#src/channels/email/domain/dns.ts';
import type { Resolve } from '#src/channels/email/domain/dns.ts';
import { fail, note, pass } from '#src/commands/finding.ts';
import type { Finding } from '#src/commands/finding.ts';

import { sayTrouble } from './sender.ts';
import type { Sender } from './sender.ts';

const about = 'mx';

/** Bounces, answers and unsubscribing by mail must find a mailbox; Outlook asks it of the sender too. */
export async function mxFindings(
  { from, bounces, replies }: Sender,
  resolve: Resolve,
): Promise<readonly Finding[]> {
  const domains = [...new Set([bounces, from, replies])];
  return Promise.all(domains.map((domain) => mxFinding(domain, resolve)));
}

async function mxFinding(domain: string, resolve: Resolve): Promise<Finding> {
  const looked = await look(resolve, domain, 'MX');
  if (looked.kind === 'broken' || looked.kind === 'unasked')
    return fail(about, sayTrouble(looked, `where mail for ${domain} goes`));
  const servers = recordsOf(looked);
  if (servers.length === 0)
    return fail(about, `${domain} has no MX: bounces and answers to it are lost. Publish one`);
  if (servers.every((server) => server === '' || server === '.'))
    return fail(about, `${domain} says that it takes no mail (null MX): publish a real one`);
  const reachable = await Promise.all(servers.map((server) => hasAddress(server, resolve)));
  return reachable.some(Boolean)
    ? pass(about, `mail for ${domain} goes to ${servers.join(', ')}`)
    : fail(about, `the MX of ${domain}, ${servers.join(', ')}, has no address: publish its A`);
}

async function hasAddress(server: string, resolve: Resolve): Promise<boolean> {
  const both = await Promise.all([look(resolve, server, 'A'), look(resolve, server, 'AAAA')]);
  return both.some(({ kind }) => kind === 'found');
}

const hints = [
  {
    of: 'mta-sts',
    at: '_mta-sts',
    begins: 'v=STSv1',
    why: 'bounces may come unencrypted: publish an MTA-STS policy (RFC 8461)',
  },
  {
    of: 'tls-rpt',
    at: '_smtp._tls',
    begins: 'v=TLSRPTv1',
    why: 'nobody tells you when TLS to you fails: publish v=TLSRPTv1; rua=mailto:… (RFC 8460)',
  },
] as const;

/** Good to have for the domain that bounces come to; no receiver asks for them. */
export function hintFindings(domain: string, resolve: Resolve): Promise<readonly Finding[]> {
  return Promise.all(
    hints.map(async ({ of, at, begins, why }) => {
      const looked = await look(resolve, `${at}.${domain}`, 'TXT');
      if (looked.kind === 'broken' || looked.kind === 'unasked')
        return note(of, sayTrouble(looked, `${at}.${domain}`));
      const isThere = recordsOf(looked).some((text) => text.startsWith(begins));
      return isThere ? pass(of, `${at}.${domain} is published`) : note(of, `${domain}: ${why}`);
    }),
  );
}
