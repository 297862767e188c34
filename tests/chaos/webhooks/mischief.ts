import { createChance } from '#tests/chaos/chance.ts';

/** What a receiver does instead of taking a call. */
export type Mischief =
  /** Answered, and refused for now. */
  | { readonly kind: 'status'; readonly status: 500 | 503 }
  | { readonly kind: 'status'; readonly status: 429; readonly retryAfterSeconds: number }
  /** The connection was accepted, and is reset before the body is read. */
  | { readonly kind: 'reset' }
  /** It takes the call and dies in the middle of its answer's body. */
  | { readonly kind: 'half' }
  /** It takes the call and says so when nobody waits for it any more. */
  | { readonly kind: 'late' };

/** Later than the caller's limit for the first byte. */
export const lateMs = 11_000;

/** So many requests to an endpoint are of one mood, and after each bad mood comes a good one. */
const spell = 4;
const badShare = 0.3;

interface Asked {
  readonly seed: number;
  readonly endpoint: number;
  /** How many requests came to that endpoint before this one. */
  readonly before: number;
}

/** The plan of all receivers: the same for the same seed, and whoever starts anew goes on where it was. */
export function mischiefAt({ seed, endpoint, before }: Asked): Mischief | undefined {
  const number = Math.floor(before / spell);
  if (number % 2 === 0) return undefined;
  const chance = createChance(seed).of(`endpoint ${endpoint}, spell ${number}`);
  if (chance.next() >= badShare) return undefined;
  const mischief = chance.pick<Mischief>(moods);
  // One late answer after the other would last for a minute.
  return mischief.kind === 'late' && before % spell > 0 ? undefined : mischief;
}

const moods = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503 },
  { kind: 'status', status: 429, retryAfterSeconds: 1 },
  { kind: 'status', status: 429, retryAfterSeconds: 1 },
  { kind: 'reset' },
  { kind: 'half' },
  { kind: 'late' },
] as const satisfies readonly Mischief[];
