import type { SendOutcome } from '#src/channels/channel.ts';

/** What a reply was an answer to. Until RCPT nothing is said about the recipient. */
export type SmtpStep = 'greeting' | 'login' | 'mail' | 'rcpt' | 'data';

export interface SmtpReply {
  readonly code: number;
  /** RFC 3463, such as `5.1.1`. */
  readonly enhanced?: string | undefined;
}

/** How far a message had come. Content is written in one go with its final dot, so once it has begun it may have arrived. */
export type Progress = 'envelope' | 'content';

/**
 * Enhanced codes that say that the mailbox does not exist. A wrong entry here silences somebody for good, a missing one
 * costs a futile attempt per alert; so the list is short. Left out on purpose:
 * - 5.1.2 (no such host) and 5.4.4: the relay's own resolver failing says the same, for everybody at once;
 * - 5.1.3 (bad syntax): relays disagree about syntax, non-ASCII addresses above all;
 * - 5.1.0, 5.0.0, 5.4.1: say nothing definite; 5.1.7 and 5.1.8: about the sender;
 * - 5.2.1 (disabled): also used for suspended accounts and for mailboxes that get too much at the moment; 5.2.2: full;
 * - 5.7.x: policy about us, never about the mailbox.
 */
const MAILBOX_GONE: ReadonlySet<string> = new Set([
  '5.1.1', // no such mailbox
  '5.1.6', // moved away, no forwarding
  '5.1.10', // the domain declares that it takes no mail (RFC 7505); Exchange Online: no such recipient
]);

/** 530, 534, 535, 538: the relay wants a login or TLS first (RFC 4954, RFC 3207). */
const LOGIN_WANTED: ReadonlySet<number> = new Set([530, 534, 535, 538]);

/** Code and enhanced code of a reply; its words are never looked at (E16). */
export function parseReply(text: string): SmtpReply | undefined {
  const [, code, enhanced] = /^(\d{3})(?:[ -]([245]\.\d{1,3}\.\d{1,3})(?!\S))?/.exec(text) ?? [];
  return code === undefined ? undefined : { code: Number(code), enhanced };
}

/** `smtp-550-5.1.1`, or `smtp-550` where the relay gives no enhanced code. */
export function replyReason({ code, enhanced }: SmtpReply): string {
  return enhanced === undefined ? `smtp-${code}` : `smtp-${code}-${enhanced}`;
}

/** What a relay's reply to one step of one message's dialogue means for that message. */
export function outcomeOfReply(step: SmtpStep, reply: SmtpReply): SendOutcome {
  const reason = replyReason(reply);
  if (isAboutTheLogin(step, reply)) return { kind: 'unreachable', reason };
  if (step === 'data' && reply.code < 300) return { kind: 'accepted' };
  if (!isPermanent(reply) || isAboutUs(step, reply)) return { kind: 'later', reason };
  return { kind: 'refused', reason, recipientGone: MAILBOX_GONE.has(reply.enhanced ?? '') };
}

/** A connection that ended, timed out or was told to stop in the middle of a message. */
export function outcomeOfLoss(progress: Progress, reason: string): SendOutcome {
  if (progress === 'content') return { kind: 'unknown', reason: `${reason}-after-data` };
  return { kind: 'later', reason };
}

/** Where the two codes disagree the milder one counts. 503: our dialogue was out of step, not the message wrong. */
function isPermanent({ code, enhanced }: SmtpReply): boolean {
  return code >= 500 && code !== 503 && !(enhanced ?? '5').startsWith('4');
}

function isAboutTheLogin(step: SmtpStep, { code }: SmtpReply): boolean {
  return step === 'greeting' || step === 'login' || LOGIN_WANTED.has(code);
}

/**
 * A refusal before any recipient was named is about the sender or this relay, and somebody can mend that while attempts
 * remain; unless it is about this message: too big (552, 5.2.3, 5.3.4), or its content (5.6.x).
 */
export function isAboutUs(step: SmtpStep, { code, enhanced = '' }: SmtpReply): boolean {
  return step === 'mail' && code !== 552 && !/^5\.(2\.3|3\.4|6\.)/.test(enhanced);
}
