import type { Level } from '#src/advisory/advisory.ts';
import type { Doubt, Entry, EntryContent } from '#src/sources/publisher.ts';

type Applies = EntryContent['appliesTo'][number];

/**
 * What a document says, beside the list that named it: where the two give one place different levels, one of them is from
 * before, and nobody can tell which. The graver is shown, and an officer told.
 */
export function agreed(detail: Entry, listed: Entry | undefined): Entry {
  const apart = (listed?.content.appliesTo ?? []).flatMap((place) => differing(place, detail));
  if (listed === undefined || apart.length === 0) return detail;
  const graver = apart.filter(({ inList, inDetail }) => inList.level > inDetail.level);
  const { content, doubts = [] } = detail;
  const isGraver = graver.some(({ inList }) => inList.place.region === undefined);
  return {
    ...detail,
    doubts: [...doubts, disagreement(apart)],
    content: {
      ...content,
      appliesTo: content.appliesTo.map(
        (place) => graver.find(({ inDetail }) => inDetail.place === place)?.inList.place ?? place,
      ),
      ...(isGraver ? { travellers: listed.content.travellers } : {}),
    },
  };
}

interface Rated {
  readonly place: Applies;
  readonly level: Level;
}

interface Apart {
  readonly inList: Rated;
  readonly inDetail: Rated;
}

function differing(place: Applies, { content }: Entry): readonly Apart[] {
  const same = content.appliesTo.find(
    ({ country, region }) => country === place.country && region === place.region,
  );
  if (same === undefined || same.level === null || place.level === null) return [];
  if (same.level === place.level) return [];
  return [{ inList: { place, level: place.level }, inDetail: { place: same, level: same.level } }];
}

function disagreement(apart: readonly Apart[]): Doubt {
  const said = apart.map(
    ({ inList, inDetail }) =>
      `${[inList.place.country, inList.place.region].filter(Boolean).join(' ')} level ${inList.level} in the list and ${inDetail.level} in the document`,
  );
  return {
    rule: 'documents-disagree',
    wording: `The publisher's list and its document disagree: ${said.slice(0, 5).join(', ')}; the graver is shown.`,
  };
}
