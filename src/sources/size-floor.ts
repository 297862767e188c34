/** How many entries a list must have that had so many before. Of a few one may go, or a list of four could never lose one. */
export function sizeFloor(before: number, share: number): number {
  return Math.max(1, Math.min(Math.ceil(before * share), before - 1));
}
