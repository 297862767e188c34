import type { Proposal } from '#src/advisory/proposal.ts';

import { missionPhrases } from './missions.ts';
import type { Sentence } from './sentences.ts';

type Issuer = NonNullable<Proposal['issuer']>;

interface Speaker {
  readonly value: Issuer['value'];
  readonly evidence: string;
}

const ministry = { id: 'in-mea', name: 'Ministry of External Affairs, India' };
const ministryNames =
  /\b(?:Ministry of External Affairs|External Affairs Ministry|MEA|Official Spokesperson)\b/;
const says =
  /\b(?:sa(?:id|ys)|add(?:ed|s)|advis\w+|urg\w+|request\w+|ask(?:ed|s)|issu\w+|statement|announc\w+|post(?:ed|s)|tweet\w*|caution\w*|warn\w*|inform\w*|reiterat\w*|press release|spokesperson|according to|recommend\w*)\b/i;
/** "in contact with the Embassy", "by contacting the MEA": it is spoken of, it does not speak. */
const spokenOf =
  /\b(?:with|to|from|contact(?:ing)?|at|by|of|registered with|reach(?: out)?(?: to)?) (?:the )?$/i;

/**
 * Who gives the advice: whoever its sentence names as speaking, else the last one before it who spoke, else the head or the foot of
 * the text.
 */
export function issuerIn(
  sentences: readonly Sentence[],
  advice: readonly Sentence[],
  missions: Proposal['missions'],
): Issuer | undefined {
  const speakers = sentences.flatMap((sentence) => {
    const value = speakerIn(sentence.text, missions);
    return value === undefined ? [] : [{ at: sentence.at, value, evidence: sentence.text }];
  });
  for (const { at } of advice) {
    const own = speakers.find((speaker) => speaker.at === at);
    if (own !== undefined) return found(own, 0.9);
    const before = speakers.findLast((speaker) => speaker.at < at);
    if (before !== undefined) return found(before, 0.75);
  }
  const [first] = speakers;
  return letterhead(sentences, missions) ?? (first && found(first, 0.6));
}

function found({ value, evidence }: Speaker, confidence: number): Issuer {
  return { value, evidence, confidence };
}

function speakerIn(text: string, missions: Proposal['missions']): Issuer['value'] | undefined {
  if (!says.test(text)) return undefined;
  const mentions = [...mentionsOf(text, missions)].toSorted((a, b) => a.at - b.at);
  return mentions.find(({ at }) => isSpeaking(text, at))?.value;
}

function isSpeaking(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 40), at);
  return (
    /\b(?:according to|issued by|statement (?:by|from|of)|advisory (?:by|from|of)) (?:\S+ ){0,3}?$/i.test(
      before,
    ) || !spokenOf.test(before)
  );
}

function* mentionsOf(text: string, missions: Proposal['missions']) {
  const named = ministryNames.exec(text);
  if (named !== null) yield { at: named.index, value: ministry };
  for (const pattern of missionPhrases)
    for (const match of text.matchAll(pattern)) {
      const mission = missions.find(({ value }) => match[0].includes(value.city));
      if (mission !== undefined) yield { at: match.index, value: issuerOf(mission.value) };
    }
  const bare =
    /\b[Tt]he (?:Indian )?(?:Embassy|High Commission)\b(?! of India|(?:,| in| at) \p{Lu})/u.exec(
      text,
    );
  const [only, another] = missions;
  if (bare !== null && only !== undefined && another === undefined)
    yield { at: bare.index, value: issuerOf(only.value) };
}

function issuerOf({ id, name }: Proposal['missions'][number]['value']): Issuer['value'] {
  return { ...(id === undefined ? {} : { id }), name };
}

/** A short line that is nothing but a name. */
function letterhead(
  sentences: readonly Sentence[],
  missions: Proposal['missions'],
): Issuer | undefined {
  for (const { text } of sentences) {
    if (text.length > 80) continue;
    const mission = missions.find(
      ({ value }) =>
        text.includes(value.city) &&
        missionPhrases.some((one) => new RegExp(one.source, one.flags).test(text)),
    );
    if (mission !== undefined)
      return { value: issuerOf(mission.value), evidence: text, confidence: 0.85 };
    if (/^(?:Government of India,? )?(?:Ministry of External Affairs|MEA)\b/i.test(text))
      return { value: ministry, evidence: text, confidence: 0.85 };
  }
  return undefined;
}
