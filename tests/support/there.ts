/** What must be there for the story to go on. */
export function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('expected something to be there');
  return value;
}
