import type { Logger } from 'pino';

import type { Channel, Line } from './channel.ts';
import { createPlaces } from './places.ts';

/** For every environment in which nobody may be disturbed. */
export function createLogOnlyChannel<Message extends { readonly id: string }>(
  log: Pick<Logger, 'info'>,
): Channel<Message> {
  const line: Line<Message> = {
    async send({ id }) {
      log.info({ messageId: id }, 'message.withheld');
      return { kind: 'withheld', reason: 'log-only' };
    },
  };
  return { concurrency: 1, ...createPlaces([line]), async [Symbol.asyncDispose]() {} };
}
