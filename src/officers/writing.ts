import type { Content, Words } from '#src/advisory/advisory.ts';
import type { Draft, Drafts } from '#src/advisory/draft.ts';
import { proposedLane } from '#src/advisory/lane.ts';
import type { Lane } from '#src/advisory/lane.ts';

import { whatLiesOutside } from './countries.ts';
import { followUpOf } from './follow-up.ts';
import { requireOffered } from './offered.ts';
import type { Officer } from './officer.ts';
import { refuse, throwChanged } from './pile.ts';
import type { Pile } from './pile.ts';
import { whatPreventsEnding } from './rules.ts';
import { withWords } from './translation.ts';

export interface Writing {
  readonly create: (by: Officer, draft: FreshDraft) => Promise<Draft>;
  /** Throws DRAFT_CHANGED when somebody else was faster. */
  readonly edit: (by: Officer, edit: Edit) => Promise<Draft>;
  readonly putWords: (by: Officer, edit: WordsEdit) => Promise<Draft>;
  readonly dismiss: (by: Officer, dismissal: Dismissal) => Promise<Draft>;
  /** Makes a draft of the advisory's latest revision that corrects it, or says that it is over. Throws PUBLICATION_CLOSED for an all-clear to what is over already. */
  readonly correct: (by: Officer, advisoryId: string) => Promise<Draft>;
  readonly allClear: (by: Officer, advisoryId: string) => Promise<Draft>;
}

interface FreshDraft {
  readonly advisoryId?: string | undefined;
  readonly content: Content;
  /** Proposed from the content when not given; never an emergency. */
  readonly lane?: Lane | undefined;
}

interface Edit {
  readonly id: string;
  readonly hash: string;
  readonly content: Content;
  /** Stays as it is when not given. */
  readonly lane?: Lane | undefined;
}

interface WordsEdit {
  readonly id: string;
  /** Without it the words go into whatever the draft says now: translators work side by side. */
  readonly hash?: string | undefined;
  readonly language: string;
  readonly words: Words;
}

interface Dismissal {
  readonly id: string;
  readonly reason: string;
}

interface WritingNeeds {
  readonly drafts: Pick<Drafts, 'create' | 'dismiss'>;
  readonly pile: Pile;
  /** In which citizens are written to. */
  readonly languages: readonly string[];
}

export function createWriting({ drafts, pile, languages }: WritingNeeds): Writing {
  return {
    async create(by, { advisoryId, content, lane = proposedLane(content) }) {
      refuse(whatLiesOutside(by, content));
      if (advisoryId === undefined) return drafts.create({ content, lane, author: by.name });
      refuse(whatLiesOutside(by, (await pile.latestRevision(advisoryId)).content));
      return drafts.create({ advisoryId, content, lane, author: by.name });
    },

    async edit(by, { id, hash, content, lane }) {
      const draft = await ownDraft(by, id, hash);
      refuse(whatLiesOutside(by, content));
      return pile.replace(draft, { content, lane: lane ?? draft.lane, author: by.name });
    },

    async putWords(by, { id, hash, language, words }) {
      const draft = await ownDraft(by, id, hash);
      requireOffered([language], [...languages, draft.content.language]);
      const content = withWords(draft.content, language, words);
      return pile.replace(draft, { content, lane: draft.lane, author: by.name });
    },

    async dismiss(by, { id, reason }) {
      await ownDraft(by, id);
      return (await drafts.dismiss(id, by.name, reason)) ?? throwChanged(id);
    },

    correct: (by, advisoryId) => followUp(by, advisoryId, 'correction'),
    allClear: (by, advisoryId) => followUp(by, advisoryId, 'all-clear'),
  };

  /** An open draft that the officer may write. */
  async function ownDraft(by: Officer, id: string, hash?: string): Promise<Draft> {
    const draft = await pile.open(id, hash);
    refuse(whatLiesOutside(by, draft.content));
    return draft;
  }

  async function followUp(
    by: Officer,
    advisoryId: string,
    kind: 'correction' | 'all-clear',
  ): Promise<Draft> {
    const latest = await pile.latestRevision(advisoryId);
    // What is over is corrected from what it had said: a withdrawal's own words tell readers to disregard it.
    const { content, lane } = kind === 'correction' ? await pile.lastSaid(latest) : latest;
    const next = followUpOf(content, kind);
    refuse(whatLiesOutside(by, next) ?? whatPreventsEnding(next, latest.content));
    return drafts.create({ advisoryId, content: next, lane, author: by.name });
  }
}
