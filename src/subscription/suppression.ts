import type { LinkUse } from './subscription.ts';

export const suppressionKinds = ['hard', 'soft', 'complaint'] as const;
/** The mailbox does not exist; it could not take our mail for long; somebody complained of it. */
export type SuppressionKind = (typeof suppressionKinds)[number];

/** Why an address is not mailed. */
export interface Suppression {
  readonly kind: SuppressionKind;
  /** A short code, as `smtp-550-5.1.1`. */
  readonly reason: string;
  readonly since: Date;
  /** SHA-256 of what it rests on, in hexadecimal. */
  readonly evidence: string | undefined;
  readonly expiresAt: Date | undefined;
}

/** B6: whoever owns an address sees why it is not mailed, and ends that. */
export interface OwnSuppressions {
  /** By a manage link; the value is undefined where nothing keeps the address from being mailed. */
  readonly find: (token: string) => Promise<LinkUse<Suppression | undefined>>;
  readonly lift: (token: string) => Promise<LinkUse<void>>;
}

/** What officers do about one address that somebody names. Each look is a read of an address, and written down. */
export interface Suppressions {
  readonly find: (address: string, act: Looked) => Promise<Suppression | undefined>;
  /** Gives what was lifted. */
  readonly lift: (address: string, act: Looked) => Promise<Suppression | undefined>;
}

interface Looked {
  readonly by: string;
  readonly reason: string;
}
