import { manners } from '#config/manners.ts';

/** What one robots.txt says to us. */
export interface RobotsRules {
  readonly allows: (path: string) => boolean;
  readonly pauseMs: number;
}

/** The name that a host may address us by. */
const product = 'consular-alerts';
/** What is longer is no list of rules; crawlers read as much (RFC 9309 §2.5). */
const longest = 500 * 1024;

/** The groups that name us, else those for everybody; the longest rule that fits wins, and of two as long the one that allows. */
export function readRobots(text: string): RobotsRules {
  const groups = groupsIn(text.slice(0, longest));
  const ours = groups.filter(({ agents }) => agents.includes(product));
  const lines = (
    ours.length > 0 ? ours : groups.filter(({ agents }) => agents.includes('*'))
  ).flatMap((group) => group.lines);
  const delay = lines.find(({ field }) => field === 'crawl-delay')?.value ?? '';
  const seconds = /^\d{1,4}(?:\.\d{1,3})?$/.test(delay) ? Number(delay) : 0;
  return {
    allows: (path) => isAllowed(lines, path),
    pauseMs: Math.min(seconds, manners.longestCrawlDelaySeconds) * 1000,
  };
}

interface Line {
  readonly field: string;
  readonly value: string;
}

interface Group {
  readonly agents: string[];
  readonly lines: Line[];
}

function groupsIn(text: string): readonly Group[] {
  const groups: Group[] = [];
  let isNaming = false;
  for (const { field, value } of text.split(/\r\n?|\n/).flatMap(lineOf)) {
    const last = groups.at(-1);
    if (field !== 'user-agent') last?.lines.push({ field, value });
    else if (isNaming) last?.agents.push(value.toLowerCase());
    else groups.push({ agents: [value.toLowerCase()], lines: [] });
    isNaming = field === 'user-agent';
  }
  return groups;
}

function lineOf(line: string): readonly Line[] {
  const [, field, value = ''] = /^\s*([\w-]+)\s*:\s*([^#]*)/.exec(line) ?? [];
  return field === undefined ? [] : [{ field: field.toLowerCase(), value: value.trim() }];
}

function isAllowed(lines: readonly Line[], path: string): boolean {
  const rules = lines.filter(
    ({ field, value }) =>
      (field === 'allow' || field === 'disallow') && value !== '' && fits(value, path),
  );
  const longestFirst = rules.toSorted(
    (a, b) => b.value.length - a.value.length || (a.field === 'allow' ? -1 : 1),
  );
  return longestFirst[0]?.field !== 'disallow';
}

/** `*` stands for anything, `$` for the end. Compared piece by piece: a pattern from outside is never made a regular expression. */
function fits(pattern: string, path: string): boolean {
  const isAnchored = pattern.endsWith('$');
  const [first = '', ...pieces] = (isAnchored ? pattern.slice(0, -1) : pattern).split('*');
  const begin = path.startsWith(first) ? first.length : -1;
  const end = pieces.reduce((at, piece) => afterPiece(path, piece, at), begin);
  if (end === -1 || !isAnchored) return end !== -1;
  return pieces.length === 0 ? end === path.length : path.endsWith(pieces.at(-1) ?? '');
}

/** Where a piece ends that stands behind `at`; -1 where there is none. */
function afterPiece(path: string, piece: string, at: number): number {
  const found = at === -1 ? -1 : path.indexOf(piece, at);
  return found === -1 ? -1 : found + piece.length;
}
