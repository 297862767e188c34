import { expect, test } from 'vitest';

import { whatLiesOutside } from '#src/officers/countries.ts';
import { aContent } from '#tests/support/builders-content.ts';

const place = (country: string) => ({ country, level: null, levelWording: '' });
const advice = (countries: readonly string[], events: readonly string[] = []) =>
  aContent({
    appliesTo: countries.map(place),
    eventPlaces: events.map((country) => ({ country })),
  });

test.each([
  { countries: undefined, content: advice(['FR'], ['DE']), outside: undefined },
  { countries: ['ML'], content: advice(['ML'], ['ML']), outside: undefined },
  { countries: ['ML', 'NE'], content: advice(['NE'], ['ML']), outside: undefined },
  { countries: ['ML'], content: advice([]), outside: undefined },
  { countries: ['ML'], content: advice(['ML', 'NE']), outside: 'NE' },
  { countries: ['ML'], content: advice(['ML'], ['SN']), outside: 'SN' },
  { countries: ['ML', 'NE'], content: advice(['FR'], ['FR', 'SN']), outside: 'FR, SN' },
])(
  'an author for $countries is told which countries lie outside: $outside',
  ({ countries, content, outside }) => {
    const refusal = outside && {
      code: 'FORBIDDEN',
      message: `Expected only countries that the token is made for, ${countries?.join(', ')}, arrived ${outside}`,
    };
    expect(whatLiesOutside({ countries }, content)).toEqual(refusal);
  },
);
