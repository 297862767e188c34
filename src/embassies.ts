import { newSigningKeys } from '#src/channels/webhook/keys.ts';
import { createAcknowledgements } from '#src/store/acknowledgements.ts';
import type { Database } from '#src/store/database.ts';
import { createEndpoints } from '#src/store/endpoints.ts';
import { createMailboxes } from '#src/store/mailboxes.ts';

import type { Keyring } from './keyring/keyring.ts';

interface EmbassiesParts {
  readonly db: Database;
  readonly keyring: Keyring;
  /** A notice waits to leave. */
  readonly noticesQueued: () => void;
  readonly now: () => Date;
}

/** Embassies' systems and duty mailboxes, and what they acknowledge. */
export function createEmbassies({ db, keyring, noticesQueued, now }: EmbassiesParts) {
  const endpoints = createEndpoints({ db, keyring, newKeys: newSigningKeys });
  return {
    endpoints,
    acknowledgements: createAcknowledgements({ db, keyring }),
    mailboxes: createMailboxes({ db, keyring, endpoints, queued: noticesQueued, now }),
  };
}
