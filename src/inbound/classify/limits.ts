/** What is beyond these is not read: a notice says what it has to say at its beginning, and nobody can make us read for ever. */
export const limits = {
  /** Bytes of a message. */
  message: 1_500_000,
  /** Characters of one head, and of one line of text. */
  head: 200_000,
  line: 1_000,
  fieldsInHead: 1_000,
  /** Multiparts within multiparts, and parts in all. */
  depth: 8,
  parts: 100,
  /** Characters of one part's text, and of what is compared with the phrases for one recipient. */
  text: 60_000,
  evidence: 3_000,
  recipients: 100,
} as const;
