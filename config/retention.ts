/** How long is kept what is about a person. */
export const retention = {
  /** Who was told is forgotten this long after the end of an advisory, in days. Until then it decides who hears the follow-up. */
  deliveriesDays: 30,
} as const;
