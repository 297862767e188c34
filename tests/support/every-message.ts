import { issuer } from '#config/issuer.ts';
import type { Content, RelationKind, Words } from '#src/advisory/advisory.ts';
import { relationKinds } from '#src/advisory/advisory.ts';
import type { Lane } from '#src/advisory/lane.ts';
import { lanes } from '#src/advisory/lane.ts';
import type { Revision } from '#src/advisory/revision.ts';
import type { MailWords } from '#src/rendering/message.ts';
import { languagesOffered } from '#src/rendering/phrases.ts';
import type { Voice } from '#src/rendering/voice.ts';
import {
  aContent,
  aFollowUp,
  aMission,
  aRevision,
  stamped,
} from '#tests/support/builders-content.ts';
import { someLinks, templatesDir } from '#tests/support/voice.ts';
import { allClear } from '#tests/support/words-all-clear.ts';

/** Every language that has a phrase file. */
export const languages = languagesOffered(templatesDir, issuer);

/** When what an all-clear says again had first been said. */
const saidOn = new Date('2025-07-01T13:00:00Z');

const missions = [aMission({ email: 'duty.bamako@alerts.example' })];

/** A revision under the name that tells it from all others of the matrix. */
export interface Sort {
  readonly name: string;
  readonly revision: Revision;
}

export interface NamedMail {
  readonly name: string;
  readonly language: string;
  readonly mail: MailWords;
}

/** Every sort of message about an advisory: what it is to the one before, whether it is meant, what it is about, how urgent. */
export function everySort(voice: Voice): readonly Sort[] {
  return [
    ...combinations,
    ...untranslated(),
    withdrawal(voice),
    repeating,
    exact,
    silent,
    inexhaustible,
  ];
}

/** One of each that looks different, where looking at all would take minutes: kind and lane change one word. */
export function everyLook(voice: Voice): readonly Sort[] {
  const usual = combinations.filter(({ revision: { content, lane } }) => {
    const isNew = content.relation.kind === 'new';
    if (content.status !== 'actual')
      return isNew && lane === 'emergency' && content.kind === 'alert';
    return lane === 'emergency' ? content.kind === 'alert' : isNew && lane === 'routine';
  });
  return [...usual, ...untranslated(), withdrawal(voice), repeating, exact, silent, inexhaustible];
}

export function mailOf(
  voice: Voice,
  { revision }: Pick<Sort, 'revision'>,
  language: string,
): MailWords {
  return voice.advisoryMail({ revision, language, missions, links: someLinks });
}

/** For a reader who may be seen with it. */
export function discreetMailOf(
  voice: Voice,
  { revision }: Pick<Sort, 'revision'>,
  language: string,
): MailWords {
  return voice.advisoryMail({ revision, language, missions, links: someLinks, discreet: true });
}

const combinations: readonly Sort[] = lanes.flatMap((lane) =>
  (['alert', 'travel-advice'] as const).flatMap((kind) =>
    (['actual', 'exercise', 'test'] as const).flatMap((status) =>
      relationKinds.map((relation) => {
        const content = contentOf(relation, { kind, status });
        return sortOf(`${lane} ${kind} ${status} ${relation}`, content, lane);
      }),
    ),
  ),
);

/** What still holds is said by an all-clear only, which has words of its own. */
function contentOf(relation: RelationKind, overrides: Partial<Content> = {}): Content {
  if (relation === 'new') return aContent(overrides);
  const steps = { residents: 'none', travellers: 'none' } as const;
  if (relation === 'all-clear')
    return aFollowUp(relation, { ...steps, words: stamped(allClear), ...overrides });
  const content = aFollowUp(relation, overrides);
  const words = Object.entries(content.words).map(
    ([language, { stillHolds: _rest, ...others }]) => [language, others] as const,
  );
  return { ...content, words: stamped(Object.fromEntries<Words>(words)) };
}

/** What cannot wait for a translation: readers of other languages get the phrase book and the issuer's own words. */
function untranslated(): readonly Sort[] {
  const fromEnglish = (['new', 'update', 'cancel', 'all-clear'] as const).map((relation) => {
    const whole = contentOf(relation);
    const content = { ...whole, words: only(whole, 'en') };
    return sortOf(`untranslated ${relation}`, content, 'emergency');
  });
  const arabic = aContent({ language: 'ar', words: only(aContent(), 'ar') });
  return [...fromEnglish, sortOf('untranslated from Arabic', arabic, 'emergency')];
}

/** In the phrase book's words, as one officer releases it. */
function withdrawal(voice: Voice): Sort {
  const { words } = aContent();
  const taken = Object.entries(words).map(([language, { headline }]) => {
    const { changeNote = '', whatToDo = '' } = voice.withdrawal(language) ?? {};
    const said = {
      headline,
      whatHappened: headline,
      changeNote,
      whatToDo: { residents: whatToDo },
    };
    return [language, said] as const;
  });
  const steps = { travellers: 'none', residents: 'none' } as const;
  const content = aFollowUp('cancel', { ...steps, words: stamped(Object.fromEntries(taken)) });
  return sortOf('withdrawal', content, 'emergency');
}

/** An all-clear whose officers left what happened as it had been said. */
const repeating: Sort = {
  name: 'all-clear that says again what had been said',
  revision: {
    ...sortOf('', aFollowUp('all-clear'), 'emergency').revision,
    saidBefore: { headline: saidOn, whatHappened: saidOn, short: saidOn },
  },
};

/** An event known to the minute, in a place whose zone is not the issuer's. */
const exact = sortOf(
  'known to the minute',
  aContent({
    eventAt: '2025-07-01T22:30:00Z',
    effectiveAt: '2025-07-02T15:00:00Z',
    expiresAt: '2025-07-12T00:00:00Z',
  }),
  'urgent',
);

/** As little as a content may say. */
const silent = sortOf(
  'as little as may be',
  aContent({
    appliesTo: [{ country: 'ML', level: null, levelWording: '' }],
    eventPlaces: [],
    contacts: [],
    eventAt: undefined,
    nextUpdateBy: undefined,
    provenance: undefined,
  }),
  'routine',
);

/** Longer than a mail may weigh. */
const inexhaustible = sortOf('longer than a mail may be', longest(), 'emergency');

export function longest(): Content {
  const content = contentOf('update');
  const long = Object.entries(content.words).map(([language, words]) => {
    const { residents, travellers, ifYouCannot } = words.whatToDo;
    const whatToDo = {
      residents: longProse(residents),
      travellers: longProse(travellers),
      ifYouCannot: longProse(ifYouCannot),
    };
    return [language, { ...words, whatToDo, whatHappened: longProse(words.whatHappened) }] as const;
  });
  return { ...content, words: stamped(Object.fromEntries<Words>(long)) };
}

/** As long as a prose field may be. */
function longProse(text = ''): string {
  return Array.from({ length: Math.floor(20_000 / (text.length + 1)) }, () => text).join('\n');
}

export function only({ words }: Content, language: string): Record<string, Words> {
  const own = words[language];
  if (own === undefined) return {};
  const { translates: _none, ...text } = own;
  return { [language]: text };
}

function sortOf(name: string, content: Content, lane: Lane): Sort {
  const number = content.relation.kind === 'new' ? 1 : 2;
  return { name, revision: aRevision({ number, content, lane }) };
}
