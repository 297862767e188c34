/** How long and how much a call to the outside may take (W3). No receiver holds a slot for longer, whatever it does. */
export const callLimits = {
  dnsMs: 3_000,
  connectMs: 5_000,
  /** From the request to the end of the answer's headers. */
  firstByteMs: 10_000,
  /** Everything, from the look-up to the last byte read. */
  totalMs: 20_000,
  /** Of the body, as received and as unpacked. What is longer is cut off and the connection closed. */
  maxBytes: 16_384,
  maxHeaderBytes: 16_384,
  /** Of all that comes in, beside four times the body: chunks have sizes, and some servers send one a word. */
  overheadBytes: 65_536,
  /** Of headers, body and trailers together. The status counts whatever is cut off. */
  mostLines: 512,
  /** Answers of kind 1xx before the real one. */
  mostInterim: 8,
} as const;

/** Connections to endpoints that stay open for the next call. */
export const keptConnections = {
  /** A receiver that says less is believed, one that says more is not. */
  idleMs: 5_000,
  /** However busy it is, its name is looked up and checked anew after this long. */
  ageMs: 60_000,
  /** Idle at a time in a worker process; the one that was idle longest goes first. */
  most: 1_024,
} as const;
