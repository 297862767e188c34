import { spf } from 'mailauth/lib/spf/index.js';

import { answersFor, witnessed } from './dns.ts';
import type { Resolve, Witness } from './dns.ts';

/** What a receiver finds for mail under this return path from this machine (RFC 7208, strictly). */
export interface SpfVerdict {
  readonly result: string;
  /** What the evaluator says of a record that is wrong. */
  readonly comment: string;
  readonly trouble: ReturnType<Witness['trouble']>;
}

/** Nobody sends from here (RFC 5737), so that every term of a record is tried: who passes from it passes from anywhere. */
export const stranger = '192.0.2.77';

export async function evaluateSpf(
  domain: string,
  ip: string,
  resolve: Resolve,
): Promise<SpfVerdict> {
  const witness = witnessed(resolve);
  const { status } = await spf({
    sender: `postmaster@${domain}`,
    ip,
    helo: domain,
    strict: true,
    resolver: answersFor(witness.resolve),
  });
  return {
    result: status.result,
    comment: typeof status.comment === 'string' ? status.comment : '',
    trouble: witness.trouble(),
  };
}
