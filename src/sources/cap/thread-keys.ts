import { identityOf } from '#src/cap/thread.ts';
import type { CapThread } from '#src/cap/thread.ts';

/** Messages whose threads are remembered. Services send some hundred a day. */
const most = 20_000;

interface ThreadKeys {
  /** The key of a thread, the same in every document that shows a part of it. */
  readonly keyOf: (thread: CapThread) => string;
}

/**
 * Senders refer to all earlier messages or to the last only, and a document may show the last only. What was read before tells
 * where such a thread began; after a restart it goes on under the earliest message that is still referred to.
 */
export function createThreadKeys(): ThreadKeys {
  const keys = new Map<string, string>();
  return {
    keyOf({ key, messages }) {
      const identities = messages.flatMap((message) =>
        [message, ...message.references].map(identityOf),
      );
      const before = [key, ...identities].map((identity) => keys.get(identity));
      const found = before.find((it) => it !== undefined) ?? key;
      for (const identity of [key, ...identities]) {
        keys.delete(identity);
        keys.set(identity, found);
      }
      for (const oldest of keys.keys()) {
        if (keys.size <= most) break;
        keys.delete(oldest);
      }
      return found;
    },
  };
}
