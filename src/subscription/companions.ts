import type { Turn } from './pacing.ts';
import { isSameWish } from './same.ts';
import type { LinkUse, Wish } from './subscription.ts';

/** An address that the owner of a wish added to it. */
export interface Companion {
  /** Of one of its versions. */
  readonly id: number;
  /** As in a…@example.org: enough for whoever typed it in. */
  readonly maskedAddress: string;
  /** A companion that has confirmed asked for itself: its alerts are its own, whatever becomes of the wish that it came with. */
  readonly state: 'waiting' | 'confirmed';
}

/** Who else gets what one of a citizen's wishes asks for. */
export interface Accompanied {
  readonly subscriptionId: number;
  /** Added by somebody else, and following their changes. Nobody is added to it while it does. */
  readonly isFollowing: boolean;
  readonly companions: readonly Companion[];
}

export type Adding = 'asked' | 'own-address' | 'too-many';

/** What the pages for several addresses on one wish need from storage. */
export interface Companions {
  /** Of each live wish. */
  readonly list: (token: string) => Promise<LinkUse<readonly Accompanied[]>>;
  /** Asks an address whether it wants the same. What comes back tells nothing of the address; `unknown` is a wish that is not there. */
  readonly add: (
    token: string,
    companion: {
      readonly subscriptionId: number;
      readonly address: string;
      readonly language: string;
      readonly turn: Turn;
    },
  ) => Promise<LinkUse<Adding>>;
  /** Before its owner has confirmed, the link in their mail ends; afterwards their alerts follow no more. */
  readonly takeBack: (
    token: string,
    companion: { readonly subscriptionId: number; readonly companionId: number },
  ) => Promise<LinkUse<void>>;
}

/** What a companion gets when the wish that it follows becomes `wish`. Nobody else chooses its language or makes its subjects speak. */
export function followingWish(
  wish: Wish,
  { language, discreet }: Pick<Wish, 'language' | 'discreet'>,
): Wish {
  return { ...wish, language, discreet: wish.discreet || discreet };
}

/** Whoever changes more than these two goes their own way. */
export function stillFollows(before: Wish, after: Wish): boolean {
  const { language, discreet } = before;
  return isSameWish(before, { ...after, language, discreet });
}

/** The first letter and the domain. */
export function masked(address: string): string {
  const at = address.lastIndexOf('@');
  const [first = ''] = address.slice(0, at);
  return `${at > 1 ? first : ''}…${address.slice(at)}`;
}
