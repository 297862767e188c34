import type { Draft, Drafts } from '#src/advisory/draft.ts';
import type { Audience, Published, Publishing } from '#src/advisory/publishing.ts';
import { AppError } from '#src/errors.ts';

import { whatLiesOutside } from './countries.ts';
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
  /** Fingerprint of all that would go out, the withdrawal included: what was seen, when an approval is given. */
  readonly messageOf: (id: string) => Promise<string>;
  /** Asks for another officer's verdict on the text as it was read. */
  readonly submit: (by: Officer, submission: Bound) => Promise<Draft>;
  /**
   * Binds the text that the officer has read, by its hash, the message that it makes, and the number of its recipients. Refused when
   * the message is another one than they have seen, if they say which.
   */
  readonly approve: (
    by: Officer,
    approval: Bound & { readonly message?: string | undefined },
  ) => Promise<Draft>;
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
  /** Throws what publishing would throw at that time, as far as it can be known, and publishes nothing. Gives the message's fingerprint. */
  readonly check: (by: Officer, release: ReleaseRequest & { readonly at: Date }) => Promise<string>;
}

interface Bound {
  readonly id: string;
  readonly hash: string;
}

export interface ReleaseRequest {
  readonly id: string;
  /** Refused as changed when the draft no longer has it. */
  readonly hash?: string | undefined;
  /** Refused as changed when readers would get another one. */
  readonly message?: string | undefined;
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
  const { drafts, pile, publishing, messageOf, now, aloneAfterMinutes } = needs;
  const judge = createJudging(needs);

  const releasing: Releasing & Checking = {
    audience: async (id) => publishing.audience(await pile.draft(id)),
    messageOf: async (id) => messageOf(await pile.draft(id)),

    async submit(by, { id, hash }) {
      const { circumstances } = await judge.draft(by, await pile.open(id, hash));
      refuse(whatPreventsSubmitting(circumstances));
      const submission = { officer: by.name, at: now(), hash };
      return (await drafts.submit(id, submission)) ?? throwChanged(id);
    },

    async approve(by, { id, hash, message: seen }) {
      const draft = await pile.open(id, hash);
      const { circumstances } = await judge.draft(by, draft);
      refuse(whatPreventsApproving(circumstances));
      const [audience, message] = [await judge.recipientsOf(draft), await messageOf(draft)];
      if (seen !== undefined && seen !== message) throwOtherMessage(id);
      const approval = { officer: by.name, at: now(), hash, message, audience };
      return (await drafts.approve(id, approval)) ?? throwChanged(id);
    },

    async sendBack(by, { id, reason }) {
      await pile.open(id);
      return (await drafts.sendBack(id, by.name, `sent back: ${reason}`)) ?? throwChanged(id);
    },

    async publish(by, { withholdOutsideAllowlist, ...request }) {
      const draft = await pile.open(request.id, request.hash);
      const { refusal, follows } = await judge.release(by, { draft, seen: request.message });
      refuse(refusal);
      return publishing.publish({ draft, by: by.name, follows, withholdOutsideAllowlist });
    },

    async releaseAlone(by, { reason: aloneBecause, withholdOutsideAllowlist, ...request }) {
      const draft = await pile.open(request.id, request.hash);
      const { refusal, circumstances, follows } = await judge.release(by, {
        draft,
        seen: request.message,
      });
      const release = { draft, by: by.name, follows, withholdOutsideAllowlist };
      if (refusal === undefined) return publishing.publish(release);
      refuse(whatPreventsLoneRelease(circumstances, aloneAfterMinutes));
      return publishing.publish({ ...release, aloneBecause });
    },

    async check(by, { at, withholdOutsideAllowlist, ...request }) {
      const draft = await pile.open(request.id, request.hash);
      refuse((await judge.release(by, { draft, seen: request.message, at })).refusal);
      await publishing.check({ draft, withholdOutsideAllowlist });
      return messageOf(draft);
    },
  };
  return releasing;
}

interface Judged {
  readonly draft: Draft;
  /** The message that the officer has seen, when they say so. */
  readonly seen?: string | undefined;
  readonly at?: Date;
}

/** Brings together what the rules look at. What they were shown is what may be published: see `follows` and the draft's version. */
function createJudging({
  drafts,
  pile,
  publishing,
  messageOf,
  now,
  growthAskAgain,
}: ReleasingNeeds) {
  async function judgeDraft(officer: Officer, draft: Draft, at = now()) {
    refuse(whatLiesOutside(officer, draft.content));
    const [authors, latest] = [await drafts.authorsOf(draft.id), await pile.previous(draft)];
    const follows = latest?.number ?? 0;
    const previous = latest?.content;
    const circumstances = { draft, authors, officer, previous, latest: follows, now: at };
    return { circumstances, follows };
  }

  async function recipientsOf(draft: Draft): Promise<number> {
    const { citizens, endpoints } = await publishing.audience(draft);
    return citizens + endpoints;
  }

  async function judgeRelease(officer: Officer, { draft, seen, at }: Judged) {
    const judged = await judgeDraft(officer, draft, at);
    const unfit = whatPreventsRelease(judged.circumstances);
    if (unfit !== undefined) return { ...judged, refusal: unfit }; // what lacks its words cannot be compiled
    const [audience, message] = [await recipientsOf(draft), await messageOf(draft)];
    if (seen !== undefined && seen !== message) throwOtherMessage(draft.id);
    const release = { ...judged.circumstances, audience, message, growthAskAgain };
    return { ...judged, refusal: whatPreventsPublishing(release) };
  }

  return { draft: judgeDraft, release: judgeRelease, recipientsOf };
}

function throwOtherMessage(id: string): never {
  throw new AppError(
    'DRAFT_CHANGED',
    `Readers of draft ${id} would get another message than the one that was seen: a number in the mission directory, a template, a phrase, or the advisory that it continues has changed. Look at the preview again`,
  );
}
