import { z } from 'zod';

import { watch } from '#config/watch.ts';
import { isSignedWith } from '#src/channels/webhook/sign.ts';
import type { CanaryDoor } from '#src/http/canary.ts';
import type { ReadinessChecks } from '#src/http/health.ts';
import { canarySecret, noteArrival } from '#src/store/canary-recipients.ts';

import type { App } from './app.ts';

const callSchema = z.object({
  type: z.literal('canary'),
  data: z.object({ canary: z.int().positive() }),
});

/** Where webhook canaries come home: a call that our own secret signed is noted as arrived. */
export function createCanaryDoor({ db, keyring }: Pick<App, 'db' | 'keyring'>): CanaryDoor {
  return {
    async arrive({ headers, body }) {
      const secret = await canarySecret(db, keyring);
      if (secret === undefined) return false;
      if (!isSignedWith({ headers, body, secret, now: new Date() })) return false;
      const call = callSchema.parse(JSON.parse(body));
      await noteArrival(db, call.data.canary);
      return true;
    },
  };
}

/** Q12: three misses in a row fail readiness. Nothing is checked where no canary is sent. */
export function canaryChecks({ env, canaries }: Pick<App, 'env' | 'canaries'>): ReadinessChecks {
  if (env.CANARY_ADDRESS === undefined && env.CANARY_URL === undefined) return {};
  return {
    async canary() {
      const missed = (await canaries.misses()).filter(({ misses }) => misses >= watch.canaryMisses);
      const said = missed.map(({ channel, misses }) => `${misses} by ${channel} did not arrive`);
      return said.length === 0 ? undefined : said.join(', ');
    },
  };
}
