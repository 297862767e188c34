/**
 * How often mail may be asked for. Nobody is refused: what is over a limit waits for its turn, and the page says how long. Only
 * what floods one network that nobody named as shared is let go, when it is a day full.
 * Unsubscribing and reading have no limit, and no domain of mailboxes has one.
 */
export const limits = {
  /** Requests from one network (IPv4 /24, IPv6 /56): so many at once, and then so many an hour. */
  network: { atOnce: 20, perHour: 60 },
  /** The same for networks that many thousands share. */
  shared: { atOnce: 1_000, perHour: 12_000 },
  /** Everybody together: what a relay's good name bears. */
  overall: { atOnce: 5_000, perHour: 36_000 },
  /** What looks like a machine, together: a hidden field was filled in, or the form came back faster than anybody types. */
  suspects: { atOnce: 20, perHour: 30 },
  /** A request waits this long at most, in hours. */
  mostHours: 24,
  /** A form that comes back sooner, in seconds, was not filled in by a person. */
  fastestSeconds: 2,
  /** One that was shown longer ago than this, in hours, is shown again as it was filled in: its mark must not serve a machine for ever. */
  oldestHours: 24,
  /** How much wider the crisis switch makes the limits when nothing is said, and for how many hours. */
  crisis: { factor: 20, hours: 12, mostHours: 168 },
  /** The API: RATE_LIMIT requests in a window for each token, counted by each web process for itself. */
  api: {
    windowSeconds: 60,
    /** An officer's token has so many times as much: in a crisis a tool of theirs asks often. */
    officersTimes: 10,
    /** A network of callers without a token has this part of it, and one that thousands share so many times that. */
    strangersShare: 0.1,
    sharedTimes: 100,
    /** Windows that a process keeps at most, some 200 bytes each. */
    mostKept: 20_000,
  },
} as const;

/**
 * Networks that many thousands of people share, such as those of mobile operators: name them before the crisis in which all of
 * them sign up at once. CIDR.
 */
export const sharedNetworks: readonly { readonly name: string; readonly cidr: string }[] = [
  { name: 'carrier-grade NAT (RFC 6598)', cidr: '100.64.0.0/10' },
  { name: 'private networks (RFC 1918)', cidr: '10.0.0.0/8' },
  { name: 'private networks (RFC 1918)', cidr: '172.16.0.0/12' },
  { name: 'private networks (RFC 1918)', cidr: '192.168.0.0/16' },
  { name: 'private networks (RFC 4193)', cidr: 'fc00::/7' },
];
