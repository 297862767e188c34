import type { BenchmarkName } from './flags.ts';

export const usage = `Usage: npm run bench -- NAME [--recipients N] [--rounds N] [--json]

  delivery    messages a second, against the ways such services are usually written
  planning    matching and writing the ledger, against a bare INSERT … SELECT
  memory      the worker's peak memory and time per message at several sizes
  overtake    an emergency published while routine mail goes out
  latency     publish call to first message, for small, large and rare audiences
  withdrawal  an emergency at full speed is taken back: command to first reader told
  digest      the digests of one morning, against an alert to as many
  sameness    whether answers about known and unknown addresses can be told apart by the clock
  scale-out   two worker processes against one, behind a relay with 20 ms latency
  webhooks    calls to endpoints against a bare loop of posts, and how late healthy endpoints hear beside dead ones
  bounces     what the classifier makes of labelled notices: precision, recall, time
  poll        all sources at once from recorded documents: time, memory, and what an unchanged poll writes
  citizens    a list brought in by the operator's command, and matching at that size

npm run bench -- NAME --help           what it measures, and its flags
npm run -s bench -- NAME --json        one JSON document as the last line on stdout; progress goes to stderr

Everything runs on parts of its own (PostgreSQL with fsync, redis-server, a relay that accepts all and keeps nothing:
Postfix's smtp-sink where it is installed) and in a temporary folder; nothing leaves this machine and nothing is left
behind. Rounds are interleaved; figures are medians with the smallest and the largest beside them.
Exit code 0: measured. 1: something failed. 2: a flag is not understood.
`;

const common = `  --queue redis     where the service's queues are: redis, or postgres as where REDIS_URL is unset
  --rounds N        how often each is measured (default in brackets)
  --profile DIR     worker processes write CPU profiles there, to be opened in a browser's developer tools
  --json            one JSON document as the last line on stdout (npm run -s leaves out npm's own lines)
`;

const texts: Readonly<Record<BenchmarkName, string>> = {
  delivery: `Usage: npm run bench -- delivery [--recipients N] [--rounds N] [--only NAME,…] [--json]

The real way: publish call to the last settled row, with matching, ledger on PostgreSQL (durable), queue on Redis,
encrypted addresses, personal links, headers and Message-IDs, one worker process. Against, in the same run, to the same
sink, over as many connections, with a message that the service really made:

  signed            the real way with mail signed here, RSA and ed25519: what signing costs
  composing         nodemailer's pool, each message composed from text and HTML with personal links and headers
  raw               nodemailer's pool, handed the finished message as it is
  jobPerRecipient   one BullMQ job per recipient on the same Redis, each calling "composing"
  smtpSource        Postfix's smtp-source -d, where it is installed

Each runs in a process of its own and sends up to a thousand messages first, unmeasured. Memory and CPU are that process's;
what PostgreSQL, Redis and the sink took for the pipeline is said apart. Slow baselines send fewer messages a round.

  --recipients N    the audience [100000]
  --only NAME,…     some of pipeline, signed, composing, raw, jobPerRecipient, smtpSource
${common}                    [3]
`,
  planning: `Usage: npm run bench -- planning [--recipients N] [--rounds N] [--json]

Publishes to N citizens who match and plans every window, sending nothing; against a bare INSERT … SELECT of as many
rows into the same table with the same indexes.

  --recipients N    the audience [200000]
${common}                    [5]
`,
  memory: `Usage: npm run bench -- memory [--recipients N,N,…] [--rounds N] [--json]

The delivery pipeline at several sizes, each with a fresh worker process: peak resident memory and seconds per message,
and how they grow from the first size to the last.

  --recipients N,…  audiences, ascending [100000,1000000]
${common}                    [3]
`,
  overtake: `Usage: npm run bench -- overtake [--recipients N] [--rounds N] [--json]

Publishes routine mail to N citizens and, while it goes out at full speed, an emergency to 5,000 others: time to the
emergency's first and last message, and what the routine lane claimed while the emergency had due rows (a trigger of
the benchmark's own writes down every claim).

  --recipients N    the routine audience [1000000]
${common}                    [3]
`,
  latency: `Usage: npm run bench -- latency [--recipients N,N,…] [--rounds N] [--json]

Publish call to first message out, for audiences of several sizes in one database, and for a rare place that ten of all
of them follow. Each publication is stopped when its first message is out.

  --recipients N,…  audiences [1000,100000,1000000]
${common}                    [3]
`,
  withdrawal: `Usage: npm run bench -- withdrawal [--recipients N] [--rounds N] [--json]

An emergency goes out at full speed; when a tenth has been told, one officer takes it back. From that command to the first
message of the withdrawal out (S9: at most 10 s), read from the ledger. What was not begun of the emergency never is.

  --recipients N    how many the emergency concerns [100000]
${common}`,

  digest: `Usage: npm run bench -- digest [--recipients N] [--rounds N] [--json]

Six routine advisories about three countries are published, and then the digest of a morning: N daily readers in four
languages, who follow one of the countries or all three. From the digest's publication to its last settled row, with matching,
ledger and composing; against an alert to as many other citizens, in the same run.

  --recipients N    readers of digests, and of alerts [100000]
${common}                    [3]
`,

  sameness: `Usage: npm run bench -- sameness [--recipients N] [--rounds N] [--json]

Asks for alerts and for manage links in the name of N known and N unknown addresses each, in an order of chance, over one
connection to the real pages, and compares how long the answers take (S1): p of Mann and Whitney's two-sample test, by ranks
among ten of each that were asked for one after the other, for each round and for all together; how often a known one is
answered faster (0.5 where nothing tells them apart); medians and their difference. Where the p is under 0.01 they can be told
apart; of samples of one kind one in a hundred is as well. What p would be if either took 0.3 ms longer stands beside it: where that
is over 0.01 the machine is too busy, and the run says nothing. Answers are compared byte for byte too.

  --recipients N    of each kind [200]
${common}                    [3]
`,

  citizens: `Usage: npm run bench -- citizens [--recipients N] [--json]

Brings in a list of N citizens with npm run citizens -- import, in a process of its own: rows a second and peak resident
memory, beside writing the very same rows into tables with the same indexes. Then publishes for all of them and for a
handful: publish call to the first row and to the last one. Then asks what 200 random wishes would have brought in a year.

  --recipients N    rows of the list [1000000]
${common}                    [1]
`,

  'scale-out': `Usage: npm run bench -- scale-out [--recipients N] [--rounds N] [--json]

Delivers behind a relay of our own that holds back every reply by 20 ms, with one worker process and with two.

  --recipients N    the audience [40000]
${common}                    [3]
`,
};

export function usageOf(name: BenchmarkName): string {
  return texts[name];
}
