import { AppError } from '#src/errors.ts';

import type { Endpoint, Endpoints } from './endpoint.ts';

/** How a receiver shows that whoever registered it also holds its address. */
export interface Verifying {
  /** Sends the challenge. A receiver that answers with it is verified at once; a mailbox is once its link is used. */
  readonly verify: (endpoint: Endpoint, by: string, signal: AbortSignal) => Promise<Verified>;
  /** For a receiver that cannot answer at once: what it was sent, within the hour. Throws CHALLENGE_INVALID for anything else. */
  readonly confirm: (endpoint: Endpoint, challenge: string, by: string) => Promise<Endpoint>;
}

type Verified =
  | { readonly kind: 'verified'; readonly endpoint: Endpoint }
  | { readonly kind: 'asked'; readonly endpoint: Endpoint };

/** Bound to the endpoint and its address, good for an hour; nothing of it is kept. */
interface Challenges {
  readonly create: (about: Challenged, at: Date) => string;
  readonly isCurrent: (about: Challenged, challenge: string, at: Date) => boolean;
}

interface Challenged {
  readonly endpoint: string;
  readonly url: string;
}

/** What a receiver said to the challenge. */
type ChallengeAnswer =
  | { readonly kind: 'answered' }
  /** Anything else: `arrived` says what, without quoting it. */
  | { readonly kind: 'other'; readonly arrived: string };

interface VerifyingNeeds {
  readonly endpoints: Pick<Endpoints, 'find' | 'verified'>;
  readonly challenges: Challenges;
  /** Sends it, signed with every key of the endpoint. */
  readonly challenge: (
    endpoint: { readonly id: string; readonly url: string; readonly challenge: string },
    signal: AbortSignal,
  ) => Promise<ChallengeAnswer>;
  /** Mails the duty mailbox its link; false when it waits for none. */
  readonly mailLink: (endpoint: string) => Promise<boolean>;
  readonly now: () => Date;
}

export function createVerifying(needs: VerifyingNeeds): Verifying {
  const { endpoints, challenges, now } = needs;
  return {
    async verify(endpoint, by, signal) {
      const { id, url } = endpoint;
      if (url === undefined) {
        return { kind: (await needs.mailLink(id)) ? 'asked' : 'verified', endpoint };
      }
      const challenge = challenges.create({ endpoint: id, url }, now());
      const answer = await needs.challenge({ id, url, challenge }, signal);
      if (answer.kind === 'other') throw notAnswered(id, answer.arrived);
      return { kind: 'verified', endpoint: await verified(endpoint, by) };
    },

    async confirm(endpoint, challenge, by) {
      const { id, url } = endpoint;
      if (url !== undefined && challenges.isCurrent({ endpoint: id, url }, challenge, now()))
        return verified(endpoint, by);
      throw new AppError(
        'CHALLENGE_INVALID',
        `Expected the challenge that was sent to this endpoint’s present address within the last hour, arrived another one. POST /api/v1/endpoints/${id}/verify sends a new one`,
      );
    },
  };

  /** Between the question and the answer its address may have moved: then the answer was another one's. */
  async function verified({ id, url }: Endpoint, by: string): Promise<Endpoint> {
    const changed = await endpoints.verified(id, by, url);
    const present = changed ?? (await endpoints.find(id));
    if (present?.url === url && present?.verifiedAt !== undefined) return present;
    throw new AppError(
      'CHALLENGE_INVALID',
      `The address of endpoint ${id} has changed since it was asked: verify it again`,
    );
  }
}

function notAnswered(id: string, arrived: string): AppError {
  return new AppError(
    'OUTBOUND_FAILED',
    `Expected the receiver to answer 2xx with data.challenge of what it was sent in its body, arrived ${arrived}. Repair it and verify again, or send the challenge that it received to POST /api/v1/endpoints/${id}/verification within the hour`,
  );
}
