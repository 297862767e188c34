import type { Logger } from 'pino';

import { delivery } from '#config/delivery.ts';
import type { Channel } from '#src/channels/channel.ts';
import { codeOf } from '#src/errors.ts';

import type { Composed } from './composed.ts';
import type { Claimed, DeliveryState } from './delivery.ts';
import { stateAfter } from './outcome.ts';

export interface AttemptParts<Row extends Claimed, Message> {
  readonly compose: (row: Row) => Promise<Composed<Message>>;
  readonly channel: Pick<Channel<Message>, 'send'>;
  /** Remembers that an address or an endpoint no longer exists. */
  readonly gone: (row: Claimed, reason: string) => Promise<void>;
  /** In [0, 1), spreads retries. */
  readonly chance: () => number;
  readonly log: Logger;
}

/** No dialogue began, so no attempt was made: a template or a key that is mended finds the row as it was. */
const notComposed = {
  state: 'pending',
  reason: 'not-composed',
  dueInMs: delivery.notComposedMs,
  attempted: false,
  possiblySent: false,
} as const satisfies DeliveryState;

/** Tries one claimed row: composes it, sends it, and says what the row becomes. */
export function createAttempt<Row extends Claimed, Message>(parts: AttemptParts<Row, Message>) {
  const { compose, channel, gone, chance } = parts;

  return async function attempt(row: Row, signal: AbortSignal): Promise<DeliveryState> {
    const composed = await compose(row).catch((error: unknown) => cannotCompose(row, error));
    switch (composed.kind) {
      case 'message': {
        const outcome = await channel.send(composed.message, signal);
        if (outcome.kind === 'refused' && outcome.recipientGone) await gone(row, outcome.reason);
        return stateAfter(outcome, row, chance());
      }
      case 'withheld':
        return { state: 'withheld', reason: composed.reason, attempted: false };
      case 'void':
        return { state: 'expired', reason: composed.reason, attempted: false };
      case 'not-composed':
        return notComposed;
    }
  };

  /** It must not stand in the way of the others: it is tried again, visibly. */
  function cannotCompose({ publicationId, recipientId, channel: name }: Row, error: unknown) {
    const code = codeOf(error);
    parts.log.error({ publicationId, recipientId, channel: name, code }, 'delivery.not-composed');
    return { kind: 'not-composed' as const };
  }
}
