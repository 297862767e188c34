import type { House } from './house.ts';
import type { Tongue } from './tongue.ts';

/** What a page's template gets as `page`. */
export interface PageView {
  readonly title: string;
  readonly [detail: string]: unknown;
}

export type Present<Data> = (house: House, tongue: Tongue, data: Data) => PageView;
