import { completeContentSchema } from './advisory.ts';
import type { Content } from './advisory.ts';
import { isEnding } from './ending.ts';

/** Something that a draft must still say: where in its content, and what is expected there. */
interface Missing {
  readonly path: readonly PropertyKey[];
  readonly expected: string;
}

export function missingFrom(content: Content): readonly Missing[] {
  const { error } = completeContentSchema.safeParse(content);
  return (error?.issues ?? []).map(({ path, message }) => ({ path, expected: message }));
}

/** All that is missing, in words for whoever wanted to release it; undefined when nothing is. */
export function whatIsMissing(content: Content): string | undefined {
  const missing = missingFrom(content);
  if (missing.length === 0) return undefined;
  const each = missing.map(({ path, expected }) => `${path.join('.')}: ${expected}`);
  return `The draft may not go out yet. ${each.join('; ')}`;
}

/**
 * Why a draft of another status may not continue an advisory: an exercise would end a real one for its readers, and
 * those who wait for it would never be told.
 */
export function whatIsOfAnotherStatus(
  { status }: Content,
  previous: Content | undefined,
): string | undefined {
  if (previous === undefined || previous.status === status) return undefined;
  return `The draft may not go out. status: expected ${previous.status}, as the advisory that it continues, arrived ${status}; write a new advisory instead`;
}

/** An advisory ends once: a second ending would reach its readers as if it had gone on. A correction may still follow. */
export function whatEndsTwice(
  content: Pick<Content, 'relation'>,
  previous: Pick<Content, 'relation'> | undefined,
): string | undefined {
  if (previous === undefined || !isEnding(content) || !isEnding(previous)) return undefined;
  return `The advisory is over already: its latest revision is of the kind ${previous.relation.kind}. Correct it, or write a new advisory`;
}

/** Nor does it go on as if it had not ended: its readers were told to disregard it. */
export function whatRevives(
  content: Pick<Content, 'relation'>,
  previous: Pick<Content, 'relation'> | undefined,
): string | undefined {
  if (previous === undefined || !isEnding(previous)) return undefined;
  if (isEnding(content) || content.relation.kind === 'correction') return undefined;
  return `The advisory is over: its latest revision is of the kind ${previous.relation.kind}. relation.kind: expected correction, or a new advisory`;
}

/** Its readers know the earlier revisions, and would be told of it as if they did not. */
export function whatIsNotNew(
  { relation }: Pick<Content, 'relation'>,
  previous: Pick<Content, 'relation'> | undefined,
): string | undefined {
  if (previous === undefined || relation.kind !== 'new') return undefined;
  return 'The draft continues an advisory. relation.kind: expected what it is to that, such as update or correction, arrived new';
}
