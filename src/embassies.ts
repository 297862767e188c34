import { newSigningKeys } from '#src/channels/webhook/keys.ts';
import { isSignedWith } from '#src/channels/webhook/sign.ts';
import type { SignedCall } from '#src/endpoints/acknowledgement.ts';
import { createVerifying } from '#src/endpoints/verifying.ts';
import type { GuardedFetch } from '#src/outbound/fetch.ts';
import { createAcknowledgements } from '#src/store/acknowledgements.ts';
import type { Database } from '#src/store/database.ts';
import { openSecrets } from '#src/store/endpoint-secrets.ts';
import { createEndpoints } from '#src/store/endpoints.ts';
import { createMailboxes } from '#src/store/mailboxes.ts';
import { createPings } from '#src/store/pings.ts';

import { createSignedChallenge } from './challenging.ts';
import type { Keyring } from './keyring/keyring.ts';

interface EmbassiesParts {
  readonly db: Database;
  readonly keyring: Keyring;
  /** A notice waits to leave. */
  readonly noticesQueued: () => void;
  /** A call waits to be made. */
  readonly callsQueued: () => void;
  readonly fetch: GuardedFetch;
  readonly now: () => Date;
}

/** Embassies' systems and duty mailboxes, and what they acknowledge. */
export function createEmbassies(parts: EmbassiesParts) {
  const { db, keyring, noticesQueued, callsQueued, fetch, now } = parts;
  const endpoints = createEndpoints({ db, keyring, newKeys: newSigningKeys });
  const mailboxes = createMailboxes({ db, keyring, endpoints, queued: noticesQueued, now });
  return {
    endpoints,
    acknowledgements: createAcknowledgements({ db, keyring }),
    mailboxes,
    verifying: createVerifying({
      endpoints,
      challenges: keyring.challenges,
      challenge: createSignedChallenge({ db, keyring, fetch, now }),
      mailLink: mailboxes.mailLink,
      now,
    }),
    ping: createPings({ db, wake: callsQueued, now }),
    /** Whether an endpoint has signed what it sends, with a key that has not ended. */
    isSignedBy: async (endpoint: string, call: SignedCall) =>
      (await openSecrets(db, keyring, endpoint))
        .filter((secret) => secret.startsWith('whsec_'))
        .some((secret) => isSignedWith({ ...call, secret, now: now() })),
  };
}
