import type { Content } from '#src/advisory/advisory.ts';

type Residents = Content['residents'];
type Travellers = Content['travellers'];

/**
 * The words that India's texts use, from the strongest to the weakest. Nobody publishes a scale between them; these are the
 * steps of ours that each stands on. To avoid some roads or hours is caution: whoever is told to stay where they are instead is
 * told something else.
 */
const residentWords: readonly (readonly [Residents, RegExp])[] = [
  [
    'leave',
    /\b(?:advise[ds]?|urge[ds]?|ask(?:ed|s)?|request(?:ed|s)?|recommend(?:ed|s)?|instruct(?:ed|s)?|need|should|must|directed|tells|told|warn(?:ed|s)?|call(?:ed|s)? (?:up)?on)\b[^.;]{0,110}?\b(?<!not )(?<!not to )(?<!never )(?:to )?(?<!not to )(?:leave|depart|exit|evacuate|vacate|relocate out of|move out(?: of)?|get out of|pull out of|come back home|make (?:\w+ )?(?:travel )?arrangements to (?:leave|return))\b(?! (?:home|their (?:homes?|houses?|residences?|accommodations?|hostels?|hotels?|rooms?|premises|dormitor\w+|campus|apartments?|flats?|premises)|the (?:house|building|premises|campus)|indoors))|\bleave (?:(?-i:\p{Lu})[\p{L} ]{2,30}|the country) (?:immediately|at the earliest|as soon as possible|urgently|today|without delay|by )|\breturn to India\b|^\W*(?:please )?leave (?:the country|(?-i:\p{Lu})\p{L}+)/iu,
  ],
  [
    'consider-leaving',
    /\b(?:may|might|could|should|to) (?:also )?(?:consider|think of|contemplate) (?:temporar\w+ )?(?:leaving|departing|returning|relocat|going (?:back|home))/i,
  ],
  [
    'shelter',
    /\b(?:stay|remain|keep) (?:indoors|inside|at (?:their |your )?homes?|home|put|in(?:side)? (?:their|your) (?:homes?|houses?|residences?|premises|hostels?|accommodation))\b|\b(?:take |seek )?shelter(?:ing)? (?:in|at|inside|immediately|now)\b|\b(?:take|seek) shelter\b|\b(?:not|stop|avoid|refrain from) (?:to )?(?:ventur(?:e|ing)|step(?:ping)?|go(?:ing)?|com(?:e|ing)|mov(?:e|ing)) (?:out|outside|outdoors)\b|\b(?:stay|shelter|remain)(?:ing)? (?:at home|indoors|in place|where they are|put)\b|\bshelter in\b|\b(?:stay|remain) (?:safe )?where(?:ver)? (?:they|you) (?:are|may be)\b|\bnot (?:to )?leave (?:their|your) (?:homes?|houses?|residences?|hostels?|rooms?|hotels?|accommodation|dormitor\w+)\b|\bindoors\b/i,
  ],
  [
    'avoid-movement',
    /\bmovements? to (?:the |a )?(?:bare )?minimum\b|\b(?:keep|confine|cut(?: down)?) (?:their |your |all )?movements?\b|\bnot (?:to )?(?:move|rush|proceed) (?:to|towards|out)\b|\b(?:restrict|limit|minimi[sz]e|reduce) (?:\w+ )?travel (?:within|inside|in|around|across|between)\b|\bto (?:move|relocate|shift) to (?:a )?(?:safer?|secure)\b|\b(?:restrict|limit|minimi[sz]e|curtail|reduce|avoid|refrain from)(?:ing)? (?:their |your |all |any |non-?essential |unnecessary |needless |local |inter-?(?:city|provinc\w+|state|district) (?:road )?|internal |road |night |unwarranted ){0,4}(?:movements?|moving|outings?|(?:local|internal|domestic|inter-?(?:city|provinc\w+|state|district)(?: road)?) travel)\b|\bavoid (?:all |any |non-?essential |unnecessary |inter-?(?:city|province|state) |road ){1,3}travel (?:(?:to and )?within|inside|in the country|between|across)\b|\btravel (?:within|inside) the country only (?:if|when)\b/i,
  ],
  [
    'caution',
    /\b(?:caution|cautious|vigilan(?:t|ce)|alert|precautions?|careful|wary|beware|on guard|guard against)\b|\bwarn(?:s|ed|ing)? (?:\S+ ){1,6}(?:of|about)\b|\b(?:take|exercise) (?:due |great |all |every |utmost |necessary |reasonable )*care\b|\b(?:verify|ascertain|double-check)\b|\bavoid(?:ing)? (?:[\w-]+ ){0,3}(?:(?:road|night) travel|travel(?:l?ing)? (?:by (?:road|land|air|sea|night)|after dark|at night))\b|\b(?:keep|stay|steer) (?:away|clear|out of)\b|\bnot (?:to )?(?:be (?:trapped|lured|duped|misled|taken in)|fall (?:prey|victim|for|into))\b|\bavoid(?:ing)? (?:[\w-]+ ){0,4}(?:areas?|places?|crowds?|crowded|gatherings?|protests?|demonstrations?|rallies|rally|locations?|zones?|regions?|venues?|vicinity|installations?|bases?|sites?|streets)\b|\bration\b|\bnot (?:to )?(?:accept|take up|join|participate|take part|engage)\b|\b(?:follow|adhere to|abide by|comply with|obey|heed) (?:[\w-]+ ){0,4}?(?:local|advice|advisories|instructions|guidance|guidelines|safety|warnings?|orders?|protocols?|curfew|directions|directives)/i,
  ],
  [
    'keep-in-touch',
    /\b(?:in|into|close|regular|constant) (?:touch|contact)\b|\b(?:contact|reach out to|get in touch|register (?:with|themselves|at|online)|registered with|helplines?|call|in touch|share their|inform the|fill (?:in|out|up))\b|\bmonitor (?:the )?(?:local |media|news|situation)/i,
  ],
];

const travel =
  '(?:travel(?:l?ing|s)?|visit(?:ing)?|trips?|journeys?|go(?:ing)?(?= to\\b)|going|proceed(?:ing)?)';

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
  ['defer', /\b(?:defer|postpon|delay|put off|putting off|hold off)\w*\b/i],
  [
    'reconsider',
    /\b(?:reconsider|re-consider|rethink)\w*\b|\breview\w* (?:[\w-]+ ){0,5}?(?:travel|trips?|visits?|plans?|journeys?)\b/i,
  ],
  [
    'caution',
    /\b(?:caution|cautious|vigilan(?:t|ce)|careful|wary|beware|alert|precautions?|(?:keep|stay|steer) (?:away|clear|out of)|(?:check|verify|ascertain|monitor|consult|follow)|take (?:due )?care|in touch|contact|register)\b/i,
  ],
];

/** The strongest step that one sentence of advice asks of people who are there. */
export function residentStepIn(sentence: string): Residents | undefined {
  return residentWords.find(([, words]) => words.test(sentence))?.[0];
}

/** The strongest step that one sentence of advice asks of people who plan to go. */
export function travellerStepIn(sentence: string): Travellers | undefined {
  const strongest = travellerWords.find(([, words]) => words.test(sentence))?.[0];
  if (strongest !== 'do-not-travel') return strongest;
  if (ofSomePlaces.test(sentence)) return 'caution';
  // "Avoid all non-essential travel" is also "avoid all … travel".
  return /\bnon-?essential|\bunnecessary|\ball but essential/i.test(sentence)
    ? 'avoid-non-essential'
    : strongest;
}

/** "Avoid travelling to areas that have seen protests": to some places, and not to the country. */
const ofSomePlaces =
  /\b(?:travel(?:l?ing)?|visit(?:ing)?|going) (?:to )?(?:[\p{Ll}-]+ ){0,4}?(?:areas?|venues?|places?|parts|locations?|spots|sites|regions|provinces|districts)\b(?! (?:of|in) \p{Lu})(?! and)|\b(?:travel(?:l?ing)?|visit(?:ing)?|going) to (?:[\p{Ll}-]+ ){0,3}?(?:regions|areas) and (?:venues|places)\b/u;
