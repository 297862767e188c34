import { z } from 'zod';

import { parseReply, replyReason } from './outcome.ts';
import type { SmtpReply, SmtpStep } from './outcome.ts';

/** What nodemailer's connection says about a failure, without its prose. */
export interface SmtpFailure {
  readonly step: SmtpStep;
  /** A short code for the failure of a connection, such as `connection-lost`. */
  readonly reason: string;
  /** The relay's negative reply, when that was the failure. */
  readonly reply?: SmtpReply | undefined;
  /** Nodemailer would not even begin: the message itself is at fault. */
  readonly unsendable?: 'message-too-large' | 'address-invalid' | undefined;
  /** The connection was found closed before a byte of the message was written. */
  readonly foundClosed: boolean;
}

const raised = z.object({
  code: z.string().catch(''),
  originalCode: z.string().catch(''),
  timeoutType: z.string().catch(''),
  command: z.string().catch(''),
  response: z.string().catch(''),
});

type Raised = z.infer<typeof raised>;

const TIMEOUTS: Readonly<Record<string, string>> = {
  CONNECT_TIMEOUT: 'connect-timeout',
  GREETING_TIMEOUT: 'greeting-timeout',
  UPGRADE_TIMEOUT: 'tls-timeout',
  SOCKET_TIMEOUT: 'timeout',
};

/** Reads an error of nodemailer's SMTPConnection; anything else is a lost connection. */
export function readFailure(error: unknown): SmtpFailure {
  const { data = raised.parse({}) } = raised.safeParse(error);
  const reply = parseReply(data.response);
  const negative = reply !== undefined && reply.code >= 400 ? reply : undefined;
  return {
    step: stepOf(data.command),
    reason: reasonOf(data, negative),
    reply: negative,
    unsendable: negative === undefined ? unsendable(data) : undefined,
    foundClosed: data.code === 'ECONNECTION' && data.command === 'API',
  };
}

function stepOf(command: string): SmtpStep {
  if (command.startsWith('AUTH')) return 'login';
  if (command === 'MAIL FROM') return 'mail';
  if (command === 'RCPT TO') return 'rcpt';
  return command === 'DATA' ? 'data' : 'greeting';
}

function reasonOf(data: Raised, reply: SmtpReply | undefined): string {
  if (data.code === 'EAUTH')
    return reply ? replyReason(reply).replace('smtp', 'auth-failed') : 'auth-failed';
  if (data.code === 'ETLS') return reply ? 'tls-not-offered' : 'tls-failed';
  if (reply !== undefined) return replyReason(reply);
  const timeout = TIMEOUTS[data.timeoutType];
  if (timeout !== undefined) return timeout;
  return socketReason(data);
}

function socketReason({ code, originalCode }: Raised): string {
  if (code === 'EDNS') return 'host-not-found';
  if (originalCode === 'ECONNREFUSED') return 'connection-refused';
  if (/CERT|SIGNATURE|ISSUER/.test(originalCode)) return 'tls-certificate-invalid';
  if (/SSL|TLS|EPROTO/.test(originalCode)) return 'tls-failed';
  return code === 'EPROTOCOL' ? 'protocol-error' : 'connection-lost';
}

/** Nodemailer's own refusals before anything is written; they carry no reply. */
function unsendable({ code, command }: Raised): SmtpFailure['unsendable'] {
  if (code === 'EMESSAGE' && command === 'MAIL FROM') return 'message-too-large';
  return code === 'EENVELOPE' && command === 'API' ? 'address-invalid' : undefined;
}
