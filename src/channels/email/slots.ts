import { AppError } from '#src/errors.ts';

const OPEN = '_SLOT7q3k_';
const CLOSE = '_k3q7TOLS_';
const NAME = /^[a-z][a-zA-Z0-9]*$/;
const SLOT = new RegExp(`${OPEN}([a-z][a-zA-Z0-9]*)${CLOSE}`);

/**
 * Marks, inside finished words, a place whose content differs from person to person. Letters, digits and
 * underscores only: template engines, escaping and wrapping at spaces or hyphens leave it whole.
 */
export function slot(name: string): string {
  if (NAME.test(name)) return `${OPEN}${name}${CLOSE}`;
  throw new AppError('TEMPLATE_INVALID', `a slot is named like "manageUrl", not "${name}"`);
}

/** Fixed text and slot names in turn, beginning and ending with fixed text (which may be empty). */
export function splitAtSlots(text: string): readonly string[] {
  return text.split(SLOT);
}
