/** Characters that reorder the text after them: an override in a headline can make a number read backwards. */
const controls = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;
const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;
const firstStrongIsolate = '\u2068';
const popIsolate = '\u2069';

/** E12: without marks, overrides and isolates. Joiners stay: Hindi needs them. */
export function withoutBidiControls(text: string): string {
  return text.replaceAll(controls, '');
}

/** One line without control characters, line separators or bidi controls, as a subject must be. */
export function singleLine(text: string): string {
  return withoutBidiControls(text)
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
}

/** Keeps a left-to-right value (an address, a Latin name, a number with a plus) together inside right-to-left text. */
export function isolated(value: string, dir: 'ltr' | 'rtl'): string {
  const needsNone = dir === 'ltr' || rightToLeft.test(value) || !/[\p{L}+]/u.test(value);
  return needsNone ? value : `${firstStrongIsolate}${value}${popIsolate}`;
}

/** A telephone number or an address as one left-to-right piece, in the text part of a right-to-left mail. */
export function leftToRight(value: string, dir: 'ltr' | 'rtl'): string {
  return dir === 'ltr' ? value : `\u2066${value}${popIsolate}`;
}
