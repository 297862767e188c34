import type { Drafts } from '#src/advisory/draft.ts';
import type { Judged } from '#src/advisory/event.ts';
import type { Publishing } from '#src/advisory/publishing.ts';

interface Needs {
  readonly drafts: Pick<Drafts, 'find'>;
  readonly publishing: Pick<Publishing, 'publish'>;
}

/** Publishes the draft of a source in the source's name, if it still says what was judged. Repeating it changes nothing. */
export function createPublishingAsJudged({ drafts, publishing }: Needs) {
  return async ({ draftId, hash, sourceId }: Judged): Promise<void> => {
    const draft = await drafts.find(draftId);
    if (draft?.state !== 'open' || draft.hash !== hash) return;
    await publishing.publish({ draft, by: sourceId, withholdOutsideAllowlist: false });
  };
}
