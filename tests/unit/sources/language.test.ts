import { expect, test } from 'vitest';

import { languageOf } from '#src/sources/prose/language.ts';

test.each([
  ['Indian nationals in Mali are advised to stay at home and to call the Embassy.', 'en'],
  ['Les ressortissants indiens au Mali sont invités à la prudence dans les lieux publics.', 'fr'],
  ['माली में रहने वाले भारतीय नागरिकों को सावधान रहने की सलाह दी जाती है।', 'hi'],
  ['മാലിയിലുള്ള ഇന്ത്യൻ പൗരന്മാർ ജാഗ്രത പാലിക്കണമെന്ന് നിർദേശിക്കുന്നു.', 'ml'],
  ['ينصح المواطنون الهنود في مالي بتوخي الحذر والبقاء على اتصال بالسفارة.', 'ar'],
  ['在马里的印度公民请注意安全，并与大使馆保持联系。', 'und'],
  ['Indische Staatsangehörige sollen zu Hause bleiben und die Botschaft anrufen.', 'und'],
  ['', 'und'],
])('"%s" is of the language %s', (text, language) => {
  expect(languageOf(text)).toBe(language);
});
