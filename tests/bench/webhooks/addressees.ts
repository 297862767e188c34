import type { Stage } from '#tests/bench/stage.ts';
import { anEndpoint } from '#tests/support/endpoints.ts';

import type { Receivers } from './receivers.ts';

/** An endpoint of the service, with what its receiver knows of it. */
export interface Addressee {
  readonly number: number;
  readonly id: string;
  readonly url: string;
  /** `whsec_…`. */
  readonly secret: string;
  /** It will be dead in lateness. */
  readonly isMortal: boolean;
}

interface Wanted {
  readonly stage: Pick<Stage, 'app'>;
  readonly receivers: Pick<Receivers, 'urlOf'>;
  readonly endpoints: number;
  readonly dead: number;
}

const atOnce = 8;

/** Endpoints that have answered the challenge; the last ones can die. */
export async function addEndpoints(
  { stage, receivers, endpoints, dead }: Wanted,
  signal: AbortSignal,
): Promise<readonly Addressee[]> {
  const addressees: Addressee[] = [];
  const left = Array.from({ length: endpoints }, (_, number) => number).values();
  const addRest = async () => {
    for (const number of left) {
      signal.throwIfAborted();
      const isMortal = number >= endpoints - dead;
      const url = receivers.urlOf(number, isMortal);
      const endpoint = await anEndpoint(stage.app.endpoints, { name: `Embassy ${number}`, url });
      addressees[number] = { number, url, isMortal, ...endpoint };
    }
  };
  await Promise.all(Array.from({ length: atOnce }, addRest));
  return addressees;
}
