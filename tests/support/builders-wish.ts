import type { Wish } from '#src/subscription/subscription.ts';

/** A wish for everything about Mali, in English. */
export function aWish(overrides: Partial<Wish> = {}): Wish {
  return {
    places: [{ kind: 'country', country: 'ML' }],
    threshold: 0,
    kinds: ['new', 'level', 'region-level', 'substance'],
    categories: [],
    stay: { kind: 'none' },
    rhythm: { every: 'message', timeZone: 'UTC' },
    language: 'en',
    discreet: false,
    ...overrides,
  };
}
