import type { Env } from '#config/env.ts';
import { note, pass } from '#src/commands/finding.ts';
import type { Finding } from '#src/commands/finding.ts';
import { currentCrisis } from '#src/store/crises.ts';
import type { Database } from '#src/store/database.ts';

/** Can networks be told apart, and is the crisis switch where it should be? */
export async function examineLimits(
  { TRUSTED_PROXIES, PUBLIC_URL }: Pick<Env, 'TRUSTED_PROXIES' | 'PUBLIC_URL'>,
  db: Database | undefined,
  now: Date,
): Promise<readonly Finding[]> {
  const crisis = db === undefined ? undefined : await currentCrisis(db, now);
  return [proxyFinding({ TRUSTED_PROXIES, PUBLIC_URL }), ...crisisFindings(crisis)];
}

function proxyFinding({
  TRUSTED_PROXIES,
  PUBLIC_URL,
}: Pick<Env, 'TRUSTED_PROXIES' | 'PUBLIC_URL'>): Finding {
  if (TRUSTED_PROXIES.length > 0)
    return pass('limits', `X-Forwarded-For is believed of ${TRUSTED_PROXIES.join(', ')}`);
  if (PUBLIC_URL?.startsWith('https:') === true)
    return note(
      'limits',
      'TRUSTED_PROXIES is not set, and something in front of this service speaks https: until it is named, networks cannot be told apart and only the limit for everybody together holds',
    );
  return pass('limits', 'no proxy is trusted: networks are told apart by who connects');
}

function crisisFindings(crisis: Awaited<ReturnType<typeof currentCrisis>>): readonly Finding[] {
  if (crisis === undefined) return [];
  const { factor, officer, endsAt, reason } = crisis;
  return [
    note(
      'limits',
      `${factor} times wider until ${endsAt.toISOString()}, by ${officer}: ${reason} (npm run citizens -- crisis off ends it)`,
    ),
  ];
}
