import { connect } from 'node:net';

import type { Env } from '#config/env.ts';
import { issuer } from '#config/issuer.ts';
import { counted } from '#src/commands/command-line.ts';
import { fail, note, pass } from '#src/commands/finding.ts';
import type { Finding } from '#src/commands/finding.ts';
import type { Unforwarded } from '#src/dispatch/watch-inbound.ts';
import { createOwnAddresses } from '#src/inbound/own-addresses.ts';
import { createAlarms } from '#src/store/alarms.ts';
import type { Database } from '#src/store/database.ts';
import { findUnforwarded } from '#src/store/forwarding.ts';
import { findUnjudged } from '#src/store/received-figures.ts';

type Inbound = Pick<
  Env,
  | 'INBOUND_PORT'
  | 'INBOUND_HOST'
  | 'INBOUND_MAILDIR'
  | 'INBOUND_DOMAINS'
  | 'DUTY_ADDRESS'
  | 'SMTP_URL'
  | 'ISSUER_REPLIES'
>;

/** Does what comes back reach us, and what people write somebody on duty? */
export async function examineAnswers(
  env: Inbound,
  db: Database | undefined,
): Promise<readonly Finding[]> {
  const waiting = db === undefined ? undefined : await findUnforwarded(db);
  return [
    await examineWayIn(env),
    ...examineDutyForAnswers(env, waiting),
    examineReplies(env),
    ...(db === undefined ? [] : await examineWaiting(db)),
  ];
}

async function examineWayIn(env: Inbound): Promise<Finding> {
  const { INBOUND_PORT: port, INBOUND_HOST: host, INBOUND_MAILDIR, SMTP_URL } = env;
  if (port !== undefined && port !== 0) {
    return (await isOpen(host, port))
      ? pass('bounces', `mail that comes back is taken on port ${port} of ${host}`)
      : fail('bounces', `nothing takes mail on port ${port} of ${host}: does the web process run?`);
  }
  if (port === 0 || INBOUND_MAILDIR !== undefined)
    return pass('bounces', 'mail that comes back is taken');
  if (SMTP_URL === undefined) return note('bounces', 'nothing leaves, so nothing comes back');
  return fail(
    'bounces',
    `nothing takes what comes back to ${issuer.bounceDomain}: dead addresses are mailed for ever, complaints and answers are lost. Set INBOUND_PORT or INBOUND_MAILDIR (docs/operations.md, "What comes back")`,
  );
}

function examineDutyForAnswers(
  { DUTY_ADDRESS, SMTP_URL }: Inbound,
  waiting: Unforwarded | undefined,
): readonly Finding[] {
  const late = waiting === undefined || waiting.count === 0 ? undefined : lateText(waiting);
  if (DUTY_ADDRESS !== undefined)
    return [
      pass('answers', 'what people write is forwarded to DUTY_ADDRESS'),
      ...(late === undefined
        ? []
        : [fail('answers', `${late}. Does the relay take mail for DUTY_ADDRESS?`)]),
    ];
  if (waiting !== undefined && late !== undefined)
    return [
      fail(
        'answers',
        `${late}, and nobody is told. Set DUTY_ADDRESS to a mailbox that officers watch, or read them by npm run citizens -- answer ID (see its --help): ${listed(waiting)}`,
      ),
    ];
  const says =
    'what people write is kept and nobody is told: set DUTY_ADDRESS to a mailbox that officers watch';
  return [SMTP_URL === undefined ? note('answers', says) : fail('answers', says)];
}

function lateText({ count, oldestSeconds }: Unforwarded): string {
  const wait = count === 1 ? 'waits' : 'wait';
  return `${counted(count, 'message')} from people ${wait}, the oldest for ${minutes(oldestSeconds)} min: somebody may be in danger`;
}

function listed({ count, oldest }: Unforwarded): string {
  return `ID ${oldest.join(', ')}${count > oldest.length ? ', …' : ''}`;
}

function examineReplies({ INBOUND_DOMAINS, ISSUER_REPLIES }: Inbound): Finding {
  const own = createOwnAddresses({ ...issuer, domains: INBOUND_DOMAINS });
  if (own.recognise(issuer.replyTo) !== undefined || ISSUER_REPLIES !== undefined)
    return pass('replies', 'mails say what becomes of replies');
  return note(
    'replies',
    `replies go to ${issuer.replyTo}, and mails cannot say whether anybody reads them: set ISSUER_REPLIES, or bring that domain's mail here (INBOUND_DOMAINS)`,
  );
}

async function examineWaiting(db: Database): Promise<readonly Finding[]> {
  const [received, blocked, forged] = await Promise.all([
    findUnjudged(db),
    createAlarms(db).ringing('mail.blocked'),
    createAlarms(db).ringing('mail.forged'),
  ]);
  return [
    ...(received.count === 0
      ? []
      : [
          fail(
            'received',
            `${counted(received.count, 'message that came back is', 'messages that came back are')} not judged, the oldest for ${minutes(received.oldestSeconds)} min: do workers run? received.not-judged in the log says why`,
          ),
        ]),
    ...blocked.map(({ subject, count }) =>
      fail(
        'blocked',
        `a domain (token ${subject}) refuses our mail for what we are, ${count} times: mail.blocked in the log names it where it may. Look at SPF, DKIM, DMARC and at lists of senders`,
      ),
    ),
    ...forged.map(({ count }) =>
      note('forged', `${count} reports of mail that somebody sends in our name in the last day`),
    ),
  ];
}

function minutes(seconds: number): number {
  return Math.round(seconds / 60);
}

const answerWithinMs = 3_000;

function isOpen(host: string, port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, host);
  socket.setTimeout(answerWithinMs, () => resolve(false));
  socket.once('data', (greeting) => resolve(greeting.toString().startsWith('220')));
  socket.once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}
