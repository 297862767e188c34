/** The layer of checks that a document failed, in the order in which they are made after well-formedness. */
export type Layer = 'wellformed' | 'security' | 'xsd' | 'extended' | 'semantic' | 'signature';

/** Why something is refused. Quotes nothing of the document but short names. */
export interface Fault {
  readonly layer: Layer;
  readonly reason: string;
}

/** A name out of a document, made safe to be shown. */
export function shownName(name: string): string {
  return name.replaceAll(/[^\w.:-]/g, '?').slice(0, 40);
}
