import type { Logger } from 'pino';

import type { Channel } from './channel.ts';

/** For every environment in which nobody may be disturbed. */
export function createLogOnlyChannel<Message extends { readonly id: string }>(
  log: Pick<Logger, 'info'>,
): Channel<Message> {
  return {
    concurrency: 1,

    async send({ id }) {
      log.info({ messageId: id }, 'message.withheld');
      return { kind: 'withheld', reason: 'log-only' };
    },

    async [Symbol.asyncDispose]() {},
  };
}
