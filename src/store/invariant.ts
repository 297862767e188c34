/** What the rows of one publication say against what they must say (Q1). All but the first four are faults when not 0. */
export interface Invariant {
  readonly publicationId: number;
  readonly rows: number;
  readonly isPlanned: boolean;
  /** Rows of people whose wishes were deleted since, by erasure or in their time: nothing is left to hold them against. */
  readonly tombstones: number;
  /** Eligible by their wishes when it was published, without a row. */
  readonly forgotten: number;
  /** A row as if by a wish, without a wish at that moment. */
  readonly uninvited: number;
  /** Told by an earlier revision and still subscribed when this was published, without a row. */
  readonly leftBelieving: number;
  /** Rows that must have ended and have not. */
  readonly unsettled: number;
  /** Counters that differ from the rows. */
  readonly miscounted: number;
  /** Calls to endpoints, more or fewer than were eligible. */
  readonly callsOff: number;
}
