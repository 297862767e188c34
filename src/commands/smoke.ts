import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';

import { readEnv } from '#config/env.ts';
import type { Env } from '#config/env.ts';
import { AppError } from '#src/errors.ts';
import { abortedWhenToldToStop, run } from '#src/running.ts';

import { createClient } from './advisory/client.ts';
import { asked, misused, say, sayJson } from './command-line.ts';
import { fail, isGood, lineOf } from './finding.ts';
import type { Finding } from './finding.ts';
import { createMadeUpCitizen } from './smoke/citizen.ts';
import type { MadeUpCitizen } from './smoke/citizen.ts';
import { findMailbox } from './smoke/mailbox.ts';
import { rehearse } from './smoke/rehearsal.ts';

const usage = `Usage: npm run smoke -- [--url URL] [--token TOKEN] [options]

Publishes a made-up advisory of status "test" about Antarctica on a running system and follows it through every
hop: readiness, sign-up, confirmation, draft, preview, approval, publication, mail, one-click unsubscribe. No
citizen is reached: a test goes to addresses named in RECIPIENT_ALLOWLIST only (never by *), everybody else's is
withheld; it is not public, and ends by itself.

  --url URL            the service (PUBLIC_URL, or http://127.0.0.1:PORT)
  --token TOKEN        an officer's with the roles author and approver (ADVISORY_TOKEN)
  --mailbox URL        where its mail is caught: the mailbox of npm start or Mailpit (http://127.0.0.1:MAILBOX_PORT)
  --domain DOMAIN      of the made-up citizen (smoke.invalid): with RECIPIENT_ALLOWLIST=@smoke.invalid the alert arrives too
  --within SECONDS     how long to wait for each mail and for the publication (60)
  --despite-audience   go on although ten or more citizens, or endpoints, are in the audience: rows are written
                       and withheld for those who follow everywhere, endpoints are called with status "test"
  --json               one document: { ok, tookMs, findings }

Behind a real relay mail cannot be read: then nobody signs up, and what is checked is that the publication ends and
that the relay takes the alert, if an address of RECIPIENT_ALLOWLIST follows Antarctica. PASS, NOTE (what was not
checked), FAIL; exit code 1 when one fails.`;

const hint = 'See npm run smoke -- --help';
const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const options = {
  url: text,
  token: text,
  mailbox: text,
  domain: { type: 'string', default: 'smoke.invalid' },
  within: { type: 'string', default: '60' },
  'despite-audience': flag,
  json: flag,
  help: flag,
} as const;

await run(async () => {
  const { values } = asked(hint, () => parseArgs({ options }));
  if (values.help) return say(usage);
  // oxlint-disable-next-line node/no-process-env -- the door of this process
  const variables = process.env;
  const env = readEnv(variables);
  const url = (values.url ?? env.PUBLIC_URL ?? `http://127.0.0.1:${env.PORT}`).replace(/\/+$/, '');
  const findings: Finding[] = [];
  const startedAt = performance.now();
  await smoke({
    url,
    token: values.token ?? (variables['ADVISORY_TOKEN'] || undefined),
    mailboxUrl: values.mailbox,
    env,
    domain: values.domain,
    withinMs: secondsIn(values.within) * 1000,
    despiteAudience: values['despite-audience'],
    tell(finding) {
      findings.push(finding);
      if (!values.json) say(lineOf(finding));
    },
  });
  const tookMs = Math.round(performance.now() - startedAt);
  if (values.json) sayJson({ ok: isGood(findings), tookMs, findings });
  if (!isGood(findings)) process.exit(1);
});

interface Smoke {
  readonly url: string;
  readonly token: string | undefined;
  readonly mailboxUrl: string | undefined;
  readonly env: Env;
  readonly domain: string;
  readonly withinMs: number;
  readonly despiteAudience: boolean;
  readonly tell: (finding: Finding) => void;
}

async function smoke(parts: Smoke): Promise<void> {
  const { url, token, withinMs, despiteAudience, tell } = parts;
  const signal = abortedWhenToldToStop();
  const cleanUp = new AsyncDisposableStack();
  const mark = randomBytes(4).toString('hex');
  const client = createClient({ url, token });
  try {
    const citizen = await madeUpCitizen(parts, mark, signal);
    const told = { url, client, citizen, mark, withinMs, despiteAudience, tell, cleanUp };
    await rehearse(told, signal);
  } catch (error) {
    tell(signal.aborted ? stopped() : refusalIn('smoke', error));
  } finally {
    await cleanUp.disposeAsync().catch((error: unknown) => tell(refusalIn('clean up', error)));
  }
}

function stopped(): Finding {
  return fail('smoke', 'told to stop before its end; what it had made is taken back');
}

function refusalIn(about: string, error: unknown): Finding {
  if (error instanceof AppError) return fail(about, error.message);
  throw error;
}

/** Where mail can be read; without being told where, only beside a service on this machine. */
async function madeUpCitizen(
  { url, mailboxUrl, env, domain, withinMs }: Smoke,
  mark: string,
  signal: AbortSignal,
): Promise<MadeUpCitizen | undefined> {
  const isHere = /^(127\.|\[::1\]$|localhost$)/.test(new URL(url).hostname);
  const at = mailboxUrl ?? (isHere ? `http://127.0.0.1:${env.MAILBOX_PORT}` : undefined);
  const mailbox = at === undefined ? undefined : await findMailbox(at, signal);
  if (mailbox !== undefined)
    return createMadeUpCitizen({ url, mailbox, address: `smoke-${mark}@${domain}`, withinMs });
  if (mailboxUrl === undefined) return undefined;
  throw new AppError(
    'NOT_FOUND',
    `No mailbox of npm start and no Mailpit answers at ${mailboxUrl}`,
  );
}

function secondsIn(word: string): number {
  const seconds = Number(word);
  if (seconds > 0) return seconds;
  throw misused(hint, `--within: expected seconds, got ${word}`);
}
