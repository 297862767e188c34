import type { Logger } from 'pino';

import { delivery } from '#config/delivery.ts';
import type { CallAnswer, Called } from '#src/channels/caller.ts';
import type { EndpointKind } from '#src/endpoints/endpoint.ts';
import { codeOf, isPassing } from '#src/errors.ts';

import { callStateAfter, untried } from './call-outcome.ts';
import type { CallState, HeldLine, Lines } from './line.ts';
import type { Told, Way } from './way.ts';

interface CallTurnParts {
  readonly ways: Readonly<Partial<Record<EndpointKind, Way>>>;
  readonly disable: Lines['disable'];
  readonly chance: () => number;
  readonly log: Logger;
}

interface Tried {
  readonly after: CallState;
  readonly answer: CallAnswer | undefined;
}

/** One call: it is made, and what came of it is judged. */
export function createCallTurn({ ways, disable, chance, log }: CallTurnParts) {
  return async function turn(line: HeldLine, signal: AbortSignal): Promise<Tried> {
    const tried = await attempt(line, signal);
    const { after } = tried;
    const { endpoint, next } = line;
    const { sequence, round, eventId, attempts } = next;
    const said = { endpoint, sequence, round, eventId, attempts, ...after };
    if (after.state === 'sent') log.debug(said, 'call.attempted');
    else log.info(said, 'call.attempted');
    return tried;
  };

  async function attempt(line: HeldLine, signal: AbortSignal): Promise<Tried> {
    const told = await tell(line, signal);
    switch (told.kind) {
      case 'withheld':
        return decided({ state: 'withheld', reason: told.reason, attempted: false });
      case 'void':
        return decided({ state: 'expired', reason: told.reason, attempted: false });
      case 'untold':
        return decided(told.after);
      case 'called':
        return conclude(line, told);
    }
  }

  async function tell(
    line: HeldLine,
    signal: AbortSignal,
  ): Promise<Told | { readonly kind: 'untold'; readonly after: CallState }> {
    const way = ways[line.kind];
    if (way === undefined)
      return { kind: 'untold', after: untried('no-way-to-tell', delivery.notComposedMs) };
    return way
      .tell(line, signal)
      .catch((error: unknown) => ({ kind: 'untold', after: cannot(line, error) }));
  }

  async function conclude(line: HeldLine, called: Called): Promise<Tried> {
    const after = callStateAfter(called, line, chance());
    const ending = whyDisabled(line, called, after);
    if (ending !== undefined)
      await disable(line.endpointId, ending).catch((error: unknown) =>
        log.warn({ endpoint: line.endpoint, code: codeOf(error) }, 'endpoint.not-disabled'),
      ); // the next attempt finds the same
    return { after, answer: called.answer };
  }

  /** A template or a key that is mended finds the call as it was; it must not stand in the way of the others. */
  function cannot({ endpoint, next }: HeldLine, error: unknown): CallState {
    const { sequence, eventId } = next;
    log.error({ endpoint, sequence, eventId, code: codeOf(error) }, 'call.not-composed');
    return isPassing(error)
      ? untried('not-composed', delivery.unreachableMs)
      : untried('not-composed', delivery.notComposedMs, true);
  }
}

function decided(after: CallState): Tried {
  return { after, answer: undefined };
}

/** W5: an endpoint says itself that it is gone, or has failed for days. */
function whyDisabled(
  { hasFailedTooLong }: HeldLine,
  { outcome }: Called,
  after: CallState,
): string | undefined {
  if (outcome.kind === 'refused' && outcome.recipientGone) return outcome.reason;
  const fails = after.attempted && after.state !== 'sent';
  return hasFailedTooLong && fails ? 'failing-for-five-days' : undefined;
}
