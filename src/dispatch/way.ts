import type { Caller } from '#src/channels/caller.ts';
import type { Called } from '#src/channels/caller.ts';

import type { Composed } from './composed.ts';
import type { HeldLine } from './line.ts';

/** How endpoints of a kind are told: what a call becomes, and who makes it. */
export interface Way {
  readonly tell: (line: HeldLine, signal: AbortSignal) => Promise<Told>;
}

/** What came of it, or why nothing was said. */
export type Told =
  | ({ readonly kind: 'called' } & Called)
  | { readonly kind: 'withheld' | 'void'; readonly reason: string };

export function createWay<Message>(
  compose: (line: HeldLine) => Promise<Composed<Message>>,
  caller: Pick<Caller<Message>, 'call'>,
): Way {
  return {
    async tell(line, signal) {
      const composed = await compose(line);
      if (composed.kind !== 'message') return composed;
      return { kind: 'called', ...(await caller.call(composed.message, signal)) };
    },
  };
}
