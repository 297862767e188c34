import type { Logger } from 'pino';

import { delivery } from '#config/delivery.ts';
import type { SendOutcome } from '#src/channels/channel.ts';
import { codeOf, isPassing } from '#src/errors.ts';

import type { Composed } from './composed.ts';
import type { Claimed, DeliveryState } from './delivery.ts';
import { stateAfter } from './outcome.ts';

export interface AttemptParts<Row extends Claimed, Message> {
  readonly compose: (row: Row) => Promise<Composed<Message>>;
  /** Remembers that an address or an endpoint no longer exists. */
  readonly gone: (row: Claimed, reason: string) => Promise<void>;
  /** In [0, 1), spreads retries. */
  readonly chance: () => number;
  readonly log: Logger;
}

/** A row made ready: a message to be sent, or what becomes of the row without one. */
export type Prepared<Message> =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'decided'; readonly next: DeliveryState };

/** What comes before and after one row's message is sent. */
export interface Attempt<Row extends Claimed, Message> {
  readonly prepare: (row: Row) => Promise<Prepared<Message>>;
  readonly conclude: (row: Row, outcome: SendOutcome) => Promise<DeliveryState>;
}

/** No dialogue began, so no attempt was made: a template or a key that is mended finds the row as it was. */
function notComposed(dueInMs: number): DeliveryState {
  return {
    state: 'pending',
    reason: 'not-composed',
    dueInMs,
    attempted: false,
    possiblySent: false,
  };
}

export function createAttempt<Row extends Claimed, Message>(
  parts: AttemptParts<Row, Message>,
): Attempt<Row, Message> {
  return {
    async prepare(row) {
      const composed = await parts.compose(row).catch((error: unknown) => cannot(row, error));
      switch (composed.kind) {
        case 'message':
          return composed;
        case 'withheld':
          return decided({ state: 'withheld', reason: composed.reason, attempted: false });
        case 'void':
          return decided({ state: 'expired', reason: composed.reason, attempted: false });
        case 'not-composed':
          return decided(notComposed(composed.dueInMs));
      }
    },

    async conclude(row, outcome) {
      if (outcome.kind === 'refused' && outcome.recipientGone)
        await parts.gone(row, outcome.reason);
      return stateAfter(outcome, row, parts.chance());
    },
  };

  /** It must not stand in the way of the others: it is tried again, visibly. */
  function cannot({ publicationId, recipientId, channel: name }: Row, error: unknown) {
    const code = codeOf(error);
    parts.log.error({ publicationId, recipientId, channel: name, code }, 'delivery.not-composed');
    const dueInMs = isPassing(error) ? delivery.unreachableMs : delivery.notComposedMs;
    return { kind: 'not-composed' as const, dueInMs };
  }
}

function decided<Message>(next: DeliveryState): Prepared<Message> {
  return { kind: 'decided', next };
}
