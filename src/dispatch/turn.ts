import type { Logger } from 'pino';

import type { Line } from '#src/channels/channel.ts';

import type { Attempt, Prepared } from './attempt.ts';
import type { Claimed, DeliveryState } from './delivery.ts';
import type { Holding } from './holding.ts';
import type { Settle } from './settler.ts';
import type { Held } from './supply.ts';

export interface TurnParts<Row extends Claimed, Message> {
  readonly attempt: Attempt<Row, Message>;
  readonly settle: Settle;
  readonly log: Logger;
}

/** A row that was handed out, and what is to be done with it. */
export interface Ready<Row extends Claimed, Message> {
  readonly held: Held<Row>;
  readonly prepared: Prepared<Message>;
}

/** One row's turn on a line. */
interface Turn<Row extends Claimed, Message> {
  readonly line: Line<Message>;
  readonly current: Ready<Row, Message>;
  /** Whose turn is next on this line, when that is known. */
  readonly upcoming: Ready<Row, Message> | undefined;
  readonly holding: Pick<Holding<Claimed>, 'begin' | 'letGo'>;
  /** Asked once more when the line is open, for that may take its time. */
  readonly mayBegin: (held: Held<Row>) => boolean;
}

/** Sends one row's message and resolves when its outcome is committed: only then may the next one's content leave. */
export function createTurn<Row extends Claimed, Message>(parts: TurnParts<Row, Message>) {
  const { attempt, settle, log } = parts;

  return async function turn(
    { line, current, upcoming, holding, mayBegin }: Turn<Row, Message>,
    signal: AbortSignal,
  ): Promise<void> {
    const { row } = current.held;
    try {
      if (current.prepared.kind === 'decided') return await conclude(row, current.prepared.next);
      holding.begin(row);
      const { message } = current.prepared;
      const outcome = await line.send(message, signal, {
        upcoming: messageOf(upcoming),
        mayBegin: () => mayBegin(current.held),
      });
      await conclude(row, await attempt.conclude(row, outcome));
    } finally {
      holding.letGo(row);
    }
  };

  async function conclude(row: Row, next: DeliveryState): Promise<void> {
    await settle({ claimed: row, next });
    if (next.state === 'sent') return;
    const { publicationId, recipientId, channel, attempts } = row;
    const { state, reason } = next;
    const said = { publicationId, recipientId, channel, attempts, state, reason };
    // A relay that rests or a pace that is kept would say it of every row, again and again.
    if (next.attempted || state !== 'pending') log.info(said, 'delivery.attempted');
    else log.debug(said, 'delivery.put-off');
  }
}

function messageOf<Row extends Claimed, Message>(
  ready: Ready<Row, Message> | undefined,
): Message | undefined {
  return ready?.prepared.kind === 'message' ? ready.prepared.message : undefined;
}
