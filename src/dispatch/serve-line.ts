import type { Logger } from 'pino';

import { delivery } from '#config/delivery.ts';
import type { EndpointKind } from '#src/endpoints/endpoint.ts';

import { createCallTurn } from './call-turn.ts';
import { createGrouped } from './grouped.ts';
import type { CallSettlement, HeldLine, Lines } from './line.ts';
import { persistently } from './settler.ts';
import type { Shift } from './shift.ts';
import type { Way } from './way.ts';

export interface ServeParts {
  readonly lines: Pick<Lines, 'settle' | 'disable'>;
  readonly ways: Readonly<Partial<Record<EndpointKind, Way>>>;
  /** In [0, 1), spreads retries. */
  readonly chance: () => number;
  readonly log: Logger;
}

/** In whose time a line is held, and until when a call may begin, by the monotonic clock. */
export interface Held {
  readonly shift: Shift;
  readonly beginBy: number;
}

const untouched = { after: undefined, answer: undefined };

/** Makes one call of a line after the other, until nothing of it is due or its time is over; then it is given back. */
export function createServe({ lines, ...parts }: ServeParts) {
  const turn = createCallTurn({ ...parts, disable: lines.disable });
  const settle = createGrouped(
    (group: readonly CallSettlement[]) =>
      persistently(() => lines.settle(group), delivery.lineLeaseMs),
    delivery.settledAtOnce,
  );

  return async function serve(first: HeldLine, { shift, beginBy }: Held): Promise<void> {
    const mayBegin = () => !shift.isOver() && performance.now() < beginBy;
    for (let line: HeldLine | undefined = first; line !== undefined;) {
      const tried = mayBegin() ? await turn(line, shift.late) : untouched;
      const settled = await settle({ line, ...tried, goesOn: mayBegin() });
      line = settled.get(line.endpointId);
    }
  };
}
