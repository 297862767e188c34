import { dmarc } from 'mailauth/lib/dmarc/index.js';

import { answersFor, witnessed } from './dns.ts';
import type { Resolve, Witness } from './dns.ts';

/** The policy that receivers apply to a sender, and what is aligned with it (RFC 9989). */
export interface DmarcVerdict {
  /** Undefined where no valid record applies. */
  readonly policy: string | undefined;
  /** Where the record stands: the sender's own domain or one above it. */
  readonly policyDomain: string | undefined;
  readonly record: string;
  readonly spf: Alignment;
  readonly dkim: Alignment;
  readonly trouble: ReturnType<Witness['trouble']>;
}

interface Alignment {
  readonly isAligned: boolean;
  readonly isStrict: boolean;
}

export async function evaluateDmarc(
  sender: {
    readonly from: string;
    readonly returnPath: string;
    readonly signing: readonly string[];
  },
  resolve: Resolve,
): Promise<DmarcVerdict> {
  const witness = witnessed(resolve);
  const verdict = await dmarc({
    headerFrom: `postmaster@${sender.from}`,
    spfDomains: [sender.returnPath],
    dkimDomains: sender.signing.map((domain) => ({ domain })),
    resolver: answersFor(witness.resolve),
  });
  if (verdict === false) throw new Error('expected a sender with a domain');
  const { policy, policyDomain, rr: record = '', alignment } = verdict;
  return {
    policy,
    policyDomain,
    record,
    spf: alignmentOf(alignment?.spf),
    dkim: alignmentOf(alignment?.dkim),
    trouble: witness.trouble(),
  };
}

/** Where no record applies, mailauth says nothing of alignment. */
function alignmentOf(
  found: { readonly result?: string | false | undefined; readonly strict?: boolean } | undefined,
): Alignment {
  return { isAligned: typeof found?.result === 'string', isStrict: found?.strict ?? false };
}
