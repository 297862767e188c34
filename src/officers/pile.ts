import type { Draft, DraftChange, Drafts } from '#src/advisory/draft.ts';
import type { Continued, Revision } from '#src/advisory/revision.ts';
import { AppError } from '#src/errors.ts';

import { whatPreventsEditing } from './rules.ts';
import type { Refusal } from './rules.ts';

export interface PileNeeds {
  readonly drafts: Pick<Drafts, 'find' | 'replace'>;
  readonly revisions: Continued;
}

/** What lies on the desk, or a clear word that it does not. */
export interface Pile {
  readonly draft: (id: string) => Promise<Draft>;
  /** An open draft that still says what was read, when its hash is given. */
  readonly open: (id: string, hash?: string) => Promise<Draft>;
  readonly replace: (
    draft: Draft,
    next: Pick<DraftChange, 'content' | 'lane' | 'author'>,
  ) => Promise<Draft>;
  readonly latestRevision: (advisoryId: string) => Promise<Revision>;
  /** What an advisory said before it ended, if it has. */
  readonly lastSaid: (latest: Revision) => Promise<Revision>;
  /** What the advisory that a draft continues says now; undefined when it will be a new one. */
  readonly previous: (draft: Draft) => Promise<Revision | undefined>;
}

export function createPile({ drafts, revisions }: PileNeeds): Pile {
  const pile: Pile = {
    async draft(id) {
      const draft = await drafts.find(id);
      if (draft !== undefined) return draft;
      throw new AppError('NOT_FOUND', `There is no draft ${id}`);
    },

    async open(id, hash) {
      const draft = await pile.draft(id);
      refuse(whatPreventsEditing(draft));
      return hash === undefined || draft.hash === hash ? draft : throwChanged(id);
    },

    async replace({ id, hash }, next) {
      return (await drafts.replace({ id, expectedHash: hash, ...next })) ?? throwChanged(id);
    },

    async latestRevision(advisoryId) {
      const latest = await revisions.newest(advisoryId);
      if (latest !== undefined) return latest;
      throw new AppError(
        'NOT_FOUND',
        `There is no advisory ${advisoryId}: expected the id of a published one`,
      );
    },

    async lastSaid(latest) {
      return (await revisions.newestBeforeEnding(latest.advisoryId)) ?? latest;
    },

    async previous({ advisoryId }) {
      return advisoryId === undefined ? undefined : pile.latestRevision(advisoryId);
    },
  };
  return pile;
}

export function refuse(refusal: Refusal | undefined): void {
  if (refusal !== undefined) throw new AppError(refusal.code, refusal.message);
}

export function throwChanged(id: string): never {
  throw new AppError(
    'DRAFT_CHANGED',
    `Draft ${id} is not what it was when you read it: read it again, then repeat with its present hash`,
  );
}
