import { newSigningKeys } from '#src/channels/webhook/keys.ts';
import { createVerifying } from '#src/endpoints/verifying.ts';
import type { GuardedFetch } from '#src/outbound/fetch.ts';
import { createAcknowledgements } from '#src/store/acknowledgements.ts';
import type { Database } from '#src/store/database.ts';
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
  };
}
