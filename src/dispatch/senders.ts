import type { Channel, Line } from '#src/channels/channel.ts';

import { watchAnnounced } from './announced.ts';
import type { Announced } from './announced.ts';
import type { Claimed } from './delivery.ts';
import type { Holding } from './holding.ts';
import type { Held, Supply } from './supply.ts';
import { createTurn } from './turn.ts';
import type { Ready, TurnParts } from './turn.ts';

interface SendersParts<Row extends Claimed, Message> extends TurnParts<Row, Message> {
  readonly channel: Channel<Message>;
}

/** What the senders of one slice share. */
interface Sending<Row extends Claimed> {
  readonly supply: Supply<Row>;
  readonly holding: Pick<Holding<Claimed>, 'begin' | 'letGo'>;
  /** Aborts when the slice's time is over: what was claimed is still sent, and nobody waits for a line any more. */
  readonly time: AbortSignal;
  /** Aborts when nothing more may begin. */
  readonly stop: AbortSignal;
  /** Aborts when even what is under way must end. */
  readonly grace: AbortSignal;
}

interface Shared<Row extends Claimed> extends Sending<Row> {
  readonly announced: Announced<Row>;
}

/** Sends a slice's rows over as many lines as are free; gives the number that was sent, once all have ended. */
export type SendAll<Row extends Claimed> = (sending: Sending<Row>) => Promise<number>;

export function createSenders<Row extends Claimed, Message>(
  parts: SendersParts<Row, Message>,
): SendAll<Row> {
  const { channel, attempt } = parts;
  const turn = createTurn(parts);
  const senders = Array.from({ length: channel.concurrency });

  return async function sendAll(sending) {
    await using announced = watchAnnounced(sending.supply);
    const shared = { ...sending, announced };
    const ends = await Promise.allSettled(senders.map(() => sendOneByOne(shared)));
    return ends.reduce((sum, end) => {
      if (end.status === 'rejected') throw end.reason;
      return sum + end.value;
    }, 0);
  };

  /**
   * The line is taken before the row, because what is known about a row grows old while it waits behind another
   * publication's slow messages.
   */
  async function sendOneByOne(sending: Shared<Row>): Promise<number> {
    const { time, stop } = sending;
    for (let count = 0; ;) {
      const line = await channel.take(time.aborted ? stop : time, sending);
      if (line === undefined) return count;
      const sent = await sendOver(line, sending).finally(() => channel.giveBack(line, sending));
      if (sent === 0) return count;
      count += sent;
    }
  }

  /** One message after another, each told of the one after it, until nothing is left or another slice wants the line. */
  async function sendOver(line: Line<Message>, sending: Shared<Row>): Promise<number> {
    const { supply, holding, announced, grace } = sending;
    const { mayBegin } = supply;
    let count = 0;
    let current = await ready(await supply.next());
    while (current !== undefined) {
      const upcoming = channel.isWanted(line, sending) ? undefined : await ready(supply.atHand());
      if (upcoming !== undefined) announced.add(upcoming.held);
      await turn({ line, current, upcoming, holding, mayBegin }, grace).catch(
        async (error: unknown) => {
          await takeBack(upcoming, sending).catch(() => {}); // then its lease ends by itself
          throw error;
        },
      );
      count += 1;
      current = await nextAfter(upcoming, line, sending);
    }
    return count;
  }

  async function nextAfter(
    upcoming: Ready<Row, Message> | undefined,
    line: Line<Message>,
    sending: Shared<Row>,
  ): Promise<Ready<Row, Message> | undefined> {
    const { supply, announced } = sending;
    if (upcoming !== undefined && announced.isStillOurs(upcoming.held)) {
      if (supply.mayBegin(upcoming.held)) return upcoming;
      await supply.putBack(upcoming.held);
    }
    return channel.isWanted(line, sending) ? undefined : ready(await supply.next());
  }

  async function ready(held: Held<Row> | undefined): Promise<Ready<Row, Message> | undefined> {
    return held && { held, prepared: await attempt.prepare(held.row) };
  }
}

/** What was announced and whose turn will not come. */
async function takeBack<Row extends Claimed>(
  upcoming: { readonly held: Held<Row> } | undefined,
  { supply, announced }: Pick<Shared<Row>, 'supply' | 'announced'>,
): Promise<void> {
  if (upcoming !== undefined && announced.isStillOurs(upcoming.held))
    await supply.putBack(upcoming.held);
}
