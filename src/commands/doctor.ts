import { isIP } from 'node:net';
import { parseArgs } from 'node:util';

import { readEnv } from '#config/env.ts';
import type { Env } from '#config/env.ts';
import { systemDns } from '#src/channels/email/domain/dns.ts';
import { readKeyFile } from '#src/keyring/key-file.ts';
import { createKeyring } from '#src/keyring/keyring.ts';
import { run } from '#src/running.ts';
import { keyPath } from '#src/surroundings.ts';

import { examineAnswers } from './checks/answers.ts';
import { examineCanaries } from './checks/canary.ts';
import { examineDatabase } from './checks/database.ts';
import { examineDigests } from './checks/digests.ts';
import { examineDomain } from './checks/domain/domain.ts';
import { senderOf } from './checks/domain/sending.ts';
import { examineDuty } from './checks/duty.ts';
import {
  examineDisk,
  examineIssuer,
  examinePublicUrl,
  examineTemplates,
  nameEmbeddedParts,
} from './checks/house.ts';
import { examineKeys } from './checks/keys.ts';
import { examineLimits } from './checks/limits.ts';
import { examineMissions } from './checks/missions.ts';
import { examineAudit, examineInvariants } from './checks/record.ts';
import { examineAllowlist, examineQueue, examineRelays } from './checks/services.ts';
import { examineDkim } from './checks/signing.ts';
import { examineWork } from './checks/work.ts';
import { asked, misused, say } from './command-line.ts';
import { isGood, report } from './finding.ts';
import type { Finding } from './finding.ts';
import { openCurrentRecord } from './record.ts';

const usage = `Usage: npm run doctor [-- COMMAND] [--json]

  (none)       is everything there and fit: database, queue, relay, keys, templates, issuer, sources, disk;
               and what waits for officers
  invariants   prove from the rows that everybody eligible has exactly one delivery
               (--recent N: of the latest N publications; default 1000)
  audit        prove that the audit log was not altered
  domain       is the sending domain what Gmail, Yahoo and Outlook ask of who mails many: SPF, DKIM, DMARC and its
               alignment, names of the sending addresses, MX, TLS to the relay, one-click unsubscribing
               (--ip ADDRESS: what the relay sends from, if not from where it is reached; may be repeated)
               (--selector NAME: a DKIM key that the relay signs with, or NAME._domainkey.DOMAIN; may be repeated)
               (--dns SERVER: ask this name server instead of the machine's)

It reads the same environment as the service and changes nothing; to a relay it says hello and no more.
One line for each check: PASS, NOTE (to be known), FAIL (to be repaired). Exit code 1 when one fails.
--json prints one document: { ok, findings: [{ verdict, about, says }] } (npm run -s leaves out npm's banner).`;

interface Examination {
  readonly findings: readonly Finding[];
  readonly facts?: Readonly<Record<string, unknown>>;
}

const hint = 'See npm run doctor -- --help';

await run(async () => {
  const { values, positionals } = asked(hint, () =>
    parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        recent: { type: 'string', default: '1000' },
        ip: { type: 'string', multiple: true, default: [] },
        selector: { type: 'string', multiple: true, default: [] },
        dns: { type: 'string', multiple: true, default: [] },
        help: { type: 'boolean', default: false },
      },
    }),
  );
  if (values.help) return say(usage);
  // oxlint-disable-next-line node/no-process-env -- the door of this process
  const env = readEnv(process.env);
  const { findings, facts = {} } = await examination(positionals, { env, ...values });
  report(findings, { json: values.json, facts });
  if (!isGood(findings)) process.exit(1);
});

interface Asked {
  readonly env: Env;
  readonly recent: string;
  readonly ip: readonly string[];
  readonly selector: readonly string[];
  readonly dns: readonly string[];
}

function examination(
  words: readonly string[],
  { env, recent, ...told }: Asked,
): Promise<Examination> {
  const [command, ...more] = words;
  if (more.length > 0) throw misused(hint, `Expected one command, got ${words.length}`);
  switch (command) {
    case undefined:
      return wholeExamination(env);
    case 'invariants':
      return invariants(env, numberOf(recent));
    case 'audit':
      return audit(env);
    case 'domain':
      return sendingDomain(env, told);
    default:
      throw misused(hint, `Expected invariants, audit, domain or nothing, got ${command}`);
  }
}

async function wholeExamination(env: Env): Promise<Examination> {
  await using owned = new AsyncDisposableStack();
  const { db, findings: database } = await examineDatabase(env, owned);
  const [
    queue,
    relays,
    signing,
    issuer,
    keys,
    work,
    digests,
    missions,
    disk,
    canaries,
    answers,
    limits,
  ] = await Promise.all([
    examineQueue(env),
    examineRelays(env),
    examineDkim(env),
    examineIssuer(env),
    examineKeys(env, db),
    db === undefined ? Promise.resolve([]) : examineWork(env, db),
    examineDigests(env, db),
    db === undefined ? Promise.resolve([]) : examineMissions(db, new Date()),
    examineDisk(env),
    examineCanaries(env, db),
    examineAnswers(env, db),
    examineLimits(env, db, new Date()),
  ]);
  // Last and alone: rendering all of them takes seconds in which no other part would be heard, and a fit relay taken for dead.
  const templates = await examineTemplates(env);
  const findings = [
    ...database,
    queue,
    ...relays,
    ...signing,
    examineAllowlist(env),
    examineDuty(env),
    examinePublicUrl(env),
    issuer,
    templates,
    ...keys,
    ...work,
    ...digests,
    ...missions,
    ...canaries,
    ...answers,
    ...limits,
    disk,
    nameEmbeddedParts(env),
  ];
  return { findings };
}

function numberOf(word: string): number {
  if (/^[1-9]\d{0,8}$/.test(word)) return Number(word);
  throw misused(hint, `Expected a number of publications as --recent, got ${word}`);
}

async function sendingDomain(
  env: Env,
  { ip: ips, selector: selectors, dns }: Pick<Asked, 'ip' | 'selector' | 'dns'>,
): Promise<Examination> {
  const unknown = [...ips, ...dns].find((address) => isIP(address) === 0);
  if (unknown !== undefined) throw misused(hint, `Expected an IP address, got ${unknown}`);
  const resolve = systemDns(dns);
  const sender = await senderOf(env, { ips, selectors }, resolve);
  const tls = (await examineRelays(env)).map((finding) => ({ ...finding, about: 'tls' }));
  return { findings: await examineDomain({ sender, resolve, tls }) };
}

async function invariants(env: Env, recent: number): Promise<Examination> {
  await using record = await openCurrentRecord(env);
  const keyring = createKeyring(await readKeyFile(keyPath(env), false));
  const { findings, publications } = await examineInvariants({ db: record.db, keyring }, recent);
  return { findings, facts: { publications } };
}

async function audit(env: Env): Promise<Examination> {
  await using record = await openCurrentRecord(env);
  const { finding, facts } = await examineAudit(record.db);
  return { findings: [finding], facts };
}
