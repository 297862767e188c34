/** Whom India's texts speak to. */
export const people =
  '(?:Indians?|nationals?|citizens?|diaspora|community|workers?|students?|tourists?|pilgrims?|yatris?|devotees?|travell?ers?|passengers?|those|persons?|people|PIOs?|OCIs?|expatriates?|expats?|residents?|job-?[ -]?seekers?|professionals?|employees?|labourers?|seafarers?|sailors?|crews?|fisher(?:men|folk)|journalists?|families|members|youths?|businessm[ae]n|visitors?|compatriots?|everyone|anyone|you)';

/**
 * What may stand between people and the preposition before where they are. Each word fits one alternative only, so that a text
 * made to be slow is not.
 */
const theirState =
  '(?:(?:and|or|who|that|which|are|is|be|being|have|had|been|may|might|will|still|now|already|presently|currently|at present|at the moment|those|there|all|other|any|the|of|Indian-origin|including|especially|particularly|resid(?:ing|ent)|liv(?:e|ing)|stay(?:ing)?|study(?:ing)?|work(?:ing)?|serving|employed|stranded|stuck|based|present|remain(?:ing)?|left|located|settled|visit(?:ing)?|travel(?:ling)?|transit(?:ing)?|pass(?:ing)? through|tour(?:ing)?|(?:in )?(?:both|either|each)|students?|workers?|citizens?|nationals?|Indians?|tourists?|pilgrims?|professionals?|business|businessm[ae]n|families|members|community|persons?|origin|PIOs?)[ ,]+){0,12}';

const inside =
  '(?:in|across|throughout|within|inside|around|at|resid(?:ing|ent) in|visiting|entering|transiting|touring)';

/** Words between a preposition and the name of a country: "the whole of", "the eastern provinces of". */
const partOf =
  '(?:(?:the|whole|entire|rest|all|any|other|both|either|many|some|several|parts?|areas?|cities|provinces?|regions?|states?|districts?|towns?|territory|north|south|east|west|central|northern|southern|eastern|western|north-?eastern|north-?western|south-?eastern|south-?western|certain|affected|neighbou?ring|countries|like|such as|namely|of|in|and|two|three|four|five|six|\\d{1,2}|Republic of|Kingdom of|State of|Islamic Republic of) ){0,6}';

/** Further names that are listed before a name: "Iran or ", "Saudi Arabia, the United Arab Emirates and ". */
const listed =
  "(?:(?:(?-i:\\p{Lu})[\\p{L}.'’-]*|of|the|and|or|&|as well as|also|to|in|from|\\([^()]{0,40}\\))(?:, ?| |/)){0,24}";

const towards =
  '(?:travell?(?:ing|ers?|s)?|trips?|visits?|journeys?|jobs?|work|employment|offers?|tours?|plans?|move(?:ments?)?|flights?|bound|headed|heading|going|go|come|return(?:ing)?|proceed(?:ing)?|security situation|pilgrimage|yatra)(?: [\\w-]+){0,4}? (?:to(?: and (?:with)?in)?|in|within|into|for|inside)';
const outOf =
  '(?:leav(?:e|ing)|depart(?:ing)?(?: from)?|exit(?:ing)?|visit(?:ing)?|evacuat(?:e|ing)(?: from)?|enter(?:ing)?|out of|transit(?:ing)?|returning from|travel(?:ling)? (?:through|across))';

/** True of what stands before the name of a place when the place is where the people addressed are, go to or come from. */
export const leadsToTarget = new RegExp(
  `(?:\\b${people}[ ,]+${theirState}${inside}|\\b${towards}|\\b${outOf}) ${partOf}${listed}${partOf}$`,
  'iu',
);

/** A sentence that speaks to people who are there already, and not only to those who plan to go. */
export const speaksToThoseThere = new RegExp(
  `\\b${people}[ ,]+${theirState}(?:(?:in|across|throughout|within|inside|resid(?:ing|ent) in) (?!view|the (?:light|wake)|light|touch|contact|case|order)|there\\b(?! are))|\\b(?:those|others) (?:who )?(?:are |is )?(?:already |still |currently |presently )?(?:there|remain\\w*|in the country)|\\b(?:resid|liv|stay|study|work)(?:ing)(?:,| and| or)`,
  'iu',
);
