import type { Proposal } from '#src/advisory/proposal.ts';

import { countriesNamedIn } from './country-names.ts';
import { missionPhrases } from './missions.ts';
import type { Sentence } from './sentences.ts';

type Issuer = NonNullable<Proposal['issuer']>;
type Missions = Proposal['missions'];

/** Somebody in a text who may be the one who speaks. */
interface Mention {
  readonly at: number;
  readonly end: number;
  readonly value: Issuer['value'];
}

interface Speaker {
  readonly value: Issuer['value'];
  readonly evidence: string;
}

const ministry = { id: 'in-mea', name: 'Ministry of External Affairs, India' };
const ministryNames =
  /\b(?:(?:India[’']s |Indian )?(?:Ministry of External Affairs|External Affairs Ministry|Ministry of Foreign Affairs of India)|(?:India[’']s|Indian) (?:[Ff]oreign|[Ee]xternal [Aa]ffairs) [Mm]inistry|[Ff]oreign [Mm]inistry of India|[Ff]oreign [Mm]inistry in New Delhi|MINISTRY OF EXTERNAL AFFAIRS|MEA|(?:External Affairs Minister|Foreign Secretary)(?= (?:S\.|Dr|Vikram|[A-Z]))|Official Spokesperson)\b/g;
const verbs =
  'sa(?:id|ys)|add(?:ed|s)|advis(?:es?|ed|ing)|urg(?:es?|ed|ing)|request(?:s|ed|ing)?|ask(?:s|ed|ing)?|issu(?:es?|ed|ing)|announc(?:es?|ed)|post(?:s|ed)|tweet(?:s|ed)|caution(?:s|ed|ing)?|warn(?:s|ed|ing)?|inform(?:s|ed)?|reiterat(?:es?|ed|ing)|recommend(?:s|ed)?|call(?:s|ed) (?:up)?on|appeal(?:s|ed)?|instruct(?:s|ed)?|direct(?:s|ed)|told|tells|wrote|confirm(?:s|ed)|remind(?:s|ed)?|state[ds]|statement|put out|releas(?:es?|ed)|shar(?:es?|ed)|takes? note|wish(?:es)? to|want(?:s|ed)|came out with|would like to|has been (?:watching|monitoring|following)|spokes(?:person|man|woman)';
const saying = new RegExp(`\\b(?:${verbs}|according to|notice|attention|advisory|alert)\\b`, 'i');
const saysNext = new RegExp(`^[^.;]{0,110}?\\b(?:${verbs})\\b`, 'i');
/** "In contact with the Embassy", "by contacting the MEA": it is spoken of, it does not speak. */
const spokenOf =
  /\b(?:with|to|from|contact(?:ing)?|call(?:ing)?|at|by|of|near|inform(?:ing)?|visit(?:ing)?|follow(?:ing)?|reach(?:ing)?(?: out)?(?: to)?|approach(?:ing)?|and|or) (?:the |our )?$/i;
/** What stands before a name makes it the one who speaks: "issued by the", "it has come to the notice of the", "said the". */
const speaksBefore =
  /\b(?:according to|(?:issued|released|posted|shared|put out|made|published|advised|asked|urged|told|requested|warned) (?:\S+ ){0,3}?by|(?:statement|advisory|advice|notice|note|alert|post|tweet|message|circular|release|announcement|spokes\w+) (?:by|from|of|for)|(?:notice|attention|knowledge) of|said|says|adds|added) (?:the |this )?$/i;
/** "… where rallies are held. – Embassy of India, Tbilisi". */
const signs = /[.!?”")] ?[-–—~(]+ ?(?:the )?$/i;
/** "In continuation of the Embassy's advisory": whoever continues it wrote it. */
const continues =
  /\b(?:continuation (?:of|to)|further to|modification of|addition to|reiterat\w+) $/i;
/** "The Embassy can be reached at …", "the Embassy's helpline": of no interest here. */
const isReached =
  /^[^.;]{0,40}?\b(?:can|may|could|should) (?:also )?be (?:reached|contacted|approached)\b/i;

/**
 * Who gives the advice: whoever its sentence names as speaking, else the last one before it who spoke, else the head or the foot of
 * the text.
 */
export function issuerIn(
  sentences: readonly Sentence[],
  advice: readonly Sentence[],
  missions: Missions,
): Issuer | undefined {
  const speakers = sentences.flatMap((sentence) => {
    const value = speakerIn(sentence.text, missions);
    return value === undefined ? [] : [{ at: sentence.at, value, evidence: sentence.text }];
  });
  return (
    adviserAmong(speakers, advice) ??
    letterhead(sentences, missions) ??
    (speakers[0] && found(speakers[0], 0.6)) ??
    (advice.length === 0 ? undefined : unnamed(sentences, missions))
  );
}

/** Whoever the first sentence of advice names, else who spoke last before it. */
function adviserAmong(
  speakers: readonly (Speaker & { readonly at: number })[],
  advice: readonly Sentence[],
): Issuer | undefined {
  for (const { at } of advice) {
    const own = speakers.find((speaker) => speaker.at === at);
    if (own !== undefined) return found(own, 0.9);
    const before = speakers.findLast((speaker) => speaker.at < at);
    if (before !== undefined) return found(before, 0.75);
  }
  return undefined;
}

/** Where nobody is said to speak. */
function unnamed(sentences: readonly Sentence[], missions: Missions): Issuer | undefined {
  return byItsOwnWords(sentences) ?? onlyActor(sentences, missions);
}

function found({ value, evidence }: Speaker, confidence: number): Issuer {
  return { value, evidence, confidence };
}

function speakerIn(text: string, missions: Missions): Issuer['value'] | undefined {
  if (!saying.test(text)) return undefined;
  const mentions = mentionsOf(text, missions).toSorted((a, b) => a.at - b.at);
  return mentions.find((mention) => isSpeaking(text, mention))?.value;
}

function isSpeaking(text: string, { at, end }: Mention): boolean {
  const before = text.slice(Math.max(0, at - 60), at);
  if (speaksBefore.test(before) || signs.test(before)) return true;
  const after = text.slice(end, end + 160);
  if (continues.test(before) && /^[’']s /.test(after)) return true;
  return (
    !spokenOf.test(before) &&
    !isReached.test(after) &&
    (saysNext.test(after) || after.startsWith(':'))
  );
}

function mentionsOf(text: string, missions: Missions): readonly Mention[] {
  const ministries = [ministryNames, bareMinistry].flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => spanOf(match, ministry)),
  );
  const named = missionPhrases.flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap((match) => {
      const mission = missions.find(({ value }) => isOf(match[0], value));
      return mission === undefined ? [] : [spanOf(match, issuerOf(mission.value))];
    }),
  );
  const [only, another] = missions;
  if (only === undefined || another !== undefined) return [...ministries, ...named];
  return [
    ...ministries,
    ...named,
    ...[...text.matchAll(bare)].map((match) => spanOf(match, issuerOf(only.value))),
  ];
}

/** With a capital, as the Ministry writes of itself. */
const bareMinistry = /\b(?:The|the) Ministry\b(?! of)/g;

/** "The Embassy", where a text names one mission only. */
const bare =
  /\b(?:[Tt]he|[Tt]his) (?:Indian )?(?:[Ee]mbassy|[Hh]igh [Cc]ommission|[Cc]onsulate(?: [Gg]eneral)?|Mission|[Mm]ission(?= (?:said|posted|advised)))\b(?! of |(?:,| in| at) \p{Lu})/gu;

function spanOf(match: RegExpExecArray, value: Issuer['value']): Mention {
  return { at: match.index, end: match.index + match[0].length, value };
}

function isOf(phrase: string, { city, country }: Missions[number]['value']): boolean {
  return (
    (city !== '' && phrase.toLowerCase().includes(city.toLowerCase())) ||
    countriesNamedIn(phrase).some((named) => named === country)
  );
}

function issuerOf({ id, name }: Missions[number]['value']): Issuer['value'] {
  return { ...(id === undefined ? {} : { id }), name };
}

const longestHead = 80;

/** A short line that is nothing but a name. "New Delhi" stands under what the Ministry writes. */
function letterhead(sentences: readonly Sentence[], missions: Missions): Issuer | undefined {
  const lines = sentences.filter(
    ({ text }) => text.length <= longestHead && !isSentence.test(text),
  );
  for (const { text } of lines) {
    const value = ofMinistry.test(text) ? ministry : missionOfLine(text, missions);
    if (value !== undefined) return { value, evidence: text, confidence: 0.85 };
  }
  const foot = lines.find(({ text }) => ofDelhi.test(text));
  return foot && { value: ministry, evidence: foot.text, confidence: 0.75 };
}

function missionOfLine(line: string, missions: Missions): Issuer['value'] | undefined {
  const [phrase] = missionPhrases.flatMap((one) => [...line.matchAll(one)]);
  if (
    phrase === undefined ||
    /\b(?:contact|call|reach|with|to)\b/i.test(line.slice(0, phrase.index))
  )
    return undefined;
  const mission = missions.find(({ value }) => isOf(phrase[0], value));
  return mission && issuerOf(mission.value);
}

const isSentence =
  /\b(?:is|are|was|were|has|have|had|will|(?-i:may)|can|could|would|regret\w*|condemn\w*)\b/i;
const ofMinistry =
  /^\W*(?:Government of India,? )?(?:\p{L}+:? ){0,2}?(?:Spokes\w+,? (?:of the )?)?(?:Ministry of External Affairs|MEA)\b[^.]*$/iu;
const ofDelhi = /^\W*New Delhi\W*(?:\p{L}+ \d{1,2}\W+\d{4}|\d{1,2}\w* \p{L}+\W+\d{4})?\W*$/iu;

/** Only the Ministry speaks of "our missions", and for the Government, to nationals. */
function byItsOwnWords(sentences: readonly Sentence[]): Issuer | undefined {
  const own = sentences.find(({ text }) => ministryWords.test(text));
  return own && { value: ministry, evidence: own.text, confidence: 0.6 };
}

const ministryWords =
  /(?<![“"][^”"]{0,200})\b[Oo]ur (?:Embass(?:y|ies)|High Commissions?|Missions?|Consulates?)\b|\b(?:the Government(?: of India)?|India|New Delhi) (?:has |have |on \w+ |also )*(?:reviewed|decided|advis(?:es|ed)|urge[sd]|ask(?:s|ed)|request(?:s|ed)|reiterate[sd]?|caution(?:s|ed)|warn(?:s|ed)|issued) (?!the authorities)/i;

/** A text that tells what a mission does, and names nobody else who might have written it. */
function onlyActor(sentences: readonly Sentence[], missions: Missions): Issuer | undefined {
  const isOfMinistry = sentences.some(({ text }) => text.search(ministryNames) >= 0);
  const [mission, another] = missions;
  if (isOfMinistry || mission === undefined || another !== undefined) return undefined;
  const doing = sentences.find(({ text }) =>
    mentionsOf(text, missions).some(
      ({ at, end }) =>
        !spokenOf.test(text.slice(Math.max(0, at - 60), at)) && does.test(text.slice(end)),
    ),
  );
  return doing && { value: issuerOf(mission.value), evidence: doing.text, confidence: 0.55 };
}

const does =
  /^ (?:has|have|is|are|continues|will|takes|helps|works|remains)\b(?! (?:closed(?! its)|shut|located|situated|open)\b)/;
