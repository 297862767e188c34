import type { Level } from '#src/advisory/advisory.ts';

/** What a title says: "Israel - Level 3: Reconsider Travel - Level 3: Reconsider Travel", "Mexico Travel Advisory - Level 2: …". */
export interface Heading {
  readonly name: string;
  readonly level: Level | null;
  /** Their own wording of the level; empty where there is none. */
  readonly wording: string;
  /** Number, wording and category speak of several levels. */
  readonly levelsSaid: readonly Level[];
}

const scale = [
  { level: 1, wording: 'Exercise Normal Precautions', words: /\bnormal precaution/i },
  { level: 2, wording: 'Exercise Increased Caution', words: /\bincreased? caution/i },
  { level: 3, wording: 'Reconsider Travel', words: /\breconsider (?:your )?travel/i },
  { level: 4, wording: 'Do Not Travel', words: /\bdo not travel/i },
] as const;

/** The level stands after the name and in a category beside the title; where they disagree, the highest counts. */
export function readHeading(title: string, categories: readonly string[]): Heading {
  const end = title.search(beginOfLevel);
  const name = end === -1 ? title : title.slice(0, end);
  const statements = [end === -1 ? '' : title.slice(end), ...categories];
  const levelsSaid = scale.filter(({ level, words }) =>
    statements.some((text) => words.test(text) || numbersIn(text).includes(level)),
  );
  const top = levelsSaid.at(-1);
  return {
    name: nameIn(name),
    level: top?.level ?? null,
    wording: top === undefined ? '' : `Level ${top.level}: ${top.wording}`,
    levelsSaid: levelsSaid.map(({ level }) => level),
  };
}

const beginOfLevel =
  /[-–—:|,(\s]*\b(?:level\s*[-:#]?\s*\d|see\s+(?:the\s+)?(?:\w+\s+)?summar|exercise\s+(?:normal|increased)|reconsider\s+travel|do\s+not\s+travel)/i;

function numbersIn(text: string): readonly number[] {
  return [...text.matchAll(/\blevel\s*[-:#]?\s*(\d)\b/gi)].map(([, digit]) => Number(digit));
}

/** Without what kind of text it is. */
function nameIn(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replace(
      /[-–—:|,\s]*\b(?:travel (?:advisory|advisories|warning|alert)|advisory)\b[-–—:|,\s]*$/i,
      '',
    )
    .replace(/[-–—:|,\s]+$/, '')
    .trim();
}
