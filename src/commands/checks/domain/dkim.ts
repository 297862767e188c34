import { look } from '#src/channels/email/domain/dns.ts';
import type { Resolve } from '#src/channels/email/domain/dns.ts';
import { readKeyRecord } from '#src/channels/email/domain/key-record.ts';
import type { KeyRecord } from '#src/channels/email/domain/key-record.ts';
import { fail, note, pass } from '#src/commands/finding.ts';
import type { Finding } from '#src/commands/finding.ts';

import { sayTrouble } from './sender.ts';
import type { Signer } from './sender.ts';

const about = 'dkim';
/** RFC 8301 asks for it; Gmail refuses less than half of it. */
const smallestRsa = 2048;

/** One line for each key, and one where receivers would find none that they can use. */
export async function dkimFindings(
  signers: readonly Signer[],
  resolve: Resolve,
): Promise<readonly Finding[]> {
  if (signers.length === 0)
    return [
      note(
        about,
        'no key is known: set DKIM_DOMAIN and DKIM_KEYS, or name the keys that your relay signs with by --selector',
      ),
    ];
  const found = await Promise.all(signers.map((signer) => keyFinding(signer, resolve)));
  const onlyModern = found.every(({ finding, algorithm }) => {
    return finding.verdict === 'PASS' && algorithm === 'ed25519';
  });
  const findings = found.map(({ finding }) => finding);
  if (!onlyModern) return findings;
  return [
    ...findings,
    fail(about, 'no RSA key: Gmail, Yahoo and Outlook verify no ed25519. Sign with both'),
  ];
}

interface Found {
  readonly finding: Finding;
  readonly algorithm?: 'rsa' | 'ed25519';
}

async function keyFinding(signer: Signer, resolve: Resolve): Promise<Found> {
  const name = `${signer.selector}._domainkey.${signer.domain}`;
  const looked = await look(resolve, name, 'TXT');
  if (looked.kind === 'none')
    return { finding: fail(about, `${name} is not published: publish the key as its TXT`) };
  if (looked.kind !== 'found') return { finding: fail(about, sayTrouble(looked, name)) };
  const [record = '', ...more] = looked.records;
  if (more.length > 0)
    return {
      finding: fail(about, `${name} has ${more.length + 1} TXT records: leave the key alone`),
    };
  return judged(name, signer, readKeyRecord(record));
}

function judged(name: string, { publicKey }: Signer, record: KeyRecord): Found {
  if (record.kind === 'revoked')
    return { finding: fail(about, `${name} is revoked (p= is empty): publish the key`) };
  if (record.kind === 'unusable')
    return { finding: fail(about, `${name}: receivers cannot use it, ${record.why}`) };
  if (publicKey !== undefined && publicKey !== record.publicKey)
    return { finding: fail(about, `${name} holds another key than ours signs with`) };
  return { finding: strength(name, record), algorithm: record.algorithm };
}

function strength(name: string, record: Extract<KeyRecord, { kind: 'key' }>): Finding {
  const { algorithm, bits, isTrial } = record;
  if (algorithm === 'rsa' && bits < smallestRsa)
    return fail(about, `${name} is an RSA key of ${bits} bits: make one of ${smallestRsa}`);
  const says = `${name} is published, ${algorithm === 'rsa' ? `RSA of ${bits} bits` : algorithm}`;
  return isTrial
    ? note(about, `${says}, and marked as a trial (t=y): take that out, receivers may ignore it`)
    : pass(about, says);
}
