import { countrySchema, isRegionCode } from '#src/advisory/place.ts';
import type { Place } from '#src/advisory/place.ts';
import { placesNamed } from '#src/sources/english-names.ts';

/**
 * Where a page of Canada's travel advice holds, by its key. Keys are ISO 3166-1 codes, or 3166-2 as PT-20, except for those
 * below; each of the recorded index was checked by hand. A key that is none of these is looked up by the page's name, and never guessed.
 */
export function placesFor(key: string, name: string): readonly Place[] | undefined {
  const code = key.trim().toUpperCase();
  const special = specialKeys.get(code);
  if (special !== undefined) return special;
  if (isRegionCode(code)) return [{ country: code.slice(0, 2), region: code }];
  if (!countrySchema.safeParse(code).success) return placesNamed(name);
  // One page for both, by its title: "Israel, the West Bank and the Gaza Strip", "Israel and Palestine".
  const isBoth = code === 'IL' && /\b(?:west bank|gaza|palestin)/i.test(name);
  return isBoth ? [{ country: 'IL' }, { country: 'PS' }] : [{ country: code }];
}

const specialKeys: ReadonlyMap<string, readonly Place[]> = new Map([
  // Exceptionally reserved for the customs union, not assigned.
  ['IC', [{ country: 'ES', region: 'ES-CN' }]],
  // Not assigned; ISO 3166-2 has a code for the territory, and says nothing on its status.
  ['XK', [{ country: 'RS', region: 'RS-KM' }]],
  // Reserved or in common use for what ISO calls otherwise.
  ['UK', [{ country: 'GB' }]],
  ['EL', [{ country: 'GR' }]],
  ['TP', [{ country: 'TL' }]],
  // The Netherlands Antilles are three countries and a part of one since 2010.
  ['AN', [{ country: 'CW' }, { country: 'SX' }, { country: 'BQ' }]],
  ['AC', [{ country: 'SH', region: 'SH-AC' }]],
]);
