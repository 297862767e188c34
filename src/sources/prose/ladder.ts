import type { Content } from '#src/advisory/advisory.ts';

type Residents = Content['residents'];
type Travellers = Content['travellers'];

/**
 * The words that India's texts use, from the strongest to the weakest. Nobody publishes a scale between them; these are the
 * steps of ours that each stands on.
 */
const residentWords: readonly (readonly [Residents, RegExp])[] = [
  [
    'leave',
    /\b(?:advised|urged|asked|requested|recommended|instructed|need|should|must|directed|told|warned)\b[^.;]{0,80}?\b(?:to )?(?:leave|depart|exit|evacuate|vacate|relocate out of)\b(?! (?:home|their (?:homes?|houses?|residences?)|the (?:house|building)|indoors))|\bleave (?:(?-i:\p{Lu})[\p{L} ]{2,30}|the country) (?:immediately|at the earliest|as soon as possible|urgently|today|without delay|by )|\breturn to India\b/iu,
  ],
  [
    'consider-leaving',
    /\b(?:may|might|could|should|to) (?:also )?(?:consider|think of|contemplate) (?:leaving|departing|returning|relocat)/i,
  ],
  [
    'shelter',
    /\b(?:stay|remain|keep) (?:indoors|inside|at (?:their |your )?homes?|home|put|in(?:side)? (?:their|your) (?:homes?|houses?|residences?|premises|hostels?|accommodation))\b|\b(?:take |seek )?shelter(?:ing)? (?:in|at|inside|immediately|now)\b|\b(?:take|seek) shelter\b|\b(?:not|stop|avoid|refrain from) (?:to )?(?:ventur(?:e|ing)|step(?:ping)?|go(?:ing)?) (?:out|outside|outdoors)\b|\bstay(?:ing)? at home\b/i,
  ],
  [
    'avoid-movement',
    /\b(?:restrict|limit|minimi[sz]e|curtail|avoid|refrain from)(?:ing)? (?:their |your |all |any |non-?essential |unnecessary |local |inter-?(?:city|province|state) (?:road )?|internal |road |unwarranted ){0,3}(?:movements?|moving|outings?|(?:local|internal|road|domestic|inter-?(?:city|province|state)) travel)\b|\bavoid (?:\w+ ){0,2}travel(?:l?ing)? by (?:road|land|air|sea|night)\b|\bavoid (?:all |any |non-?essential |unnecessary |inter-?(?:city|province|state) |road ){1,3}travel (?:within|inside|in the country|between|across)\b/i,
  ],
  [
    'caution',
    /\b(?:caution|cautious|vigilan(?:t|ce)|alert|precautions?|careful|on guard|guard against)\b|\bavoid(?:ing)? (?:[\w-]+ ){0,4}(?:areas?|places?|crowds?|crowded|gatherings?|protests?|demonstrations?|rallies|locations?|zones?|regions?)\b|\bration\b|\bnot (?:to )?accept\b|\bfollow (?:the )?(?:local|advice|instructions|guidance|safety)/i,
  ],
  [
    'keep-in-touch',
    /\b(?:in|into|close|regular|constant) (?:touch|contact)\b|\b(?:contact|reach out to|get in touch|register (?:with|themselves|at|online)|registered with|helplines?)\b|\bmonitor (?:the )?(?:local |media|news|situation)/i,
  ],
];

const travel = '(?:travel(?:l?ing|s)?|visit(?:ing)?|trips?|journeys?|going|proceed(?:ing)?)';

const travellerWords: readonly (readonly [Travellers, RegExp])[] = [
  [
    'do-not-travel',
    new RegExp(
      `\\b(?:advis\\w+|warn\\w*|recommend\\w*|caution\\w*|urged?) (?:\\w+ ){0,5}?against (?:all |any |undertaking |making ){0,2}${travel}\\b(?! except)|\\b(?:not|never) (?:to )?(?:undertake )?(?:any |all )?${travel}(?: to| there)?\\b|\\bavoid(?:ing)? (?:all|any|undertaking(?: any| all)?) ${travel}\\b|\\bavoid(?:ing)? (?:travel(?:l?ing)?|visiting)(?: to| there)?\\b|\\b(?:strongly )?discourag\\w+ (?:\\w+ ){0,4}?${travel}\\b|\\btravel ban\\b|\\brefrain from (?:all |any )?${travel}\\b`,
      'i',
    ),
  ],
  [
    'avoid-non-essential',
    new RegExp(
      `\\b(?:avoid\\w*|against|defer|postpone|refrain from|not (?:to )?undertake) (?:[\\w-]+ ){0,3}?(?:non-?essential|non essential|unnecessary|inessential|unwarranted) (?:[\\w-]+ ){0,2}?${travel}\\b|\\bonly essential travel\\b|\\bagainst all but essential\\b`,
      'i',
    ),
  ],
  [
    'defer',
    /\b(?:defer|postpon|delay|put off|hold off)\w* (?:[\w-]+ ){0,5}?(?:travel|trips?|visits?|journeys?|plans?)\b/i,
  ],
  [
    'reconsider',
    /\b(?:reconsider|re-consider|review|rethink)\w* (?:[\w-]+ ){0,5}?(?:travel|trips?|visits?|plans?|journeys?)\b/i,
  ],
  [
    'caution',
    /\b(?:caution|cautious|vigilan(?:t|ce)|careful|alert|precautions?|check (?:the )?(?:official|latest)|in touch|contact|register)\b/i,
  ],
];

/** The strongest step that one sentence of advice asks of people who are there. */
export function residentStepIn(sentence: string): Residents | undefined {
  return residentWords.find(([, words]) => words.test(sentence))?.[0];
}

/** The strongest step that one sentence of advice asks of people who plan to go. */
export function travellerStepIn(sentence: string): Travellers | undefined {
  const strongest = travellerWords.find(([, words]) => words.test(sentence))?.[0];
  // "Avoid all non-essential travel" is also "avoid all … travel".
  const isMilder =
    strongest === 'do-not-travel' &&
    /\bnon-?essential|\bunnecessary|\ball but essential/i.test(sentence);
  return isMilder ? 'avoid-non-essential' : strongest;
}
