/** How long is kept what is about a person, in days. docs/privacy.md says why. */
export const retention = {
  /** Who was told is forgotten this long after the end of an advisory. Until then it decides who hears the follow-up. */
  deliveriesDays: 30,
  /** An address, after its last wish has ended; and wishes that have ended, of people who have others. */
  addressDays: 28,
  /** A trip, after the day after its last: it ends by itself then. Until then its traveller hears follow-ups. */
  tripDays: 30,
  /** A sign-up that nobody confirmed, after its link has ended. */
  unconfirmedMarginDays: 1,
  /** Confirm and manage links, after they have ended: until then they say that they are too old. */
  linkDays: 7,
  /** Addresses of the service's own people (tests, canaries, duty), after they were last mailed. */
  ownAddressDays: 28,
  /** What an endpoint was to be told, and what became of the calls, unless a follow-up may still be owed: an embassy catches up a year later. */
  callsDays: 400,
  /** What endpoints answered. */
  responsesDays: 30,
  /** Rows of a step; each step is a transaction of its own. */
  batch: 2_000,
  /** How often it is looked what must go. */
  everyMs: 3_600_000,
  /** What came in by mail and was judged can be read again this long, in days. A person's answer, after it has been forwarded. */
  judgedMailDays: 7,
  /** That it came, its hash and its verdict are kept this long, in days. */
  receivedDays: 30,
} as const;
