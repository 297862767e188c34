import type { Content } from './advisory.ts';
import { detectChange } from './change.ts';
import type { SourceHistory } from './event.ts';
import { levelChanges } from './levels.ts';

/**
 * A → B → A within a short time, by levels or by words. Also where B never went out: people were told A and need not hear it
 * again, but an officer who has B on the desk must see that it is over.
 */
export function isFlapping(
  content: Content,
  { previous, standing, recent }: Pick<SourceHistory, 'previous' | 'standing' | 'recent'>,
): boolean {
  if (previous === undefined) return false;
  const earlier = standing === undefined ? recent : [standing, ...recent];
  const moved = levelChanges(previous.appliesTo, content.appliesTo).length > 0;
  return earlier.some((before) => {
    if (saysTheSame(before, previous)) return false;
    return moved ? hasSameLevels(before, content) : saysTheSame(before, content);
  });
}

function hasSameLevels(a: Content, b: Content): boolean {
  return levelChanges(a.appliesTo, b.appliesTo).length === 0;
}

function saysTheSame(a: Content, b: Content): boolean {
  const { kind } = detectChange(a, b);
  return kind === 'timestamp' || kind === 'editorial' || kind === 'reviewed';
}
