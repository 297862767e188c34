import { regionsOf } from '#src/advisory/place.ts';

import { countriesNamedIn } from './country-names.ts';
import { missionPhrases } from './missions.ts';
import { leadsToTarget } from './people.ts';

/** The country whose ministry it is: "the Embassy of India" is named in every text, and never meant. */
export const home = 'IN';

/** Names of ways and neighbours: "cross into Poland", "the borders with Senegal", "via Dubai". */
const wayOrNeighbour =
  /\b(?:via|through|into|from|towards|cross(?:ing)?(?: over)? (?:to|into)|(?:land |common )?borders? (?:with|of|on|between|near|to)|bordering|neighbou?r(?:ing|s)?(?: of)?|(?:authorities|government|republic|army|forces|ministry) (?:of|in)(?: the)?(?: republic of)?(?: the)?|other than|except(?: for)?|unlike) (?:(?:the|neighbou?ring|and|or|(?-i:\p{Lu})[\p{L}-]+,?) ){0,5}$/iu;

/** Names of neighbours only. */
const neighbour =
  /\b(?:borders? (?:with|of|on|between|near|to)|bordering|neighbou?r(?:ing|s)?(?: of)?|other than|except(?: for)?|via|by way of|(?:authorities|government|army|forces|ministry) (?:of|in)) (?:(?:the|neighbou?ring|and|or|(?-i:\p{Lu})[\p{L}-]+,?) ){0,5}$/iu;

/** "The Thailand-Cambodia border", "along the Syrian and Iraq borders". */
const borderBetween =
  /\b(?:near|along|at|across|over|to|around) (?:the )?(?:\p{Lu}[\p{L}]+(?: ?[-–] ?| and )){0,2}\p{Lu}[\p{L}]+ borders?\b/gu;

/** Countries that a sentence means, without its missions, the ways out and the neighbours. */
export function countriesMeantIn(text: string): readonly string[] {
  return countriesNamedIn(withoutMissions(text), (before) => !wayOrNeighbour.test(before)).filter(
    (code) => code !== home,
  );
}

/** Countries where the people that a sentence speaks to are, or where they are told to go or not to go. */
export function countriesAimedAt(text: string): readonly string[] {
  const read = withoutMissions(text);
  return countriesNamedIn(
    read,
    (before) => leadsToTarget.test(before) && !neighbour.test(before),
  ).filter((code) => code !== home);
}

/** The sentence without why it is said: "in view of the fighting in Syria", "as Niger has closed its borders". */
export function withoutReasons(text: string): string {
  return text.replaceAll(reason, ' ');
}

const reason =
  /(?:^|[ ,])(?:in (?:view|light|the light|the wake|the backdrop|consequence) of|given|due to|owing to|because(?: of)?|following|amid(?:st)?|after|as|since|while|when|with|against the backdrop of|on account of|considering|despite|unlike|whereas|where)\b[^,;]*/gi;

/** The text without its missions and the borders that it names: they say where something stands, not where it holds or happened. */
export function withoutMissions(text: string): string {
  return [...missionPhrases, borderBetween].reduce(
    (rest, pattern) => rest.replaceAll(pattern, '—'),
    text,
  );
}

/** "All Indians in Mali": then a region that is named beside it is not all that is meant. */
export function isWholeMeant(text: string, country: string): boolean {
  const inIt =
    /\b(?:nationals|citizens|Indians|community|diaspora|those|people|students|workers)(?: \S+){0,6}? (?:in|across|throughout|to|leave) (?:the )?(?:whole of |all of )?((?:\p{Lu}[\p{L}-]*[ ]?)+)/gu;
  return [...text.matchAll(inIt)].some(([, where = '']) => {
    const [first] = countriesNamedIn(where);
    return first === country && regionsNamedIn(where, country).length === 0;
  });
}

/** ISO 3166-2 codes of regions of this country that the text names as regions. */
export function regionsNamedIn(text: string, country: string): readonly string[] {
  return regionsOf(country)
    .filter(({ name }) => {
      const bare = name.replace(/ (?:Region|State|Province)$/i, '');
      if (bare.length < 4) return false;
      const kind = '(?:[ -](?:region|state|province|governorate|district|oblast|county|division))';
      const named = new RegExp(
        `(?<![\\p{L}])${RegExp.escape(bare)}${kind}|(?:region|state|province|governorate|district|oblast)s? of ${RegExp.escape(bare)}(?![\\p{L}])`,
        'iu',
      );
      return named.test(text);
    })
    .map(({ code }) => code);
}
