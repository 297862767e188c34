import { evaluateDmarc } from '#src/channels/email/domain/dmarc.ts';
import type { DmarcVerdict } from '#src/channels/email/domain/dmarc.ts';
import { look, recordsOf } from '#src/channels/email/domain/dns.ts';
import type { Resolve } from '#src/channels/email/domain/dns.ts';
import { fail, pass } from '#src/commands/finding.ts';
import type { Finding } from '#src/commands/finding.ts';

import { sayTrouble } from './sender.ts';
import type { Sender } from './sender.ts';

/** The policy for the sender's domain, and whether return path and signatures are aligned with it. */
export async function dmarcFindings(
  { from, bounces, signers }: Sender,
  resolve: Resolve,
): Promise<readonly Finding[]> {
  const signing = [...new Set(signers.map(({ domain }) => domain))];
  const verdict = await evaluateDmarc({ from, returnPath: bounces, signing }, resolve);
  if (verdict.policy === undefined) return [fail('dmarc', await whyNone(from, verdict, resolve))];
  return [policyFinding(from, verdict), alignmentFinding(from, { bounces, signing }, verdict)];
}

async function whyNone(from: string, { trouble }: DmarcVerdict, resolve: Resolve): Promise<string> {
  if (trouble !== undefined) return sayTrouble(trouble, `the DMARC record of ${from}`);
  const name = `_dmarc.${from}`;
  const texts = recordsOf(await look(resolve, name, 'TXT'));
  const records = texts.filter((text) => /^v\s*=\s*DMARC1/i.test(text));
  if (records.length > 1)
    return `${name} has ${records.length} DMARC records, which receivers treat as none: leave one`;
  if (records.length === 1)
    return `${name} has a record without a policy that receivers know: write v=DMARC1; p=none; rua=mailto:… or stricter`;
  return `${from} has no DMARC record, and bulk mail without one is refused: publish v=DMARC1; p=none; rua=mailto:… at ${name}`;
}

function policyFinding(from: string, verdict: DmarcVerdict): Finding {
  const { policy, policyDomain, record } = verdict;
  const where = policyDomain === from ? from : `${from}, by the record of ${policyDomain}`;
  const hints = [
    ...(policy === 'none'
      ? ['which is enough, and protects nobody: p=quarantine once the reports are clean']
      : []),
    ...(/;\s*rua\s*=/i.test(record) ? [] : ['without reports: add rua=mailto:…']),
  ];
  return pass('dmarc', [`${where}: policy ${policy}`, ...hints].join(', '));
}

interface Aligned {
  readonly bounces: string;
  readonly signing: readonly string[];
}

function alignmentFinding(
  from: string,
  { bounces, signing }: Aligned,
  { spf, dkim, trouble }: DmarcVerdict,
): Finding {
  const about = 'alignment';
  if (dkim.isAligned && spf.isAligned)
    return pass(about, `return path and signature are aligned with ${from}`);
  const path = `return path ${bounces}${how(spf.isStrict)}`;
  const signature = `signature by ${signing.join(', ') || 'nobody known'}${how(dkim.isStrict)}`;
  if (dkim.isAligned) return pass(about, `the signature is; the ${path} is not, which is allowed`);
  if (trouble !== undefined) return fail(about, sayTrouble(trouble, `alignment with ${from}`));
  if (spf.isAligned)
    return pass(about, `the return path is; the ${signature} is not: mail that is forwarded fails`);
  return fail(
    about,
    `neither ${path} nor ${signature} is aligned with ${from}: DMARC fails every mail. Use domains at or below the sender’s`,
  );
}

function how(isStrict: boolean): string {
  return isStrict ? ' (strict: the very same domain is asked for)' : '';
}
