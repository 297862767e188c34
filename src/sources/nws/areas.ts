import type { Place } from '#src/advisory/place.ts';
import { lineOf } from '#src/sources/lines.ts';

interface Area {
  readonly areaDesc: string;
  /** Zones and counties such as AKZ204: the state's letters first. */
  readonly ugc: readonly string[];
  /** SAME or FIPS6 such as 002185: the state's number in the second and third place. */
  readonly fips: readonly string[];
}

/**
 * The states and territories that a warning of the US weather service is for, each once. A code that no table knows is told
 * apart, so that somebody looks.
 */
export function statesOf({ areaDesc, ugc, fips }: Area): {
  readonly places: readonly Place[];
  readonly unknownPlace: string | undefined;
} {
  const codes = ugc.length > 0 ? ugc : fips;
  const found = codes.map((code) => ({ code, place: placeOf(stateIn(code), areaDesc) }));
  const places = found.flatMap(({ place }) => place ?? []);
  const unknown = found.find(({ place }) => place === undefined)?.code;
  return {
    places: [...new Map(places.map((place) => [JSON.stringify(place), place])).values()],
    unknownPlace: codes.length === 0 ? areaDesc : unknown,
  };
}

function stateIn(code: string): string {
  const [, letters] = /^([A-Z]{2})[CZ](?:\d{3}|ALL)$/.exec(code) ?? [];
  return letters ?? (/^\d{6}$/.test(code) ? (byNumber[code.slice(1, 3)] ?? '') : '');
}

/** Zones of coasts, oceans and the Great Lakes: an area of the United States by its name. */
const waters = new Set('AM AN GM LC LE LH LM LO LS PH PK PM PS PZ SL'.split(' '));

/** Territories have codes of their own in ISO 3166-1; Palau, the Marshall Islands and Micronesia are countries warned too. */
const countries = new Set('AS GU MP PR VI FM MH PW'.split(' '));

function placeOf(letters: string, areaDesc: string): Place | undefined {
  if (waters.has(letters)) {
    return { country: 'US', region: lineOf(areaDesc, 100) || 'coastal waters' };
  }
  if (countries.has(letters)) return { country: letters };
  return states.has(letters) ? { country: 'US', region: `US-${letters}` } : undefined;
}

/** The numbers of FIPS 5-2. */
const byNumber: Readonly<Record<string, string>> = Object.fromEntries(
  `01 AL,02 AK,04 AZ,05 AR,06 CA,08 CO,09 CT,10 DE,11 DC,12 FL,13 GA,15 HI,16 ID,17 IL,18 IN,19 IA,20 KS,21 KY,22 LA,23 ME,
  24 MD,25 MA,26 MI,27 MN,28 MS,29 MO,30 MT,31 NE,32 NV,33 NH,34 NJ,35 NM,36 NY,37 NC,38 ND,39 OH,40 OK,41 OR,42 PA,44 RI,
  45 SC,46 SD,47 TN,48 TX,49 UT,50 VT,51 VA,53 WA,54 WV,55 WI,56 WY,60 AS,64 FM,66 GU,68 MH,69 MP,70 PW,72 PR,78 VI`
    .split(',')
    .map((pair) => pair.trim().split(' '))
    .map(([number = '', letters = '']) => [number, letters]),
);

const states = new Set(Object.values(byNumber).filter((letters) => !countries.has(letters)));
