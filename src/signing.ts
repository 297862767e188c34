import { availableParallelism } from 'node:os';

import type { Env } from '#config/env.ts';
import { contentOf, rawOf } from '#src/channels/email/content.ts';
import { createDkim } from '#src/channels/email/dkim/dkim.ts';
import type { Dkim } from '#src/channels/email/dkim/dkim.ts';
import { readDkimIdentity } from '#src/channels/email/dkim/keys.ts';
import type { EmailMessage } from '#src/channels/email/email-message.ts';
import type { Composed } from '#src/dispatch/composed.ts';

import type { Logger } from './log.ts';

interface SigningParts {
  readonly env: Pick<Env, 'DKIM_DOMAIN' | 'DKIM_KEYS'>;
  readonly log: Logger;
  readonly now: () => Date;
}

/** Signs mail where keys are configured; undefined where the relay does. Throws CONFIGURATION_INVALID. */
export function createSigning({ env, log, now }: SigningParts): Dkim | undefined {
  const identity = readDkimIdentity({ domain: env.DKIM_DOMAIN, keys: env.DKIM_KEYS });
  return identity && createDkim({ identity, threads: availableParallelism(), now, log });
}

/** Signs while composing, before a message occupies a connection. */
export function composeSigned<Row>(
  compose: (row: Row) => Promise<Composed<EmailMessage>>,
  { sign }: Pick<Dkim, 'sign'>,
): (row: Row) => Promise<Composed<EmailMessage>> {
  return async (row) => {
    const composed = await compose(row);
    if (composed.kind !== 'message') return composed;
    const { message } = composed;
    return {
      kind: 'message',
      message: { ...message, content: contentOf(await sign(rawOf(message.content))) },
    };
  };
}
