/** A name under which something can be kept: the database takes neither U+0000 nor half a letter. */
export function isStorable(name: string): boolean {
  return name.isWellFormed() && !name.includes('\0');
}

/** The same without what the database refuses, however deep it stands: one such letter would cost the whole poll. */
export function storable(said: unknown): unknown {
  if (typeof said === 'string') return storableText(said);
  if (Array.isArray(said)) return said.map(storable);
  if (typeof said !== 'object' || said === null || said instanceof Date) return said;
  return Object.fromEntries(Object.entries(said).map(([name, value]) => [name, storable(value)]));
}

export function storableText(said: string): string {
  return said.replaceAll('\0', ' ').toWellFormed();
}
