import type { Env } from '#config/env.ts';
import { watch } from '#config/watch.ts';
import { createAllowlist } from '#src/channels/email/allowlist.ts';
import { fail, note, pass } from '#src/commands/finding.ts';
import type { Finding } from '#src/commands/finding.ts';
import { canaryMisses } from '#src/store/canaries.ts';
import type { Database } from '#src/store/database.ts';

type CanaryEnv = Pick<Env, 'CANARY_ADDRESS' | 'CANARY_URL' | 'RECIPIENT_ALLOWLIST' | 'SMTP_URL'>;

/** Q12: is each channel tried end to end, and does what is sent arrive? */
export async function examineCanaries(
  env: CanaryEnv,
  db: Database | undefined,
): Promise<readonly Finding[]> {
  const { CANARY_ADDRESS: address, CANARY_URL: url } = env;
  const missed = db === undefined ? [] : await canaryMisses(db, { address, url });
  return [...missing(env), ...outside(env), ...missed.map(missedFinding)];
}

function missing({ CANARY_ADDRESS, CANARY_URL }: CanaryEnv): readonly Finding[] {
  return [
    ...(CANARY_ADDRESS === undefined ? [unset('CANARY_ADDRESS', 'no mail canary')] : []),
    ...(CANARY_URL === undefined ? [unset('CANARY_URL', 'no webhook canary')] : []),
  ];
}

function unset(name: string, what: string): Finding {
  const says = `${name} is not set: ${what} is sent, and a channel that fails silently shows late`;
  return note('canary', says);
}

function outside({ CANARY_ADDRESS, RECIPIENT_ALLOWLIST, SMTP_URL }: CanaryEnv): readonly Finding[] {
  if (CANARY_ADDRESS === undefined || SMTP_URL === undefined) return [];
  if (createAllowlist(RECIPIENT_ALLOWLIST)(CANARY_ADDRESS)) return [];
  return [
    fail(
      'canary',
      'CANARY_ADDRESS is outside RECIPIENT_ALLOWLIST and every canary is withheld: name it there',
    ),
  ];
}

function missedFinding({
  channel,
  misses,
}: {
  readonly channel: string;
  readonly misses: number;
}): Finding {
  const says = `${misses} in a row by ${channel} did not arrive`;
  if (misses < watch.canaryMisses)
    return pass('canary', misses === 0 ? `by ${channel}: none is missed` : says);
  return fail(
    'canary',
    `${says}: do workers run, is ${channel === 'email' ? 'the relay' : 'CANARY_URL'} reached? npm run deliveries -- list tells reasons`,
  );
}
