import type { RelationKind } from '#src/advisory/advisory.ts';
import type { Proposal } from '#src/advisory/proposal.ts';

import { daysIn, isoDay, lastBefore } from './dates.ts';
import type { Sentence } from './sentences.ts';

/** The words by which India's texts refer to an earlier one, the strongest first. */
const words: readonly (readonly [RelationKind, RegExp])[] = [
  [
    'partial-modification',
    /\bpartial(?:ly)? modif(?:ication|ies|ied|ying)\b|\bmodif(?:ies|ying|ication of) (?:the|our|its|earlier)/i,
  ],
  [
    'correction',
    /\b(?:corrigendum|erratum|correction to (?:the|our)|corrects? (?:the|our) (?:earlier |previous )?(?:advisory|notice|number))\b/i,
  ],
  [
    'reiteration',
    /\b(?:re-?iterat\w+|re-?emphasi[sz]e\w*|repeat(?:s|ed|ing)? (?:the|its|our) (?:earlier |previous )?(?:advisory|advice)|once again (?:advise|urge)\w*)\b/i,
  ],
  [
    'all-clear',
    /\b(?:(?:advisory|ban|restrictions?)\b[^.]{0,60}\b(?:is|are|stands?|has been|have been|hereby) (?:hereby |now )?(?:withdrawn|lifted|revoked|cancelled)|(?:withdraws?|lifts?|revokes?) (?:the|its|our|all) (?:earlier |previous |travel )*(?:advisory|advisories|restrictions?|ban)|no longer (?:in force|applicable|necessary))\b/i,
  ],
  [
    'update',
    /\bin continuation (?:of|to|with)\b|\bfurther to (?:the|our|its) (?:\w+ ){0,3}(?:advisory|notice|statement)|\bsupersed(?:es?|ing)\b|\bupdat(?:es?|ed|ing) (?:the|our|its) (?:\w+ ){0,2}(?:advisory|notice)|\badvisory (?:no\.? ?)?(?:[2-9]|ii|iii|iv)\b/i,
  ],
];

export function relationIn(sentences: readonly Sentence[], writtenAt: Date): Proposal['relation'] {
  for (const [kind, pattern] of words) {
    const sentence = sentences.find(({ text }) => pattern.test(text));
    if (sentence === undefined) continue;
    const [day] = daysIn(sentence.text.slice(pattern.exec(sentence.text)?.index ?? 0));
    const on = day && (day.year === undefined ? lastBefore(day, writtenAt) : isoDay(day, day.year));
    return {
      value: { kind, ...(on === undefined ? {} : { on }) },
      evidence: sentence.text,
      confidence: 0.85,
    };
  }
  return { value: { kind: 'new' }, evidence: '', confidence: 0.6 };
}

/** More than this before it was written, an earlier text is hardly "continued": its year may be wrong. */
const longAgoDays = 180;

export function isYearDoubtful(
  { value: { kind, on } }: Proposal['relation'],
  writtenAt: Date,
): boolean {
  if (on === undefined || kind === 'partial-modification') return false;
  const days = (writtenAt.getTime() - Date.parse(on)) / 86_400_000;
  return days < -1 || days > longAgoDays;
}
