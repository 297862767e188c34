import type { Draft, Drafts } from '#src/advisory/draft.ts';
import type { Audience, Published, Publishing } from '#src/advisory/publishing.ts';

import type { Officer } from './officer.ts';
import { refuse, throwChanged } from './pile.ts';
import type { Pile } from './pile.ts';
import { whatPreventsApproving, whatPreventsPublishing } from './rules.ts';

export interface Releasing {
  readonly audience: (id: string) => Promise<Audience>;
  /** Binds the text that the officer has read, by its hash, and the number of its recipients. */
  readonly approve: (
    by: Officer,
    approval: { readonly id: string; readonly hash: string },
  ) => Promise<Draft>;
  /** Instead of approving: the draft stays open for its authors, who read why; approvals that it had are void. */
  readonly sendBack: (
    by: Officer,
    rejection: { readonly id: string; readonly reason: string },
  ) => Promise<Draft>;
  readonly publish: (by: Officer, release: ReleaseRequest) => Promise<Published>;
}

interface ReleaseRequest {
  readonly id: string;
  /** Refused as changed when the draft no longer has it. */
  readonly hash?: string | undefined;
  readonly withholdOutsideAllowlist: boolean;
}

export interface ReleasingNeeds {
  readonly drafts: Pick<Drafts, 'approve' | 'sendBack'> & DraftHistory;
  readonly pile: Pile;
  readonly publishing: Publishing;
  readonly now: () => Date;
  /** Growth of the audience since the approval that asks for the approval again, as a share. */
  readonly growthAskAgain: number;
}

export interface DraftHistory {
  /** Everybody who wrote any version of a draft, officers and sources. */
  readonly authorsOf: (id: string) => Promise<readonly string[]>;
}

export function createReleasing(needs: ReleasingNeeds): Releasing {
  const { drafts, pile, publishing, now, growthAskAgain } = needs;
  return {
    audience: async (id) => publishing.audience(await pile.draft(id)),

    async approve(by, { id, hash }) {
      const draft = await pile.open(id, hash);
      refuse(whatPreventsApproving({ ...(await circumstancesOf(draft)), officer: by }));
      const audience = total(await publishing.audience(draft));
      const approval = { officer: by.name, at: now(), hash, audience };
      return (await drafts.approve(id, approval)) ?? throwChanged(id);
    },

    async sendBack(by, { id, reason }) {
      await pile.open(id);
      return (await drafts.sendBack(id, by.name, `sent back: ${reason}`)) ?? throwChanged(id);
    },

    async publish(by, { id, hash, withholdOutsideAllowlist }) {
      const draft = await pile.open(id, hash);
      const audience = total(await publishing.audience(draft));
      const circumstances = await circumstancesOf(draft);
      refuse(whatPreventsPublishing({ ...circumstances, officer: by, audience, growthAskAgain }));
      return publishing.publish({ draft, by: by.name, withholdOutsideAllowlist });
    },
  };

  async function circumstancesOf(draft: Draft) {
    const [authors, previous] = [await drafts.authorsOf(draft.id), await pile.previous(draft)];
    return { draft, authors, previous, now: now() };
  }
}

function total({ citizens, endpoints }: Audience): number {
  return citizens + endpoints;
}
