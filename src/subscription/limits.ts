const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** So many mails that nobody has answered yet may an address get in a window: S5's three in a day, ten minutes apart, six a week. */
export const mailWindows = [
  { lasts: 10 * minute, most: 1 },
  { lasts: day, most: 3 },
  { lasts: 7 * day, most: 6 },
] as const;

/**
 * When one more mail may go to an address on somebody's word, `from` at the earliest: undefined when that is more than a day
 * off. Anybody can type anybody's address into a form, so what protects its owner is counted per address, whoever asks.
 * `earlier` are those that went and those that wait for their turn.
 */
export function nextMailAt(earlier: readonly Date[], from: Date): Date | undefined {
  const times = earlier.map((at) => at.getTime()).toSorted((one, other) => one - other);
  const turns = mailWindows.map(({ lasts, most }) => (times.at(-most) ?? -Infinity) + lasts);
  const at = Math.max(from.getTime(), ...turns);
  return at - from.getTime() <= day ? new Date(at) : undefined;
}

/** Whether one for the same thing has gone in the last ten minutes, or waits: then another one would say nothing new. */
export function isRepeated(earlier: readonly Date[], now: Date): boolean {
  return earlier.some((at) => now.getTime() - at.getTime() < mailWindows[0].lasts);
}
