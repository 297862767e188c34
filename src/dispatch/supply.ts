import { delivery } from '#config/delivery.ts';

import { createClaimPace } from './claim-pace.ts';
import type { Claimed } from './delivery.ts';
import type { Holding } from './holding.ts';
import type { Liveness } from './liveness.ts';

interface SupplyParts<Row extends Claimed> {
  readonly holding: Pick<Holding<Row>, 'claim' | 'release'>;
  readonly liveness: Pick<Liveness, 'isRunning' | 'isOwed'>;
  /** Messages a second, as lately seen. */
  readonly rate: number;
}

/** A claimed row, and until when it may be begun, by the monotonic clock. */
export interface Held<Row extends Claimed> {
  readonly row: Row;
  readonly deadline: number;
}

export interface Supply<Row extends Claimed> {
  /** The next row that may be begun; waits for a claim, and is undefined when nothing more is to be begun. */
  readonly next: () => Promise<Held<Row> | undefined>;
  /** The same, but never waits: undefined when none is at hand. */
  readonly atHand: () => Held<Row> | undefined;
  /** Whether a row that was handed out may still be begun: half its lease is left, and it is still owed. */
  readonly mayBegin: (held: Held<Row>) => boolean;
  /** Gives a row back that was handed out and not begun. */
  readonly putBack: (held: Held<Row>) => Promise<void>;
  /** False when the slice ended with work left. */
  readonly isDry: () => boolean;
  /** Gives back whatever was claimed and never handed out. */
  readonly giveBack: () => Promise<void>;
}

/**
 * Hands out claimed rows one by one and claims more before they run out, until the slice's time is over, nothing is
 * due, or somebody said stop. A row is handed out only while it may be sent.
 */
export function createSupply<Row extends Claimed>(
  { holding: { claim, release }, liveness, rate }: SupplyParts<Row>,
  signal: AbortSignal,
): Supply<Row> {
  const endsAt = performance.now() + delivery.sliceMs;
  const pace = createClaimPace(rate);
  const stock = createStock<Row>();
  let dry = false;
  let enough = false; // the last claim brought most of what was asked for: there is likely to be more
  let claiming: Promise<void> | undefined;

  const mustStop = () => signal.aborted || !liveness.isRunning();
  const isOver = () => dry || performance.now() > endsAt;
  const mayBegin = ({ row, deadline }: Held<Row>) =>
    !mustStop() && performance.now() < deadline && liveness.isOwed(row);

  async function refill(): Promise<void> {
    const deadline = performance.now() + delivery.leaseMs / 2;
    const limit = pace.next();
    const rows = await claim(limit);
    dry = rows.length === 0;
    enough = rows.length >= limit / 2;
    stock.add(rows, deadline);
  }

  function claimMore(): Promise<void> {
    claiming ??= refill().finally(() => (claiming = undefined));
    claiming.catch(() => {}); // whoever waits for it is told; when nobody does, the next claim fails as well
    return claiming;
  }

  function take(): Held<Row> | undefined {
    if (stock.size() < pace.limit() / 2 && enough && !isOver()) void claimMore();
    const held = stock.take();
    if (held !== undefined) pace.handedOut();
    return held;
  }

  async function next(): Promise<Held<Row> | undefined> {
    while (!mustStop()) {
      const held = take();
      if (held === undefined && isOver() && claiming === undefined) return undefined;
      if (held === undefined) await claimMore();
      else if (mayBegin(held)) return held;
      else await release([held.row]);
    }
    await giveBack(); // a message that hangs must not keep the others from whoever may tell them
    return undefined;
  }

  async function giveBack(): Promise<void> {
    await claiming?.catch(() => {}); // what it brings is given back, too
    await release(stock.takeAll());
  }

  return {
    next,
    atHand() {
      const held = stock.next();
      return held !== undefined && mayBegin(held) ? take() : undefined;
    },
    mayBegin,
    putBack: ({ row }) => release([row]),
    isDry: () => dry,
    giveBack,
  };
}

/** What was another's, who may have died, or was put off has waited, and goes before all that has not. */
function createStock<Row extends Claimed>() {
  let rows: Held<Row>[] = []; // the next one last

  return {
    size: () => rows.length,
    add(claimed: readonly Row[], deadline: number) {
      const held = claimed.toReversed().map((row) => ({ row, deadline }));
      rows = [...held.filter(isNew), ...rows, ...held.filter((one) => !isNew(one))];
    },
    next: () => rows.at(-1),
    take: () => rows.pop(),
    takeAll: () => rows.splice(0).map(({ row }) => row),
  };
}

function isNew({ row }: Held<Claimed>): boolean {
  return row.fence === 1;
}
