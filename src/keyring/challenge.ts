import { timingSafeEqual } from 'node:crypto';

import { mac } from './mac.ts';

const goodForMs = 3_600_000;

interface About {
  readonly endpoint: string;
  readonly url: string;
}

export interface Challenges {
  readonly create: (about: About, at: Date) => string;
  readonly isCurrent: (about: About, challenge: string, at: Date) => boolean;
}

/** `chl_<until>.<mac>`: made and checked with the key alone. */
export function createChallenges(key: Buffer): Challenges {
  const made = ({ endpoint, url }: About, until: string) =>
    `chl_${until}.${mac(key, `${until}\n${endpoint}\n${url}`).toString('base64url')}`;
  return {
    create: (about, at) => made(about, (at.getTime() + goodForMs).toString(36)),
    isCurrent(about, challenge, at) {
      const [, until = ''] = /^chl_([0-9a-z]{1,11})\./.exec(challenge) ?? [];
      const isFresh = Number.parseInt(until, 36) >= at.getTime();
      return isFresh && areEqual(made(about, until), challenge);
    },
  };
}

function areEqual(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
