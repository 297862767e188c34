const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** So many mails that nobody has answered yet may an address get in a window: S5's three in a day, ten minutes apart, six a week. */
const windows = [
  { lasts: 10 * minute, most: 1 },
  { lasts: day, most: 3 },
  { lasts: 7 * day, most: 6 },
] as const;

/**
 * May one more mail go to an address on somebody's word? Anybody can type anybody's address into a form, so what
 * protects its owner is counted per address, whoever asks.
 */
export function mayMailAgain(earlier: readonly Date[], now: Date): boolean {
  return windows.every(({ lasts, most }) => {
    const recent = earlier.filter((at) => now.getTime() - at.getTime() < lasts);
    return recent.length < most;
  });
}
