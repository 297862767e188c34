import { delivery } from '#config/delivery.ts';
import { codeOf } from '#src/errors.ts';

import type { HeldLine, LineRequest, Lines } from './line.ts';
import { createServe } from './serve-line.ts';
import type { Held, ServeParts } from './serve-line.ts';
import { createShifts } from './shift.ts';
import type { Shift } from './shift.ts';

interface CallingParts extends ServeParts {
  readonly lines: Lines;
  /** Calls under way at most. */
  readonly slots?: LineRequest;
}

export interface Calling extends AsyncDisposable {
  /**
   * Takes up whatever is due, as far as there are places, and resolves when it is: what was taken up goes on by itself until
   * the signal, and so does what waits for a place.
   */
  readonly work: (signal: AbortSignal) => Promise<void>;
  /** Resolves when nothing is under way. */
  readonly idle: () => Promise<void>;
}

type Class = keyof LineRequest;
const classes = ['healthy', 'failing'] as const;

/**
 * Calls endpoints, each by itself and one call at a time. Endpoints that failed have a few places of their own, so that those
 * that hang cannot take the places of those that answer (W4).
 */
export function createCalling(parts: CallingParts): Calling {
  const { log } = parts;
  const shifts = createShifts();
  let latest: Shift | undefined;
  let isClaiming = false;
  let claiming = Promise.resolve();
  let isWanted = false;
  let full: readonly Class[] = [];
  let bell = Promise.withResolvers<void>();
  let upcoming = Promise.withResolvers<void>();
  const { claimOnce, underWay } = createPlaces(parts, (one) => {
    if (full.includes(one)) bell.resolve();
  });

  return {
    work(signal) {
      latest = shifts.of(signal);
      isWanted = true;
      bell.resolve();
      const { promise } = upcoming;
      if (!isClaiming) claiming = claimAll();
      return promise;
    },
    idle,
    async [Symbol.asyncDispose]() {
      shifts.end();
      await idle();
    },
  };

  async function idle(): Promise<void> {
    // oxlint-disable-next-line no-unmodified-loop-condition -- claimAll modifies it while this waits
    while (isClaiming || underWay.size > 0) await Promise.all([claiming, ...underWay.keys()]);
  }

  /** Ends when nothing more may be due, or when a claim fails: whoever waits for one hears of it, and the sweep asks again. */
  async function claimAll(): Promise<void> {
    isClaiming = true;
    for (let now = latest; isWanted && now !== undefined && !now.isOver(); now = latest) {
      isWanted = false;
      bell = Promise.withResolvers<void>();
      const claimed = upcoming;
      upcoming = Promise.withResolvers<void>();
      full = classes; // whatever ends meanwhile leaves a place that this claim does not know of
      try {
        full = await claimOnce(now);
      } catch (error) {
        claimed.promise.catch(() => log.warn({ code: codeOf(error) }, 'lines.not-claimed'));
        claimed.reject(error);
        break;
      }
      claimed.resolve();
      if (full.length === 0) continue;
      await Promise.race([bell.promise, now.over]);
      isWanted = true;
    }
    isClaiming = false; // before anybody who waited for it goes on, and may ask again
    upcoming.resolve();
    upcoming = Promise.withResolvers<void>();
  }
}

/** Calls that are under way, and places for others; `freed` is told of each place that is. */
function createPlaces(parts: CallingParts, freed: (one: Class) => void) {
  const { lines, slots = delivery.callsAtOnce, log } = parts;
  const underWay = new Map<Promise<void>, Class>();
  const serve = createServe(parts);
  return { claimOnce, underWay };

  /** Takes up what is due, as far as there are places; gives those of which there may be too few. */
  async function claimOnce(shift: Shift): Promise<readonly Class[]> {
    const free = { healthy: freeOf('healthy'), failing: freeOf('failing') };
    const beginBy = performance.now() + delivery.lineLeaseMs / 2;
    const held = await lines.claim(free);
    for (const line of held) begin(line, { shift, beginBy });
    return fullOf(held, free);
  }

  function freeOf(one: Class): number {
    return slots[one] - [...underWay.values()].filter((other) => other === one).length;
  }

  function begin(line: HeldLine, held: Held): void {
    const own = classOf(line);
    const serving = serve(line, held)
      .catch((error: unknown) =>
        log.warn({ endpoint: line.endpoint, code: codeOf(error) }, 'line.lost'),
      )
      .finally(() => {
        underWay.delete(serving);
        freed(own);
      });
    underWay.set(serving, own);
  }
}

/** Classes of which there may be more than there was place for. */
function fullOf(held: readonly HeldLine[], free: LineRequest): readonly Class[] {
  const heldOf = (one: Class) => held.filter((line) => classOf(line) === one).length;
  return classes.filter((one) => heldOf(one) >= free[one]);
}

function classOf({ failures }: HeldLine): Class {
  return failures > 0 ? 'failing' : 'healthy';
}
