/** How stubbornly we deliver. Waits are in milliseconds unless the name says otherwise. */
export const delivery = {
  /** Connections to the relays for ordinary mail, per worker process, unless SMTP_CONNECTIONS says otherwise. */
  mailConnections: 128,
  /** How many more, as a share of those, carry emergencies and nothing else. */
  emergencyShare: 1 / 4,
  /**
   * Messages a second at most, per worker process: to one relay (`perRelay`), and to each destination domain, with
   * `default` for those that are not named. As many as they take where nothing is said.
   */
  pace: { perDomain: {} },
  /** Calls to endpoints under way at once, per worker process: to those that answered last time, and to those that failed. */
  callsAtOnce: { healthy: 1_024, failing: 64 },
  /** Outcomes of calls in one commit, at most: were it all of them, calls and commits would wait for each other by turns. */
  settledAtOnce: 96,
  /** A worker holds an endpoint's line this long; past half of it no call begins, and a call takes less than the other half. */
  lineLeaseMs: 45_000,
  /** Answered and refused so often, a call no longer holds up those behind it. */
  setAsideAfter: 3,
  /** An emergency goes ahead of calls that are less urgent and have waited for longer than this. */
  overtakenAfterMs: 60_000,
  /** An endpoint that has failed for so long, and answered nothing, is disabled. */
  failingAtMostDays: 5,
  /** A claim holds a row this long; past half of it nothing is sent under it. */
  leaseMs: 20_000,
  /** A deliver job ends after this long and queues the next, so that lanes are re-judged all the time. */
  sliceMs: 5_000,
  /** Rows claimed at first, before the present rate is known; then about half a second's work. */
  firstClaim: 50,
  largestClaim: 500,
  /** Knowledge of stopped publications and of wishes that ended is never older than this. */
  livenessMs: 500,
  /** After a lease that ended was recalled its row waits this long: twice livenessMs, and half a second for the commit. */
  recallMs: 1_500,
  /** A worker whose session with the database has been gone for this long is taken for dead, and what it holds is recalled. */
  absenceMs: 1_000,
  /** The first window of a plan is small, so that the first message leaves at once; then large ones. */
  firstWindow: 500,
  window: 10_000,
  /** Lower lanes wait for a plan of a higher one, but no longer than this: a million are planned in a quarter of it. */
  planningMs: 60_000,
  /** Waits after the first, second, … refusal for now; the last one repeats. Jitter of a fifth is added. */
  emailRetryMs: [30_000, 60_000, 300_000, 900_000, 1_800_000, 3_600_000],
  /** At least 75 hours in all (Standard Webhooks asks for days, not minutes). */
  webhookRetryMs: [
    5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000, 28_800_000,
    43_200_000, 43_200_000, 43_200_000, 43_200_000, 43_200_000,
  ],
  /** Attempts after which a delivery fails for good and becomes visible as such. */
  mostAttempts: { email: 60, webhook: 15 },
  /** When told to stop, dialogues under way get this long to end by themselves. */
  drainMs: 20_000,
  /** Wait before an outcome that could not be written is written again. */
  settleAgainMs: 100,
  /** Wait after a message could not be composed, unless the database was only away for a moment; not an attempt. */
  notComposedMs: 60_000,
  /** Wait after a relay could not be reached at all, or the database while composing; not an attempt. */
  unreachableMs: 2_000,
} as const;
