import type { Content, Words } from '#src/advisory/advisory.ts';
import type { Mission } from '#src/advisory/mission.ts';
import type { Place } from '#src/advisory/place.ts';
import type { Revision } from '#src/advisory/revision.ts';
import { currentWords } from '#src/advisory/words.ts';

import { adviceParts } from './advice.ts';
import type { Part } from './advice.ts';
import { changeParts } from './changes.ts';
import { placesOf } from './circumstances.ts';
import { contactsOf } from './contacts.ts';
import type { House } from './house.ts';
import { inLanguage, paths } from './paths.ts';
import { happenedLabel, headlineBy } from './said-before.ts';
import { paragraphsOf, saidIn, shortened } from './said.ts';
import { createTongue, directionOf } from './tongue.ts';
import type { Tongue } from './tongue.ts';

export interface CapShowing {
  readonly revision: Revision;
  readonly missions: readonly Mission[];
  /** Longest that a prose field may be, when the whole was too heavy. */
  readonly limit?: number;
}

export type CapSaid = ReturnType<typeof wordsIn>;

/** What a CAP message says, in every language that it may be said in now, the issuer's own first. */
export function capWords(house: House, showing: CapShowing): readonly CapSaid[] {
  const { content } = showing.revision;
  const languages = [...currentWords(content).keys()].filter((one) => one !== content.language);
  return [content.language, ...languages].map((language) => wordsIn(house, showing, language));
}

function wordsIn(house: House, showing: CapShowing, language: string) {
  const { revision, missions, limit } = showing;
  const { content, advisoryId, number } = revision;
  const tongue = tongueOf(house, language);
  const whole = saidIn(content, tongue).words;
  const words = limit === undefined ? whole : shortened(whole, limit);
  const note = content.status === 'actual' ? undefined : tongue.t.banner[content.status];
  const web = `${house.publicUrl}${inLanguage(paths.message(advisoryId, number), language)}`;
  const said = isOffered(house, language)
    ? withLabels(house, { revision, words }, tongue)
    : wordsAlone(words);
  const cut = limit === undefined ? undefined : tongue.fill(tongue.t.message.cut, { url: web });
  return {
    language,
    senderName: house.issuerName(language),
    event: content.kind === 'alert' ? tongue.t.word.alert : tongue.t.word.advice,
    note,
    headline: headlineOf(house, { revision, words }, tongue),
    description: spaced([note, said.description, cut]),
    instruction: said.instruction,
    web,
    contact: contactText(content, missions, tongue),
    place: (place: Place) => tongue.place(place),
  };
}

interface Saying {
  readonly revision: Revision;
  readonly words: Words;
}

/** C6: whoever reads the headline alone must see that it is an exercise. */
function headlineOf(house: House, { revision, words }: Saying, tongue: Tongue): string {
  const { status } = revision.content;
  const headline = headlineBy(house, { revision, headline: words.headline }, tongue);
  return status === 'actual' ? headline : tongue.pair(tongue.t.word[status], headline);
}

function withLabels(house: House, { revision, words }: Saying, tongue: Tongue) {
  const { content } = revision;
  const { t } = tongue;
  const description: readonly Part[] = [
    ...changeParts(revision, words, tongue),
    {
      label: happenedLabel(house, revision, tongue),
      paragraphs: paragraphsOf(words.whatHappened),
    },
    {
      label: t.message.eventPlace,
      paragraphs: paragraphsOf(placesOf(content.eventPlaces, tongue)),
    },
  ];
  return {
    description: textOf(description, tongue),
    instruction: textOf(adviceParts(content, words, tongue), tongue),
  };
}

/** In a language that has no phrase file the issuer's words stand alone: labels would be in another. */
function wordsAlone({ whatToDo, changeNote, stillHolds, whatHappened }: Words) {
  const { residents, travellers, ifYouCannot, constraints, byWhen } = whatToDo;
  return {
    description: spaced([changeNote, stillHolds, whatHappened]),
    instruction: spaced([residents, travellers, ifYouCannot, constraints, byWhen]),
  };
}

function textOf(parts: readonly Part[], { t, fill }: Tongue): string {
  return spaced(
    parts
      .filter(({ paragraphs }) => paragraphs.length > 0)
      .map(({ label, paragraphs }) => [fill(t.format.label, { label }), ...paragraphs].join('\n')),
  );
}

function spaced(texts: readonly (string | undefined)[]): string {
  return texts.filter((text) => text !== undefined && text !== '').join('\n\n');
}

/** Who helps, by the numbers of the directory as it stands: one that was given up is not handed out again. */
function contactText(
  content: Pick<Content, 'contacts'>,
  missions: readonly Mission[],
  tongue: Tongue,
): string {
  return contactsOf(content, missions, tongue)
    .map(({ name, closed, phones, email, hours }) =>
      [
        name,
        closed,
        ...phones.map(({ use, shown }) => tongue.pair(use, shown)),
        email,
        hours === undefined ? undefined : tongue.pair(tongue.t.message.hours, hours),
      ]
        .filter((text) => text !== undefined)
        .join(tongue.t.format.semicolon),
    )
    .join('\n');
}

function isOffered({ tongues }: House, language: string): boolean {
  return tongues.some((tongue) => tongue.language === language);
}

/** Of a language without a phrase file: its own names of countries, and what is left of the first one offered. */
function tongueOf(house: House, language: string): Tongue {
  const tongue = house.tongue(language);
  if (tongue.language === language) return tongue;
  const own = { intl: language, dir: directionOf(language), countries: {}, shortCountries: {} };
  return createTongue(language, { ...tongue.t, ...own });
}
