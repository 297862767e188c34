import { timingSafeEqual } from 'node:crypto';

/** Says when a form was shown, so that nobody else can have said it. */
export interface FormTimes {
  /** For a field of the form that comes back with it. */
  readonly begun: () => string;
  /** How long ago that was, in ms; undefined for what we did not write. */
  readonly ageMs: (begun: string) => number | undefined;
}

/** `stamp` is a keyed hash of a text. */
export function createFormTimes(stamp: (text: string) => string, now: () => Date): FormTimes {
  return {
    begun() {
      const at = now().getTime().toString(36);
      return `${at}.${stamp(`form:${at}`)}`;
    },
    ageMs(begun) {
      const [at = '', mark] = begun.split('.');
      if (mark === undefined || !isSame(mark, stamp(`form:${at}`))) return undefined;
      return now().getTime() - Number.parseInt(at, 36);
    },
  };
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
