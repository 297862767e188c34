/** How closely the service watches itself. Silent non-delivery is the classic failure of its kind. */
export const watch = {
  /** How often each worker process looks for what must not happen unseen. */
  everyMs: 5_000,
  /** A queue with due rows in which nothing has moved for this long has gone quiet; longer than a lease, so that a killed worker's rows do not count. */
  quietAfterMs: 60_000,
  /** How often each channel is tried end to end. */
  canaryEveryMs: 300_000,
  /** So many canaries in a row that did not arrive are an alarm. */
  canaryMisses: 3,
  /** Canaries and their deliveries are kept this long, in hours. */
  canaryKeepHours: 24,
  /** A publication that is not closed, or whose proof failed, is held against its audience again after this long. */
  proveAgainMs: 600_000,
  /** How often it is looked what came back: domains that refuse us, answers that nobody has. */
  inboundEveryMs: 30_000,
  /** How often it is looked which emergencies nobody has acknowledged, and which endpoints fail. */
  missionsEveryMs: 5_000,
  /** How often it is looked what to tell endpoints of how far publications came. */
  progressEveryMs: 10_000,
  /** How often suppressions end whose time is over. */
  tidyEveryMs: 60_000,
  /** How often it is looked which advisories want a review, and which digests nobody has begun. */
  remindEveryMs: 60_000,
  /** A digest that nobody has begun so long after its morning is an alarm; a process that looks begins it within seconds. */
  digestsBegunWithinMs: 900_000,
  /** How often it is looked which trips begin or end, and whom to ask where they live. */
  staysEveryMs: 60_000,
  /** How often partitions are made ahead, and dropped when what they hold has ended; what came back and nobody needs, too. */
  tablesEveryMs: 3_600_000,
} as const;
