import { knowsRoot, unanswering } from '#src/channels/email/domain/dns.ts';
import type { Resolve } from '#src/channels/email/domain/dns.ts';
import { fail, pass } from '#src/commands/finding.ts';
import type { Finding } from '#src/commands/finding.ts';

import { dkimFindings } from './dkim.ts';
import { dmarcFindings } from './dmarc.ts';
import { hintFindings, mxFindings } from './inbound.ts';
import { providerFindings } from './providers.ts';
import { ptrFindings } from './ptr.ts';
import type { Sender } from './sender.ts';
import { spfFinding } from './spf.ts';

interface DomainParts {
  readonly sender: Sender;
  readonly resolve: Resolve;
  /** The relays, dialled: what is said of TLS to them. */
  readonly tls: readonly Finding[];
}

/** E5: what receivers ask of a domain that mails many, as they find it in the DNS. */
export async function examineDomain({
  sender,
  resolve: ask,
  tls,
}: DomainParts): Promise<readonly Finding[]> {
  const isKnown = await knowsRoot(ask);
  const resolve = isKnown ? ask : unanswering;
  const groups = await Promise.all([
    spfFinding(sender, resolve),
    dkimFindings(sender.signers, resolve),
    dmarcFindings(sender, resolve),
    ptrFindings(sender.ips, resolve),
    mxFindings(sender, resolve),
    hintFindings(sender.bounces, resolve),
  ]);
  const findings = [dnsFinding(isKnown), ...groups.flat(), ...tls, oneClickFinding(sender)];
  return [...findings, ...providerFindings(findings)];
}

function dnsFinding(isKnown: boolean): Finding {
  return isKnown
    ? pass('dns', 'answers')
    : fail(
        'dns',
        'could not ask: the name server of this machine does not know the root of the DNS. Run this where it does, or name another with --dns',
      );
}

/** The header stands on every mail; whether providers may use it hangs on where it leads (RFC 8058 §3.1). */
function oneClickFinding({ publicUrl, bounces }: Sender): Finding {
  return publicUrl?.startsWith('https:') === true
    ? pass('one-click', `every mail names ${new URL(publicUrl).host} and a mailbox at ${bounces}`)
    : fail('one-click', 'unsubscribing by one click needs https: set PUBLIC_URL to it');
}
