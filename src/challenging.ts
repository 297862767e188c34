import { randomBytes } from 'node:crypto';

import { createChallenger } from '#src/channels/webhook/challenge.ts';
import { prepareKey } from '#src/channels/webhook/read-key.ts';
import { signWebhook } from '#src/channels/webhook/sign.ts';
import type { GuardedFetch } from '#src/outbound/fetch.ts';
import type { Database } from '#src/store/database.ts';
import { openSecrets } from '#src/store/endpoint-secrets.ts';

import type { Keyring } from './keyring/keyring.ts';

interface ChallengingParts {
  readonly db: Database;
  readonly keyring: Pick<Keyring, 'open'>;
  readonly fetch: GuardedFetch;
  readonly now: () => Date;
}

/** The challenge as a call that every key of the endpoint signs. */
export function createSignedChallenge({ db, keyring, ...rest }: ChallengingParts) {
  const ask = createChallenger(rest);
  return async function challenge(
    { id, url, challenge: wanted }: { id: string; url: string; challenge: string },
    signal: AbortSignal,
  ) {
    const secrets = await openSecrets(db, keyring, id);
    return ask(
      {
        id: `vfy_${randomBytes(12).toString('hex')}`,
        url,
        endpoint: id,
        challenge: wanted,
        sign: (call) => signWebhook({ ...call, keys: secrets.map(prepareKey) }),
      },
      signal,
    );
  };
}
