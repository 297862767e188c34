import type { Content, Level, Words } from './advisory.ts';
import type { Change } from './change.ts';
import { sentencesAdded } from './difference.ts';
import { knownAs } from './known-as.ts';
import { movesOf } from './levels.ts';
import type { LevelChange, LevelMove } from './levels.ts';
import { noteKindOf } from './note.ts';
import { nameIn, partName } from './place-name.ts';

const longestNote = 1000;

/**
 * The content with a note on what is different, where its source gives none or one that says nothing: the two levels in the
 * source's own words, or the sentences that have come. Where nothing has come there is no note, and an officer writes one.
 */
export function explained(content: Content, before: Content | undefined, told: Change): Content {
  const own = content.words[content.language];
  if (own === undefined || before === undefined || told.kind === 'new') return content;
  const given = own.changeNote ?? '';
  if (noteKindOf(given) === 'news') return content;
  const composed = noteOn(told, before, content).slice(0, longestNote).trim();
  if (composed === '') return content;
  const changeNote = given === '' ? composed : `${composed} (${given})`;
  return { ...content, words: { ...content.words, [content.language]: { ...own, changeNote } } };
}

function noteOn(told: Change, before: Content, content: Content): string {
  if ('steps' in told) return levelNote(told, before, content);
  return told.kind === 'substance' ? addedIn(before, content) : '';
}

/** Without words of ours, so that it reads in any language: "Reconsider travel → Do not travel". Every level that moved, rises first. */
function levelNote(change: LevelChange, before: Content, content: Content): string {
  const moves = movesOf(change);
  const countries = new Set(moves.filter((move) => partName(move) === undefined).map(knownAs));
  return moves
    .map((move) => {
      const isNamed = partName(move) !== undefined || countries.size > 1;
      const name = isNamed ? `${nameIn(content.language, move)}: ` : '';
      return `${name}${levelIn(before, move, move.from)} → ${levelIn(content, move, move.to)}`;
    })
    .join('; ');
}

function levelIn({ appliesTo }: Content, move: LevelMove, level: Level | null): string {
  const region = 'region' in move ? move.region : undefined;
  const rated = appliesTo.filter((it) => it.country === move.country && it.level === level);
  const own = rated.find((it) => it.region === region);
  // A region that is not rated apart has its country's level, in its country's words.
  const place = own ?? rated.find((it) => it.region === undefined);
  return place?.levelWording || String(level ?? '–');
}

function addedIn(before: Content, content: Content): string {
  const [was, is] = [before.words[before.language], content.words[content.language]];
  if (was === undefined || is === undefined) return '';
  return textsOf(was)
    .flatMap((text, place) => sentencesAdded(text, textsOf(is)[place] ?? ''))
    .join(' ');
}

function textsOf({ headline, whatHappened, whatToDo }: Words): readonly string[] {
  const { residents, travellers, ifYouCannot, constraints, byWhen } = whatToDo;
  const all = [whatHappened, residents, travellers, ifYouCannot, constraints, byWhen, headline];
  return all.map((text) => text ?? '');
}
