import type { XmlElement } from '#src/xml/read.ts';

import type { Fault } from './fault.ts';

/** A list of alerts. A fault of its own spoils it; one of an item spoils that item. */
export interface Index {
  readonly fault: Fault | undefined;
  readonly items: readonly IndexItem[];
}

export type IndexItem = {
  readonly id: string;
  readonly title: string | undefined;
  readonly updated: string | undefined;
} & (
  | { readonly kind: 'embedded'; readonly alert: XmlElement }
  | { readonly kind: 'linked'; readonly url: string }
  | { readonly kind: 'unusable'; readonly fault: Fault }
);
