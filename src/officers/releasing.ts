import type { Draft, Drafts } from '#src/advisory/draft.ts';
import type { Audience, Published, Publishing } from '#src/advisory/publishing.ts';

import type { Officer } from './officer.ts';
import { refuse, throwChanged } from './pile.ts';
import type { Pile } from './pile.ts';
import {
  whatPreventsApproving,
  whatPreventsLoneRelease,
  whatPreventsPublishing,
  whatPreventsRelease,
  whatPreventsSubmitting,
} from './rules.ts';

export interface Releasing {
  readonly audience: (id: string) => Promise<Audience>;
  /** Asks for another officer's verdict on the text as it was read. */
  readonly submit: (by: Officer, submission: Bound) => Promise<Draft>;
  /** Binds the text that the officer has read, by its hash, the message that it makes, and the number of its recipients. */
  readonly approve: (by: Officer, approval: Bound) => Promise<Draft>;
  /** Instead of approving: the draft stays open for its authors, who read why; approvals that it had are void. */
  readonly sendBack: (
    by: Officer,
    rejection: { readonly id: string; readonly reason: string },
  ) => Promise<Draft>;
  readonly publish: (by: Officer, release: ReleaseRequest) => Promise<Published>;
  /**
   * An emergency for which no approver could be had in time: one person releases it, says why, and it is queued for review.
   * One that is approved after all goes out as any other.
   */
  readonly releaseAlone: (
    by: Officer,
    release: ReleaseRequest & { readonly reason: string },
  ) => Promise<Published>;
}

export interface Checking {
  /** Throws what publishing would throw at that time, as far as it can be known, and publishes nothing. */
  readonly check: (by: Officer, release: ReleaseRequest & { readonly at: Date }) => Promise<void>;
}

interface Bound {
  readonly id: string;
  readonly hash: string;
}

export interface ReleaseRequest {
  readonly id: string;
  /** Refused as changed when the draft no longer has it. */
  readonly hash?: string | undefined;
  readonly withholdOutsideAllowlist: boolean;
}

export interface ReleasingNeeds {
  readonly drafts: Pick<Drafts, 'approve' | 'sendBack' | 'submit'> & DraftHistory;
  readonly pile: Pile;
  readonly publishing: Publishing;
  /** Fingerprint of all that would go out, the withdrawal included. */
  readonly messageOf: (draft: Draft) => Promise<string>;
  readonly now: () => Date;
  /** Growth of the audience since the approval that asks for the approval again, as a share. */
  readonly growthAskAgain: number;
  /** How long approvers have before one person may release an emergency. */
  readonly aloneAfterMinutes: number;
}

export interface DraftHistory {
  /** Everybody who wrote any version of a draft, officers and sources. */
  readonly authorsOf: (id: string) => Promise<readonly string[]>;
}

export function createReleasing(needs: ReleasingNeeds): Releasing & Checking {
  const { drafts, pile, publishing, messageOf, now, growthAskAgain, aloneAfterMinutes } = needs;
  const releasing: Releasing & Checking = {
    audience: async (id) => publishing.audience(await pile.draft(id)),

    async submit(by, { id, hash }) {
      const draft = await pile.open(id, hash);
      refuse(whatPreventsSubmitting({ ...(await circumstancesOf(draft)), officer: by }));
      const submission = { officer: by.name, at: now(), hash };
      return (await drafts.submit(id, submission)) ?? throwChanged(id);
    },

    async approve(by, { id, hash }) {
      const draft = await pile.open(id, hash);
      refuse(whatPreventsApproving({ ...(await circumstancesOf(draft)), officer: by }));
      const [audience, message] = [await recipientsOf(draft), await messageOf(draft)];
      const approval = { officer: by.name, at: now(), hash, message, audience };
      return (await drafts.approve(id, approval)) ?? throwChanged(id);
    },

    async sendBack(by, { id, reason }) {
      await pile.open(id);
      return (await drafts.sendBack(id, by.name, `sent back: ${reason}`)) ?? throwChanged(id);
    },

    async publish(by, { id, hash, withholdOutsideAllowlist }) {
      const draft = await pile.open(id, hash);
      refuse(await whatPrevents(by, draft));
      return publishing.publish({ draft, by: by.name, withholdOutsideAllowlist });
    },

    async releaseAlone(by, { reason, ...request }) {
      const draft = await pile.open(request.id, request.hash);
      if ((await whatPrevents(by, draft)) === undefined) return releasing.publish(by, request);
      const release = { ...(await circumstancesOf(draft)), officer: by };
      refuse(whatPreventsLoneRelease(release, aloneAfterMinutes));
      const { withholdOutsideAllowlist } = request;
      const said = { by: by.name, withholdOutsideAllowlist, aloneBecause: reason };
      return publishing.publish({ draft, ...said });
    },

    async check(by, { id, hash, withholdOutsideAllowlist, at }) {
      const draft = await pile.open(id, hash);
      refuse(await whatPrevents(by, draft, at));
      await publishing.check({ draft, withholdOutsideAllowlist });
    },
  };
  return releasing;

  async function whatPrevents(officer: Officer, draft: Draft, at = now()) {
    const circumstances = { ...(await circumstancesOf(draft)), now: at };
    const unfit = whatPreventsRelease(circumstances);
    if (unfit !== undefined) return unfit; // what lacks its words cannot be compiled
    const [audience, message] = [await recipientsOf(draft), await messageOf(draft)];
    return whatPreventsPublishing({ ...circumstances, officer, audience, message, growthAskAgain });
  }

  async function recipientsOf(draft: Draft): Promise<number> {
    const { citizens, endpoints } = await publishing.audience(draft);
    return citizens + endpoints;
  }

  async function circumstancesOf(draft: Draft) {
    const [authors, previous] = [await drafts.authorsOf(draft.id), await pile.previous(draft)];
    return { draft, authors, previous, now: now() };
  }
}
