/** Figures of the rules, on one page. The rules that use them are pure functions and name them. */
export const policy = {
  /** Levels from here on travel in the urgent lane unless an officer says otherwise. */
  urgentFromLevel: 3,
  /** Kinds of change that a citizen hears of unless asked otherwise. */
  kindsByDefault: ['new', 'level', 'region-level', 'substance'],
  /** A drop of this many levels or more waits for an officer. */
  steepDropSteps: 2,
  /** A poll in which a larger share of a source's countries changes is held whole … */
  stormShare: 0.2,
  /** … when the source has at least this many. */
  stormMinimumCountries: 10,
  /** Below this share of the last good count a poll has failed; absence is never an all-clear. */
  sizeFloorShare: 0.8,
  /** A text that had at least so many letters and keeps less than this share is a page half published. */
  shrunkFromLetters: 500,
  shrunkShare: 0.2,
  /** The same where a level fell with it: then less of a text is enough to be suspicious. */
  shrunkFromLettersWithFall: 200,
  shrunkShareWithFall: 0.5,
  /** A date that goes back by no more hours than this is another zone or clock of the same publisher. */
  dateSlackHours: 14,
  /** A date that went back by more hours than this waits for an officer even where nothing else changed. */
  dateBackHours: 36,
  /** So many dates that went back in one poll, and hardly one forward, are a list of another day: it is held whole. */
  olderCopyFrom: 3,
  /** A source that says again what it said before waits for an officer within so many days, or so many of its polls. */
  flappingDays: 7,
  flappingPolls: 5,
  /** A source in which nothing changes for so many days may be a source that is no longer kept; `silentAfterDays` says so of one. */
  sourceSilentDays: 14,
  /** In a replay a list below the size floor is believed after so many days … */
  replayFloorSettledAfterDays: 2,
  /** … and, as nobody decides there, what is held counts as seen by an officer after so many days. */
  replaySettledAfterDays: 7,
  /** Growth of the audience since the approval that asks for the approval again. */
  audienceGrowthAskAgain: 0.2,
  /** Approvers have this long, in minutes, before one person may release an emergency alone. */
  loneReleaseAfterMinutes: 10,
  /** A draft is put off by at most this many days. */
  scheduleAtMostDays: 90,
  /** What could not go out at its time goes out by itself this many minutes later at most. */
  scheduleLateMinutes: 30,
  /** A publication later than this is an alarm, per lane, in minutes. */
  deliverWithinMinutes: { emergency: 15, urgent: 60, routine: 360 },
  /** Endpoints are to acknowledge what goes out in these lanes, within so many minutes. */
  acknowledgeWithinMinutes: { emergency: 10 },
  /** Where nobody has, the next contact is mailed, and so many minutes later the one after that; last the officers on duty. */
  escalateEveryMinutes: 5,
  /** Contacts are warned of an endpoint that has failed for so long, in minutes; long before it is disabled for it. */
  warnOfFailingAfterMinutes: 60,
  /** Links by which a duty mailbox is verified hold this long, in days. */
  verifyLinkDays: 7,
  /** Numbers of missions that nobody has dialled for this many days may reach nobody. */
  missionsDialledWithinDays: 90,
  /** Counts below this are not shown; none is shown as none. */
  smallestShownCount: 10,
  /** Confirm links hold this long, in days. */
  confirmLinkDays: 7,
  /** Manage links hold this long, in minutes. */
  manageLinkMinutes: 30,
  /** Digests go out at this time of each reader's own day; the weekly ones on this day of the week, 1 being Monday. */
  digestAt: '07:00',
  digestWeekday: 1,
  /** Who lives abroad is asked after so many months whether that is still so, again and again. */
  residenceAskMonths: 6,
  /** The links in which they are asked hold this long, in days. */
  residenceLinkDays: 90,
  /** Mails to people of a list leave at this pace, a minute: all at once they would look like spam, and hold up other notices. */
  listMailsPerMinute: 300,
  /** Addresses that one wish may be shared with. */
  mostCompanions: 10,
  /** Citizens are shown their own mails of so many days … */
  ownMailsDays: 180,
  /** … and so many of them at most; an export holds all that are kept. */
  ownMailsShown: 100,
  /** Days in which an unsubscribe can be undone. */
  undoDays: 7,
} as const;
