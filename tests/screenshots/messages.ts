import type { Voice } from '#src/rendering/voice.ts';
import { discreetMailOf, everySort, mailOf } from '#tests/support/every-message.ts';
import type { NamedMail } from '#tests/support/every-message.ts';
import { everyNotice } from '#tests/support/every-notice.ts';

/** Under the name that a reader of the pictures gets to see. */
const sorts = {
  emergency: 'emergency alert actual new',
  correction: 'emergency alert actual correction',
  'all-clear': 'emergency alert actual all-clear',
  withdrawal: 'withdrawal',
  exercise: 'emergency alert exercise new',
} as const;

/** The messages that the pictures show, in one language. */
export function shownIn(voice: Voice, language: string): readonly NamedMail[] {
  const known = new Map(everySort(voice).map((sort) => [sort.name, sort]));
  const sortNamed = (name: string) => {
    const sort = known.get(name);
    if (sort === undefined) throw new Error(`expected a sort of message called ${name}`);
    return sort;
  };
  const alerts = Object.entries(sorts).map(([name, of]) => ({
    name,
    language,
    mail: mailOf(voice, sortNamed(of), language),
  }));
  // The made-up caution is written in English: its own readers see a phrase book with another ministry's words.
  const foreign = language === 'en' ? 'untranslated from Arabic' : 'untranslated new';
  return [
    ...alerts,
    { name: 'not yet translated', language, mail: mailOf(voice, sortNamed(foreign), language) },
    {
      name: 'discreet',
      language,
      mail: discreetMailOf(voice, sortNamed(sorts.emergency), language),
    },
    ...everyNotice(voice, language).filter(({ name }) => name === 'confirm'),
  ];
}
