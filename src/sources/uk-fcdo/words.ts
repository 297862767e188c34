import type { Words } from '#src/advisory/advisory.ts';
import { shorten, tidy } from '#src/sources/plain-text.ts';
import type { Doubt } from '#src/sources/publisher.ts';

/** The publisher's note on what changed, written for the public, is the best headline there is; without one, the page's title. */
export function storyOf(
  description: string | null | undefined,
  title: string,
): Pick<Words, 'headline' | 'whatHappened' | 'changeNote'> {
  const note = shorten(tidy(description ?? ''), 4000);
  return {
    headline: shorten(note.replaceAll('\n', ' ') || title, 300),
    whatHappened: note || title,
    ...(note === '' ? {} : { changeNote: note }),
  };
}

export function placeUnknown(name: string): Doubt {
  return {
    rule: 'place-unknown',
    wording: `Our table has no country for the publisher’s area ${name.slice(0, 60)}. Name the place before anybody is told.`,
  };
}
