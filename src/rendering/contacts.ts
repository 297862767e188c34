import type { Content } from '#src/advisory/advisory.ts';
import { whoAnswersFor } from '#src/advisory/mission.ts';
import type { Mission } from '#src/advisory/mission.ts';

import { leftToRight, withoutBidiControls } from './bidi.ts';
import type { Tongue } from './tongue.ts';

export interface Contact {
  readonly name: string;
  /** Says of a closed mission that it is, and who serves in its place: whose numbers these are. */
  readonly closed: string | undefined;
  /** Who answers at these numbers. */
  readonly answers: string;
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

/**
 * The missions that a content refers to, in its order, emergency numbers first. `missions` holds those that serve in the
 * place of closed ones too: the numbers of a closed mission are never shown.
 */
export function contactsOf(
  content: Pick<Content, 'contacts'>,
  missions: readonly Mission[],
  tongue: Tongue,
): readonly Contact[] {
  return content.contacts
    .flatMap((id) => missions.filter((mission) => mission.id === id))
    .map((mission) => contactOf(mission, missions, tongue));
}

function contactOf(mission: Mission, missions: readonly Mission[], tongue: Tongue): Contact {
  const { language, t, fill } = tongue;
  const name = nameOf(mission, language);
  const answering = whoAnswersFor(mission, missions);
  const answers = answering === undefined ? name : nameOf(answering, language);
  return {
    name,
    closed: mission.closed && fill(t.message.closed, { mission: answers }),
    answers,
    phones: phonesOf(answering?.phones ?? [], tongue),
    email: answering?.email,
    hours: answering?.hours,
  };
}

function nameOf({ id, name }: Mission, language: string): string {
  return withoutBidiControls(name[language] ?? name['en'] ?? Object.values(name)[0] ?? id);
}

function phonesOf(phones: Mission['phones'], { t, dir }: Tongue): readonly Phone[] {
  return phones
    .toSorted((a, b) => Number(b.use === 'emergency') - Number(a.use === 'emergency'))
    .map(({ number, use }) => ({
      use: t.message.phone[use],
      number,
      shown: leftToRight(number, dir),
    }));
}
