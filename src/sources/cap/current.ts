import type { CapAlert } from '#src/cap/alert.ts';
import { identityOf } from '#src/cap/thread.ts';
import type { CapThread } from '#src/cap/thread.ts';
import type { MessageThread } from '#src/sources/publisher.ts';
import { stampOf } from '#src/sources/stamp.ts';

/** What a thread comes to: a message that holds now, or the one that ended it. */
export interface Current {
  readonly key: string;
  readonly thread: string;
  readonly alert: CapAlert;
  /** What it ends, of a Cancel. */
  readonly last?: CapAlert | undefined;
}

export function currentIn({ key, state }: CapThread): readonly Current[] {
  const thread = short(key, 200);
  if (state.kind === 'cancelled')
    return [{ key: thread, thread, alert: state.by, last: state.last }];
  return state.alerts.map((alert, n) => ({
    // One alert may go on as several, each for a part of its area.
    key: n === 0 ? thread : `${thread}/${short(alert.identifier, 90)}`,
    thread,
    alert,
  }));
}

/** What is to be remembered of a thread, for documents that show less of it. */
export function memorableIn({ key, messages, state }: CapThread): MessageThread {
  const holding = state.kind === 'cancelled' ? [state.by] : state.alerts;
  const last = new Set(holding.map(identityOf));
  const referred = messages.flatMap(({ references }) => references.map(identityOf));
  return {
    key: short(key, 200),
    messages: [...new Set([key, ...messages.map(identityOf), ...referred])],
    replaced: [...new Set(referred)].filter((identity) => !last.has(identity)),
  };
}

function short(name: string, most: number): string {
  return name.length <= most ? name : stampOf(name);
}
