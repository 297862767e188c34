import { adjectivesOfCountries, countriesOfAdjectivesIn } from './country-adjectives.ts';
import { countriesNamedIn } from './country-names.ts';
import { withoutMissions } from './places-meant.ts';

/**
 * Advice of another government to its own people: "Canada urged its citizens to leave Haiti". Press reports quote it beside India's;
 * a sentence that speaks of Indians as well is not meant.
 */
export function isForOthers(text: string): boolean {
  if (byState.test(text)) return true;
  if (/\bIndia(?:ns?|[’']s)?\b|\bMEA\b|\bPIOs?\b/i.test(text)) return false;
  if (otherPeople.test(text)) return true;
  const subject = theirOwn.exec(text)?.[1];
  return subject !== undefined && isAnotherCountry(subject.split(/, (?=\p{Ll})/u).at(-1) ?? '');
}

/** What a state of India tells its fishermen is no consular advice. */
const byState =
  /\b(?:told|asked|advised|warned|urged|requested) by the (?:[\w ]{1,20} )?(?:state|provincial|district) (?:government|administration|authorities|police)\b/i;

/** "Washington has told its citizens": who speaks, up to what is asked. */
const theirOwn =
  /^(.{2,120}?)\b(?:(?:advis|urg|ask|request|recommend|warn|caution|instruct|order)(?:es?|ed|s|ing)?|tells?|told) (?:all )?(?:its|their)\b/i;

const furtherAdjectives =
  'American|US|U\\.S\\.|British|UK|Canadian|Australian|French|German|Italian|Spanish|Chinese|Korean|Sri Lankan|European|EU|Dutch|Swedish|[Ff]oreign';
const others = `${furtherAdjectives}|${adjectivesOfCountries.join('|')}`;
const otherPeople = new RegExp(
  `\\b(?:${others}) (?:citizens|nationals|travell?ers|passport[ -]holders|tourists|residents|workers|students|migrants|seafarers|staff|diplomats)\\b|\\b(?:Americans|Britons|Canadians|Australians|Germans|Italians|Russians|Pakistanis|Bangladeshis)\\b`,
);
const capitals =
  /\b(?:Washington|London|Paris|Berlin|Ottawa|Canberra|Beijing|Tokyo|Rome|Madrid|State Department|Foreign Office)\b/;

function isAnotherCountry(subject: string): boolean {
  const read = withoutMissions(subject);
  return (
    capitals.test(read) ||
    countriesNamedIn(
      read,
      (before) => /^(?:[\p{L}.’'-]+,? ){0,8}$/u.test(before) && !/ in (?:the )?$/.test(before),
    ).length > 0 ||
    countriesOfAdjectivesIn(read).length > 0
  );
}
