import type { SimpleType } from './simple-types.ts';

/** A schema as a table: what may stand in an element, in which order and how often. */
export interface Particle {
  readonly min: number;
  readonly max: number;
  /** Alternatives by name; a wildcard has none and takes any element of other namespaces that it knows. */
  readonly elements: ReadonlyMap<string, ElementType>;
  readonly wildcard?: (namespace: string) => boolean;
}

export type Sequence = readonly Particle[];
export type ElementType = SimpleType | { readonly kind: 'sequence'; readonly of: Sequence };

/** An element that may be the root of a document, and the namespace that all below it live in. */
export interface Grammar {
  readonly namespace: string;
  readonly root: string;
  readonly of: Sequence;
}

export const one = (name: string, type: ElementType): Particle => times(1, 1, [name, type]);
export const optional = (name: string, type: ElementType): Particle => times(0, 1, [name, type]);
export const some = (name: string, type: ElementType): Particle =>
  times(1, Number.POSITIVE_INFINITY, [name, type]);
export const any = (name: string, type: ElementType): Particle =>
  times(0, Number.POSITIVE_INFINITY, [name, type]);

export function oneOfThese(...elements: readonly (readonly [string, ElementType])[]): Particle {
  return { min: 1, max: 1, elements: new Map(elements) };
}

export function strangers(min: number, wildcard: (namespace: string) => boolean): Particle {
  return { min, max: Number.POSITIVE_INFINITY, elements: new Map(), wildcard };
}

export function sequence(...of: Sequence): ElementType {
  return { kind: 'sequence', of };
}

function times(min: number, max: number, element: readonly [string, ElementType]): Particle {
  return { min, max, elements: new Map([element]) };
}
