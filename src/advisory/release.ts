import { completeContentSchema } from './advisory.ts';
import type { Content } from './advisory.ts';

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
