import { issuer } from '#config/issuer.ts';
import type { Content } from '#src/advisory/advisory.ts';

/** Antarctica: a country with a code and without citizens. ZZ would be none, and refused. */
export const nowhere = 'AQ';

const endsAfterMs = 15 * 60_000;

/** An advisory of status `test`, which reaches nobody outside RECIPIENT_ALLOWLIST, is shown nowhere and ends by itself. */
export function madeUpAdvisory(mark: string, now: Date): Content {
  const end = new Date(now.getTime() + endsAfterMs).toISOString();
  return {
    issuer: issuer.id,
    kind: 'alert',
    status: 'test',
    language: 'en',
    appliesTo: [{ country: nowhere, level: null, levelWording: 'Made up: nothing applies' }],
    eventPlaces: [],
    travellers: 'none',
    residents: 'none',
    timeZone: 'UTC',
    reviewBy: end,
    expiresAt: end,
    contacts: [],
    categories: ['test'],
    audience: [],
    relation: { kind: 'new', to: [] },
    words: {
      en: {
        headline: `Test of the alert service, ${mark}`,
        whatToDo: { residents: 'Nothing. This message tests the service.' },
        whatHappened: 'Nothing happened. An operator checks that messages arrive.',
      },
    },
  };
}
