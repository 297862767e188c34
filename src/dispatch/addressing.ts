import type { Issuer } from '#config/issuer.ts';
import type { CompiledEmail } from '#src/channels/email/compile.ts';
import type { EmailMessage } from '#src/channels/email/email-message.ts';
import { fill } from '#src/channels/email/fill.ts';
import type { EmailValues } from '#src/channels/email/fill.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import type { Composed } from './composed.ts';
import type { ClaimedMail, Reachable } from './delivery.ts';

export interface AddressingDeps {
  readonly keyring: Pick<Keyring, 'messageId' | 'returnPath' | 'unsubscribeToken' | 'undoToken'>;
  readonly issuer: Pick<Issuer, 'from' | 'bounceDomain'>;
  readonly publicUrl: string;
  readonly now: () => Date;
}

export interface Addressing {
  readonly unsubscribeOf: (row: ClaimedMail) => { readonly url: string; readonly mailto: string };
  /** Brings back what an unsubscribe ended; stands only in the notice about it. */
  readonly undoUrlOf: (row: ClaimedMail) => string;
  readonly message: (
    row: Reachable,
    compiled: CompiledEmail,
    personal: Pick<EmailValues, 'unsubscribe' | 'slots'>,
  ) => Composed<EmailMessage>;
}

/** What makes a compiled mail one person's: the address, ids that stay the same through every attempt, their way out. */
export function createAddressing({ keyring, issuer, publicUrl, now }: AddressingDeps): Addressing {
  const domain = issuer.from.slice(issuer.from.lastIndexOf('@') + 1);
  const messageIdOf = (row: ClaimedMail) => `${keyring.messageId(row)}@${domain}`;

  return {
    unsubscribeOf({ recipientId, epoch }) {
      const token = keyring.unsubscribeToken(recipientId, epoch);
      return {
        url: `${publicUrl}/unsubscribe/${token}`,
        mailto: `mailto:u+${token}@${issuer.bounceDomain}`,
      };
    },

    undoUrlOf: ({ recipientId, epoch, language }) =>
      `${publicUrl}/unsubscribe/${keyring.undoToken(recipientId, epoch)}/undo?lang=${language}`,

    message(row, compiled, personal) {
      const [id, to, thread] = [messageIdOf(row), row.address, row.threadPublicationId];
      const inReplyTo =
        thread === undefined ? undefined : messageIdOf({ ...row, publicationId: thread });
      const content = fill(compiled, { ...personal, to, date: now(), messageId: id, inReplyTo });
      const from = `${keyring.returnPath(row)}@${issuer.bounceDomain}`;
      return { kind: 'message', message: { id, from, to, content } };
    },
  };
}
