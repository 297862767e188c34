/** How we ask publishers. They owe us nothing, and whoever is a nuisance is shut out. */
export const manners = {
  /** Between two requests to the same host, in milliseconds. GOV.UK asks for no more than ten a second. */
  pauseMs: 120,
  /** A document longer than this is none that a publisher means for us. */
  largestDocument: 8 * 1024 * 1024,
  /** A publisher that says when to come back (Retry-After) is believed up to this long, in seconds. */
  longestWaitSeconds: 6 * 3_600,
  /** Redirects that are followed, on the same host only. */
  mostHops: 3,
  /** robots.txt is asked for again after this long. */
  robotsKeptMs: 86_400_000,
  /** The longest pause that a robots.txt may ask for, in seconds: a poll has minutes. */
  longestCrawlDelaySeconds: 10,
  /** Next polls are moved by up to this share of the interval, so that not everybody asks at the full hour. */
  jitterShare: 0.1,
  /** So many documents one after the other that do not come are a publisher in trouble: we stop asking. */
  silentInARow: 3,
  /** So many documents that cannot be read, and not one that can, are a changed format, not bad pages. */
  unreadableAtFirst: 10,
  /** Further documents are asked for during so long of a poll; what is left then is the next poll's. */
  followWithinMs: 180_000,
  /** A further document that does not come in so many polls: what the list says of it goes to an officer meanwhile. */
  pollsWithoutDetail: 3,
  /** So many polls that fail in a row may pass by themselves; more are an alarm. */
  failuresTolerated: 2,
} as const;
