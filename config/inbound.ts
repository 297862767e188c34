/** Figures of what comes back by mail. The rules that use them are pure functions and name them. */
export const inbound = {
  /** A larger message is refused, in bytes: people in trouble send pictures. */
  largestMessage: 20 * 1_048_576,
  /** Bytes of messages that are being received at once; what is beyond is put off (451). */
  mostInFlight: 128 * 1_048_576,
  /** The classifier sees so much of a message, in bytes: reports are small. */
  classified: 1_048_576,
  /** Conversations at once, and of them from one address. */
  clients: 50,
  clientsPerAddress: 20,
  /** A message names hardly more than one of our addresses; the rest is asked to come by itself (452). */
  recipientsPerMessage: 5,
  /** A client that is silent for so long is hung up on, and one that has not finished after so long too, in milliseconds. */
  silenceMs: 60_000,
  conversationMs: 600_000,
  /** So many messages are judged before whoever is to be answered for them is mailed. */
  judgedAtOnce: 200,
  /** A worker that judges a message has it for so long, in seconds, the first time, the second, …; then another one may. */
  judgeAgainSeconds: [20, 60, 600, 3_600],
  /** B4: a mailbox is given up after so many messages that it could not take, the first and the last so many days apart … */
  softNotices: 5,
  softDays: 14,
  /** … unless a message of ours was accepted in between and nothing came back about it within so many days: then counting starts anew; */
  softSilenceDays: 5,
  /** … and each counts, and is kept, for so many days: long enough for five weekly digests. */
  softKeptDays: 30,
  /** A mailbox that was given up because of these is tried again after so many days. */
  softExpiresDays: 90,
  /** A suppressed address whose owner asks for alerts gets one confirmation, so many hours after the suppression or the last one. */
  askAgainHours: 24,
  /** B3: refusals for what we are, as a share of what a domain was sent in this time, in minutes, that are an alarm … */
  blockShare: 0.01,
  blockMinutes: 10,
  /** … when there are at least this many: one person's own filter is no matter for an operator. */
  blocksAtLeast: 3,
  /** An answer that has not been forwarded after so long is an alarm, in minutes. */
  forwardWithinMinutes: 5,
  /** What came in and was not judged after so long is an alarm, in minutes. */
  judgeWithinMinutes: 5,
  /** A forwarded answer that was not accepted, or came back, is tried again after so long, in minutes, and at least so often when it goes on. */
  forwardAgainMinutes: 10,
  forwardAtMostMinutes: 60,
  /** An answer that came back is sent again without its attachments where it is larger, in bytes. */
  largeAnswer: 1_048_576,
  /** A report of forged mail rings for so long, in hours. */
  forgedRingsHours: 24,
} as const;
