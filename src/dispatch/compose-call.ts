import { prepareKey } from '#src/channels/webhook/read-key.ts';
import type { PreparedKey } from '#src/channels/webhook/read-key.ts';
import type { WebhookMessage } from '#src/channels/webhook/webhook.ts';
import { AppError } from '#src/errors.ts';

import { canaryBody } from './canary.ts';
import type { Canary } from './canary.ts';
import type { Body } from './compose-body.ts';
import type { Composed } from './composed.ts';
import type { HeldLine } from './line.ts';

interface ComposeDeps {
  readonly composeBody: (line: HeldLine) => Promise<Body | undefined>;
  /** Those of a line, opened; the same object for the same key. */
  readonly keysOf: (ids: readonly number[]) => Promise<readonly SigningSecret[]>;
  /** Undefined when it is too old to prove anything. */
  readonly canaryOf: (eventRow: number) => Promise<Canary | undefined>;
}

interface SigningSecret {
  readonly scheme: 'v1' | 'v1a';
  readonly secret: string;
}

/** A call that is due becomes a message: the id is the event's, everywhere and through every attempt. */
export function createCallComposer(deps: ComposeDeps) {
  const prepared = new WeakMap<SigningSecret, PreparedKey>();

  return async function compose(line: HeldLine): Promise<Composed<WebhookMessage>> {
    const { url, keys, next } = line;
    if (url === undefined)
      throw new AppError('INPUT_INVALID', 'expected an endpoint with an address');
    const said = await saidTo(line);
    if (said === undefined) return { kind: 'void', reason: 'nothing-to-tell' };
    const opened = await deps.keysOf(keys);
    const message = { id: next.eventId, url, keys: opened.map(preparedOf), ...said };
    return { kind: 'message', message };
  };

  function preparedOf(key: SigningSecret): PreparedKey {
    const known = prepared.get(key) ?? prepareKey(key.secret);
    prepared.set(key, known);
    return known;
  }

  async function saidTo(line: HeldLine): Promise<Body | undefined> {
    const { type, eventRow } = line.next;
    if (type !== 'canary') return deps.composeBody(line);
    const canary = await deps.canaryOf(eventRow);
    return canary && { body: canaryBody(canary), contentType: 'application/json', headers: {} };
  }
}
