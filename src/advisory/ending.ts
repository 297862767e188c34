import type { Content } from './advisory.ts';

/** A cancel or an all-clear ends its advisory: it reaches only those who were told, and nothing of it holds any more. */
export function isEnding({ relation: { kind } }: Pick<Content, 'relation'>): boolean {
  return kind === 'cancel' || kind === 'all-clear';
}
