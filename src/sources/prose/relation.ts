import type { RelationKind } from '#src/advisory/advisory.ts';
import type { Proposal } from '#src/advisory/proposal.ts';

import { daysIn, isoDay, lastBefore } from './dates.ts';
import type { NamedDay } from './dates.ts';
import type { Sentence } from './sentences.ts';

/** The words by which India's texts refer to an earlier one, the strongest first. */
const words: readonly (readonly [RelationKind, RegExp])[] = [
  [
    'partial-modification',
    /\bpartial(?:ly)? modif(?:ication|ies|ied|ying)\b|\bmodif(?:ies|ied|ying|ication of) (?:the|our|its|earlier)|\b(?:relax|eas|revis)(?:es|ed|ing) (?:the|its|our) (?:\w+ ){0,3}(?:advisory|advice|restrictions?)\b/i,
  ],
  [
    'correction',
    /\b(?:corrigendum|erratum|correction to (?:the|our)|corrects? (?:the|our) (?:earlier |previous )?(?:advisory|notice|number))\b/i,
  ],
  [
    'reiteration',
    /\b(?:re-?iterat\w+|re-?emphasi[sz]e\w*)\b(?=[^.]{0,120}\b(?:advis|advice|urge|request|appeal|notice|warning|caution|leave))|\badvi(?:sory|ce)\b[^.]{0,60}\breiterated\b|\b(?:repeat(?:s|ed|ing)? (?:the|its|our) (?:earlier |previous )?(?:advisory|advice)|once again (?:strongly )?(?:advise|urge|request|ask|remind)s?)\b/i,
  ],
  [
    'all-clear',
    /\b(?:(?:advisory|advice|(?:its|travel) ban|(?:its|our) (?:travel )?restrictions?)\b[^.]{0,60}\b(?:is|are|stands?|has been|have been|hereby) (?:hereby |now |been )*(?:withdrawn|lifted|revoked|cancelled)|(?:withdraw(?:s|n|ing)?|withdrew|lift(?:s|ed|ing)?|revok(?:es|ed|ing)|cancel(?:s|led|ling)) (?:the|its|our|all) (?:\w+ ){0,3}(?:advisory|advisories|restrictions?|ban)|no longer (?:in force|applicable|necessary))\b/i,
  ],
  [
    'update',
    /\bin continuation (?:of|to|with)\b|\bfurther to (?:the|our|its) (?:\w+ ){0,3}(?:advisory|notice|statement)|\bsupersed(?:es?|ing)\b|\bupdat(?:es?|ed|ing) (?:the|our|its) (?:\w+ ){0,2}(?:advisory|notice)|\badvisory(?: ?[-–:#])? ?(?:no\.?|number)? ?[-–:#]? ?(?:[2-9]|1\d|ii|iii|iv)\b(?! \p{L}+ \d{4}| (?:January|February|March|April|May|June|July|August|September|October|November|December)|[./-]\d)|\b(?:second|third|fourth|fifth|[2-9](?:nd|rd|th)) (?:\w+ ){0,2}advisory\b|\bin addition to (?:our|the|its) (?:earlier|previous|last)\b|\bin (?:supersession|pursuance) of\b/iu,
  ],
];

export function relationIn(sentences: readonly Sentence[], writtenAt: Date): Proposal['relation'] {
  for (const [kind, pattern] of words) {
    const sentence = sentences.find(({ text }) => pattern.test(text));
    if (sentence === undefined) continue;
    const said = sentence.text.slice(pattern.exec(sentence.text)?.index ?? 0);
    const on = latestOf(daysIn(said), { said, writtenAt }) ?? dayOfEarlier(sentences, writtenAt);
    return {
      value: { kind, ...(on === undefined ? {} : { on }) },
      evidence: sentence.text,
      confidence: 0.85,
    };
  }
  return { value: { kind: 'new' }, evidence: '', confidence: 0.6 };
}

/** What another sentence says about the day of the earlier text. */
function dayOfEarlier(sentences: readonly Sentence[], writtenAt: Date): string | undefined {
  for (const { text } of sentences) {
    const said = earlier.exec(text)?.[0];
    if (said === undefined) continue;
    const on = latestOf(daysIn(said), { said, writtenAt });
    if (on !== undefined) return on;
  }
  return undefined;
}

const earlier =
  /\b(?:in continuation|further to|(?:our|its|the|earlier|previous|last) (?:\w+ ){0,3}(?:advisor(?:y|ies)|notices?|press releases?) (?:of|dated|issued)|(?:our|earlier|previous|last) (?:\w+ ){0,3}(?:advisor(?:y|ies)|notices?|press releases?))\b.{0,160}/i;

/** Of days that are listed ("29 June, 24 July and 10 August") the last; what stands after the list is about something else. */
function latestOf(
  days: readonly NamedDay[],
  { said, writtenAt }: { readonly said: string; readonly writtenAt: Date },
): string | undefined {
  const end = days.findIndex(
    ({ at }, n) => n > 0 && !/^(?:,|and|&|\s)+$/.test(said.slice(days[n - 1]?.end, at)),
  );
  const last = (end === -1 ? days : days.slice(0, end)).at(-1);
  if (last === undefined) return undefined;
  return last.year === undefined ? lastBefore(last, writtenAt) : isoDay(last, last.year);
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
