/** The publisher's remark on what it changed, and the advice without it. */
export interface Remarked {
  readonly note: string;
  readonly advice: string;
}

/** So many lines down a remark is still about the page ("Reissued with …", "There was no change to the advisory level. …"). */
const earlyLines = 3;

/** A remark stands at the beginning, or after "Last Update:" wherever that is. */
export function splitNote(text: string): Remarked {
  const notes: string[] = [];
  let seen = 0;
  const advice = text.split('\n').map((line) => {
    if (line.trim() === '') return line;
    seen += 1;
    const { said, rest } = leadingRemarks(line, seen <= earlyLines);
    notes.push(...said);
    return rest;
  });
  return {
    note: [...new Set(notes)].join(' '),
    advice: advice
      .join('\n')
      .replaceAll(/\n{3,}/g, '\n\n')
      .trim(),
  };
}

function leadingRemarks(line: string, isEarly: boolean) {
  const marked = /^\s*last updated?\s*[:–-]\s*(?=\S)/i.exec(line);
  if (marked === null && !isEarly) return { said: [], rest: line };
  const sentences = sentencesIn(line.slice(marked?.[0].length ?? 0));
  const advice = sentences.findIndex((sentence) => !isRemark(sentence));
  const said = advice === -1 ? sentences : sentences.slice(0, advice);
  if (said.length === 0) return { said: [], rest: line };
  return {
    said: said.map((sentence) => sentence.trim()),
    rest: sentences.slice(said.length).join('').trim(),
  };
}

/** The stops of "U.S." end no sentence. */
function sentencesIn(text: string): readonly string[] {
  return text.split(/(?<=(?<!\b[A-Z])[.!?]["”’)]*)(?=\s)/);
}

/** A sentence on the page itself: what it advises begins otherwise ("Exercise …", "Do not travel …", "Some areas have …"). */
function isRemark(sentence: string): boolean {
  return remarks.some((remark) => remark.test(sentence.trim()));
}

const remarks: readonly RegExp[] = [
  /^(?:re-?issued|updated|revised|re-?published|issued)\b/i,
  /^update (?:to|of|with)\b/i,
  /^there (?:was|were|is|are|has been|have been) no changes?\b/i,
  /^no changes?(?:[.!]|$| (?:to|was|were|in|made)\b)/i,
  /^.{0,70}\b(?:advisory|advisories|level|indicators?|summary|information|section|page)\b.{0,80}\b(?:was|were|has been|have been) (?:re-?issued|updated|added|removed|changed|revised|raised|lowered|increased|decreased|reviewed|published|moved)\b/i,
];
