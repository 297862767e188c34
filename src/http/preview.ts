import type { Draft } from '#src/advisory/draft.ts';
import type { Missions } from '#src/advisory/mission.ts';
import type { Continued, Revision } from '#src/advisory/revision.ts';
import type { Voice } from '#src/rendering/voice.ts';

import type { Preview } from './api/release.ts';

interface PreviewNeeds {
  readonly voice: Pick<Voice, 'advisoryMail' | 'shortText'>;
  readonly missions: Pick<Missions, 'find'>;
  readonly revisions: Continued;
  readonly publicUrl: string;
  readonly now: () => Date;
}

/** A draft as the revision that it would be if it were published now. Its links lead nowhere in particular. */
export function createPreview(
  needs: PreviewNeeds,
): (draft: Draft, language: string) => Promise<Preview> {
  const { voice, missions, revisions, publicUrl, now } = needs;
  const links = { unsubscribe: `${publicUrl}/unsubscribe/preview`, manage: `${publicUrl}/manage` };
  return async (draft, language) => {
    const known =
      draft.advisoryId === undefined ? undefined : await revisions.newest(draft.advisoryId);
    const revision = asPublished(draft, (known?.number ?? 0) + 1, now());
    const message = { revision, language, missions: await missions.find(draft.content.contacts) };
    const { subject, text, html } = voice.advisoryMail({ ...message, links });
    return { subject, text, html, short: voice.shortText(message) };
  };
}

function asPublished(
  { advisoryId = 'PREVIEW', content, lane }: Draft,
  number: number,
  publishedAt: Date,
): Revision {
  return {
    advisoryId,
    number,
    content,
    lane,
    change: number === 1 ? 'new' : 'substance',
    publishedAt,
  };
}
