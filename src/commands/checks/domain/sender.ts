import type { Looked } from '#src/channels/email/domain/dns.ts';

/** Who mails, as receivers get to see it. All domains are A-labels in lower case. */
export interface Sender {
  /** Of the From header. */
  readonly from: string;
  /** Of the return path. */
  readonly bounces: string;
  /** Of Reply-To. */
  readonly replies: string;
  /** What the relay sends from; empty where nobody has said. */
  readonly ips: readonly string[];
  readonly signers: readonly Signer[];
  readonly publicUrl: string | undefined;
}

/** A DKIM key, by where it is published. */
export interface Signer {
  readonly selector: string;
  readonly domain: string;
  /** As ours is to stand in `p=`; undefined where a relay signs. */
  readonly publicKey?: string | undefined;
}

type Trouble = Exclude<Looked, { kind: 'found' | 'none' }>;

/** Why there is no answer, and what to do. */
export function sayTrouble(trouble: Trouble, what: string): string {
  return trouble.kind === 'broken'
    ? `${what}: SERVFAIL. Its name servers fail or its DNSSEC signatures do not hold, and receivers get the same: repair the zone`
    : `${what}: could not ask (${trouble.code}). Nothing is known of it: run this again where the DNS answers`;
}
