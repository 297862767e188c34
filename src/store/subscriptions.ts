import { atOnce } from '#src/subscription/pacing.ts';
import type { Subscriptions } from '#src/subscription/subscription.ts';

import { confirm, peekConfirm } from './confirming.ts';
import { erase } from './erasing.ts';
import { peekUndo, peekUnsubscribe } from './leaving-links.ts';
import { change, end, manage } from './managing.ts';
import { requestManageLink } from './requesting-link.ts';
import { request } from './requesting.ts';
import { endAll, undoUnsubscribe, unsubscribe } from './unsubscribing.ts';
import { became } from './versions.ts';
import type { WishStore } from './wish-store.ts';

export interface SubscriptionsOptions extends WishStore {
  /** Called after each commit that may have queued a notice, whether it has or not: it must neither throw nor take long. */
  readonly noticesQueued?: () => void;
}

/** Who asked to hear what. Every change of a wish shares a lock with publishing, so that who is eligible is exact. */
export function createSubscriptions({
  noticesQueued = () => {},
  ...store
}: SubscriptionsOptions): Subscriptions {
  const thenWake = async <T>(work: Promise<T>): Promise<T> => {
    const result = await work;
    noticesQueued();
    return result;
  };
  return {
    request: (address, wish, turn = atOnce) => thenWake(request(store, { address, wish, turn })),
    peekConfirm: (token) => peekConfirm(store, token),
    confirm: (token, rather) => thenWake(confirm(store, token, rather)),
    requestManageLink: (address, turn = atOnce) =>
      thenWake(requestManageLink(store, address, turn)),
    manage: (token) => manage(store, token),
    became: (token, subscriptionId) => became(store, token, subscriptionId),
    change: (token, subscriptionId, wish) =>
      thenWake(change(store, { token, subscriptionId, wish })),
    end: (token, subscriptionId) => end(store, { token, subscriptionId }),
    erase: (token) => erase(store, token),
    endAll: (token) => thenWake(endAll(store, token)),
    peekUnsubscribe: (token) => peekUnsubscribe(store, token),
    peekUndo: (token) => peekUndo(store, token),
    unsubscribe: (token) => thenWake(unsubscribe(store, token)),
    undoUnsubscribe: (token) => thenWake(undoUnsubscribe(store, token)),
  };
}
