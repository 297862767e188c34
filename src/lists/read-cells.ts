import type { Column } from './columns.ts';

/** What a cell says; the empty text where it says nothing. */
export type CellOf = (column: Column) => string;

export type Read<T> =
  | { readonly kind: 'right'; readonly value: T }
  | { readonly kind: 'wrong'; readonly reasons: readonly string[] };

export function wrong(...reasons: readonly string[]) {
  return { kind: 'wrong', reasons } as const;
}

export function oneOf<T extends string>(
  column: Column,
  text: string,
  known: readonly T[],
): Read<T> {
  const found = known.find((one) => one.toLowerCase() === text.trim().toLowerCase());
  if (found !== undefined) return { kind: 'right', value: found };
  return wrong(`${column}: expected one of ${known.join(', ')}, arrived ${quoted(text)}`);
}

/** Undefined where nothing is said. */
export function severalOf<T extends string>(
  column: Column,
  text: string,
  known: readonly T[],
): Read<readonly T[] | undefined> {
  const pieces = piecesOf(text, /[;|,\s]/u);
  if (pieces.length === 0) return { kind: 'right', value: undefined };
  const read = pieces.map((piece) => oneOf(column, piece, known));
  const reasons = read.flatMap((one) => (one.kind === 'wrong' ? one.reasons : []));
  if (reasons.length > 0) return wrong(...reasons);
  const values = read.flatMap((one) => (one.kind === 'right' ? [one.value] : []));
  return { kind: 'right', value: [...new Set(values)] };
}

export function piecesOf(text: string, between: RegExp): readonly string[] {
  return text
    .split(between)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '');
}

/** What arrived, short; and never an address that stands in a wrong column. */
export function quoted(text: string): string {
  if (text.includes('@')) return 'an address';
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
