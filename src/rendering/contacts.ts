import type { Content } from '#src/advisory/advisory.ts';
import type { Mission } from '#src/advisory/mission.ts';

import { leftToRight, withoutBidiControls } from './bidi.ts';
import type { Tongue } from './tongue.ts';

export interface Contact {
  readonly name: string;
  readonly phones: readonly Phone[];
  readonly email: string | undefined;
  readonly hours: string | undefined;
}

export interface Phone {
  readonly use: string;
  /** E.164, as in a `tel:` link. */
  readonly number: string;
  /** The same, kept left to right in a text that runs the other way. */
  readonly shown: string;
}

/** The missions that a content refers to, in its order, emergency numbers first. */
export function contactsOf(
  content: Pick<Content, 'contacts'>,
  missions: readonly Mission[],
  tongue: Tongue,
): readonly Contact[] {
  return content.contacts
    .flatMap((id) => missions.filter((mission) => mission.id === id))
    .map((mission) => ({
      name: nameOf(mission, tongue.language),
      phones: phonesOf(mission, tongue),
      email: mission.email,
      hours: mission.hours,
    }));
}

function nameOf({ id, name }: Mission, language: string): string {
  return withoutBidiControls(name[language] ?? name['en'] ?? Object.values(name)[0] ?? id);
}

function phonesOf({ phones }: Mission, { t, dir }: Tongue): readonly Phone[] {
  return phones
    .toSorted((a, b) => Number(b.use === 'emergency') - Number(a.use === 'emergency'))
    .map(({ number, use }) => ({
      use: t.message.phone[use],
      number,
      shown: leftToRight(number, dir),
    }));
}
