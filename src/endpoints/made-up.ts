import type { Content, RelationKind, Words } from '#src/advisory/advisory.ts';
import type { Mission } from '#src/advisory/mission.ts';
import type { Revision } from '#src/advisory/revision.ts';
import { originOf } from '#src/advisory/words.ts';

/** An advisory that nobody issued, for a country where nobody lives: the examples of what endpoints are told are made of it. */
const english: Words = {
  headline: 'Example: the ice road to the northern station is closed',
  whatToDo: {
    residents: 'Stay at your station. Report to your station leader by radio every evening.',
    travellers: 'Postpone journeys by land until the road has been examined.',
    ifYouCannot: 'If you are on the road, turn back to the last shelter and wait there.',
    byWhen: 'at once',
  },
  whatHappened: 'Example: a crack of forty metres has opened across the road after a warm night.',
};

const french: Words = {
  headline: 'Exemple : la route de glace vers la station nord est fermée',
  whatToDo: {
    residents: 'Restez à votre station. Signalez-vous chaque soir par radio.',
    travellers: 'Reportez tout trajet par voie terrestre jusqu’à l’examen de la route.',
  },
  whatHappened: 'Exemple : une fissure de quarante mètres s’est ouverte en travers de la route.',
};

const content: Content = {
  issuer: 'example',
  kind: 'alert',
  status: 'actual',
  language: 'en',
  appliesTo: [{ country: 'AQ', level: 3, levelWording: 'Reconsider your need to travel' }],
  eventPlaces: [{ country: 'AQ', region: 'Northern ice road' }],
  travellers: 'defer',
  residents: 'avoid-movement',
  eventAt: '2026-01-10T05:40:00Z',
  timeZone: 'Antarctica/Casey',
  nextUpdateBy: '2026-01-11T09:00:00Z',
  effectiveAt: '2026-01-10T09:00:00Z',
  reviewBy: '2026-01-13T09:00:00Z',
  contacts: ['example-mission'],
  categories: ['Geo', 'Transport'],
  audience: [],
  relation: { kind: 'new', to: [] },
  words: { en: english },
};

export const madeUpMission: Mission = {
  id: 'example-mission',
  country: 'AQ',
  serves: [],
  name: { en: 'Example mission', fr: 'Mission d’exemple' },
  city: { en: 'Example station', fr: 'Station d’exemple' },
  phones: [{ number: '+67210000001', use: 'emergency' }],
  email: 'duty@mission.example',
};

const publishedAt = new Date('2026-01-10T09:00:00Z');

export function madeUpRevision(kind: RelationKind): Revision {
  const number = kind === 'new' ? 1 : 2;
  return {
    advisoryId: 'EXAMPLE1',
    number,
    content: { ...content, relation: { kind, to: [] }, words: wordsFor(kind) },
    change: kind === 'new' ? 'new' : 'substance',
    lane: 'emergency',
    publishedAt,
  };
}

const followUps: Readonly<Record<Exclude<RelationKind, 'new'>, Partial<Words>>> = {
  update: { changeNote: 'Example: a second crack has been found.' },
  reiteration: { changeNote: 'Example: nothing has changed; the road stays closed.' },
  'partial-modification': { changeNote: 'Example: the road is open as far as the second shelter.' },
  correction: { changeNote: 'Example: the crack is forty metres long, not four hundred.' },
  cancel: { changeNote: 'Example: this was sent by mistake. The road is open.' },
  'all-clear': {
    changeNote: 'Example: the road has been examined and is open again.',
    stillHolds: 'Travel in pairs, and carry a radio.',
  },
};

function wordsFor(kind: RelationKind): Content['words'] {
  if (kind === 'new') return { en: english, fr: { ...french, translates: originOf(english) } };
  return { en: { ...english, ...followUps[kind] } };
}
