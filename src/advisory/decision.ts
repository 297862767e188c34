import { detectChange } from './change.ts';
import type { Change } from './change.ts';
import type { AdvisoryEvent, Decision, SourceHistory } from './event.ts';
import { explained } from './explained.ts';
import { figuresOfPolicy } from './figures.ts';
import type { Figures } from './figures.ts';
import { isNews, judge } from './hold.ts';
import { wordingOf } from './wording.ts';

/** The judgement on one advisory event, the same for what is heard and for what is replayed. */
export function decide(
  event: AdvisoryEvent,
  history: SourceHistory,
  figures: Figures = figuresOfPolicy,
): Decision {
  const change = changeIn(event, history);
  const told = event.content === undefined ? change : detectChange(history.standing, event.content);
  const content = event.content && explained(event.content, history.standing, told);
  const judged = judge({ event: { ...event, content }, history, change, told }, figures);
  const { rules, ...verdict } = judged;
  const wording = wordingOf({ event, history, change, told, judged }, figures);
  return {
    change,
    told,
    verdict,
    rules,
    wording,
    looked: lookedAt(event, history, figures),
    content,
  };
}

function lookedAt(event: AdvisoryEvent, history: SourceHistory, figures: Figures) {
  const { mode, changedInPoll, countriesOfSource, previousChangedAt } = history;
  const { sourceChangedAt, doubts } = event;
  return {
    mode,
    changedInPoll,
    countriesOfSource,
    sourceChangedAt,
    previousChangedAt,
    doubts,
    figures,
  };
}

function changeIn({ content }: AdvisoryEvent, { previous, hadVanished }: SourceHistory): Change {
  const change = detectChange(previous, content);
  const isBack = hadVanished && content !== undefined && !isNews(change);
  return isBack ? { kind: 'reappeared' } : change;
}
