/** The categories of CAP 1.2 (§3.2.2), by which citizens can choose. An advisory may carry words of its own beside them. */
export const categories = [
  'Geo',
  'Met',
  'Safety',
  'Security',
  'Rescue',
  'Fire',
  'Health',
  'Env',
  'Transport',
  'Infra',
  'CBRNE',
  'Other',
] as const;
export type Category = (typeof categories)[number];

/** Those of an advisory's categories by which it can be chosen. */
export function categoriesOf(content: { readonly categories: readonly string[] }): Category[] {
  return categories.filter((category) => content.categories.includes(category));
}
