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
  /** Takes up whatever is due, and resolves when nothing more is: what was taken up goes on by itself until the signal. */
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
  const { lines, slots = delivery.callsAtOnce, log } = parts;
  const underWay = new Map<Promise<void>, Class>();
  const shifts = createShifts();
  const serve = createServe(parts);
  let claiming: Promise<void> | undefined;
  let isWanted = false;
  let full: readonly Class[] = [];
  let bell = Promise.withResolvers<void>();

  return {
    async work(signal) {
      isWanted = true;
      bell.resolve();
      claiming ??= claimAll(shifts.of(signal)).finally(() => (claiming = undefined));
      await claiming;
    },
    idle: () => allOf(underWay),
    async [Symbol.asyncDispose]() {
      shifts.end();
      await allOf(underWay);
    },
  };

  async function claimAll(shift: Shift): Promise<void> {
    while (isWanted && !shift.isOver()) {
      isWanted = false;
      bell = Promise.withResolvers<void>();
      full = await claimOnce(shift);
      if (full.length === 0) continue;
      await Promise.race([bell.promise, shift.over]);
      isWanted = true;
    }
  }

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
        if (full.includes(own)) bell.resolve();
      });
    underWay.set(serving, own);
  }
}

async function allOf(underWay: ReadonlyMap<Promise<void>, Class>): Promise<void> {
  while (underWay.size > 0) await Promise.all(underWay.keys());
}

/** Classes of which there may be more than there was place for. */
function fullOf(held: readonly HeldLine[], free: LineRequest): readonly Class[] {
  if (held.length === 0) return [];
  return classes.filter((one) => held.filter((line) => classOf(line) === one).length >= free[one]);
}

function classOf({ failures }: HeldLine): Class {
  return failures > 0 ? 'failing' : 'healthy';
}
