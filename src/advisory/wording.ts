import type { Content } from './advisory.ts';
import type { Change } from './change.ts';
import type { AdvisoryEvent, SourceHistory, Verdict } from './event.ts';
import type { Figures } from './figures.ts';
import type { HoldRule } from './hold-rules.ts';
import { knownAs } from './known-as.ts';
import { movesOf } from './levels.ts';
import type { LevelChange, LevelMove } from './levels.ts';
import { countryName, partName } from './place-name.ts';

interface Told {
  readonly event: AdvisoryEvent;
  readonly history: SourceHistory;
  readonly change: Change;
  readonly told: Change;
  readonly judged: Verdict;
}

/** One plain sentence on a decision, for the officer who has it on the desk or asks later. */
export function wordingOf(told: Told, figures: Figures): string {
  const content = told.event.content ?? told.history.previous;
  const name = nameOf(told.told, content);
  return `${name}: ${whatChanged(told)}${why(told, figures)}`;
}

/** The places by their English names; officers' tools say them in other languages where they show places. */
function nameOf(change: Change, content: Content | undefined): string {
  if ('steps' in change) return countryName(knownAs(change));
  const countries = [...new Set(content?.appliesTo.map(knownAs))];
  const [first, ...more] = countries;
  if (first === undefined) return 'A place that is not known';
  return more.length === 0 ? countryName(first) : `${countryName(first)} and ${more.length} more`;
}

function whatChanged({ change, told }: Told): string {
  const shown = 'steps' in told ? told : change;
  if ('steps' in shown) return levelWords(shown);
  const words = {
    new: 'the source has something new',
    substance: 'the text says something else',
    editorial: 'only the wording was touched up',
    reviewed: 'the source looked the page through and changed nothing',
    timestamp: 'the date moved, the advice did not',
    vanished: 'the source no longer lists it',
    reappeared: 'the source lists it again and says the same as before',
  } as const;
  return words[shown.kind];
}

/** An officer reads the gravest; the rest stand beside each other in the differences. */
const mostMoves = 4;

function levelWords(change: LevelChange): string {
  const moves = movesOf(change);
  const said = moves.slice(0, mostMoves).map((move) => moveWords(move, change.country));
  const more = moves.length - said.length;
  return [...said, ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

function moveWords(move: LevelMove, country: string): string {
  const { from, to, steps } = move;
  const whose = whoseLevel(move, country);
  if (from === null && to === null) return 'regional advice without a level came or went';
  if (from === null) return `${whose} is ${to}, where none was given`;
  if (to === null) return `${whose} ${from} is no longer given`;
  return `${whose} ${steps > 0 ? 'rose' : 'fell'} from ${from} to ${to}`;
}

/** The country that the sentence is about is named at its head. */
function whoseLevel(move: LevelMove, country: string): string {
  const part = partName(move);
  if (part !== undefined) return `level of ${part}`;
  return move.country === country ? 'level' : `level of ${countryName(knownAs(move))}`;
}

function why({ event, history, judged }: Told, figures: Figures): string {
  if (judged.kind === 'publish') return '; published by the source’s own right.';
  if (judged.kind === 'ignore') return ignoredBecause(judged.reason);
  const doubt = event.doubts.find(({ rule }) => rule === judged.reason);
  const because = doubt?.wording ?? `${heldBecause(judged.reason, history, figures)}.`;
  const next = textFor(nextSteps, judged.reason);
  return `; held: ${because}${next === undefined ? '' : ` ${next}`}`;
}

/** What an officer may do where that is not plain from the reason. */
const nextSteps: Partial<Readonly<Record<HoldRule, string>>> = {
  'place-unknown': 'Write the place into the draft and publish it, or dismiss it.',
  'new-entry':
    'Look the page up at the source: publish the draft if it is real news, dismiss it if it is not.',
};

function textFor(texts: Readonly<Record<string, string>>, rule: string): string | undefined {
  return Object.hasOwn(texts, rule) ? texts[rule] : undefined;
}

function ignoredBecause(rule: string): string {
  const reasons: Readonly<Record<string, string>> = {
    'first-sight':
      '; noted, not told: it is the first that we hear of this source, and none of it is news.',
    'not-actual': '; not told: it is an exercise or a test.',
    expired: '; not told: it had run out.',
  };
  return reasons[rule] ?? '; not told.';
}

function heldBecause(rule: string, history: SourceHistory, figures: Figures): string {
  const { changedInPoll, countriesOfSource } = history;
  const reasons: Readonly<Record<HoldRule, string>> = {
    storm:
      changedInPoll === countriesOfSource
        ? 'all of the source’s list changed at once, or it is an older copy of the list'
        : `${changedInPoll} of the source’s ${countriesOfSource} entries changed at once, more than ${Math.round(figures.stormShare * 100)} %`,
    vanished: 'that it is gone does not say that the danger is',
    'place-unknown': 'no place is known that it is about',
    'placeholder-text': 'the text is missing, cut short, or stands in for one',
    'level-lost': 'a level that is lost is not a level that fell',
    'steep-drop': `a fall of ${figures.steepDropSteps} levels or more at once is a mistake more often than good news`,
    'date-backwards': 'the source’s own date went back',
    flapping: `the source said the same within the last ${figures.flappingDays} days, and something else in between`,
    'level-disagrees': 'the number and the words beside it say different things',
    'note-disagrees': 'the source’s note says that nothing is new, and the text says otherwise',
    ended:
      'people have been told that this is over, and the source still lists it; say whether it holds again',
    'new-entry':
      'a page of travel advice that nobody knew is a list in disorder more often than a new danger',
    'source-is-signal': 'this source is a signal to officers',
    'source-needs-review': 'this source’s news goes out only after an officer has seen it',
    incomplete: 'it lacks what must be said before it may go out',
  };
  return textFor(reasons, rule) ?? 'a rule asks for an officer’s eyes';
}
