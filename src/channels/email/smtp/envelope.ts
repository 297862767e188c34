import type { SendOutcome } from '#src/channels/channel.ts';
import { needsSmtpUtf8 } from '#src/channels/email/address.ts';
import type { EmailMessage } from '#src/channels/email/email-message.ts';

import type { Offer } from './offer.ts';

/** RFC 3461 §4.4. */
const LONGEST_ENVELOPE_ID = 100;

/** Why this relay cannot be given the message at all; undefined for almost every one. */
export function refusalOf(message: EmailMessage, offer: Offer): SendOutcome | undefined {
  const most = offer.size?.most;
  if (most !== undefined && message.content.bytes > most) return refused('message-too-large');
  if (needsUtf8(message) && !offer.smtpUtf8) return refused('smtputf8-not-offered');
  return undefined;
}

/** MAIL, RCPT and DATA in one piece (RFC 2920). The addresses are known to be addresses: nothing in them ends a command. */
export function envelopeOf(message: EmailMessage, offer: Offer): string {
  const { from, to } = message;
  const notify = offer.dsn ? ' NOTIFY=FAILURE,DELAY' : '';
  return `MAIL FROM:<${from}>${parameters(message, offer)}\r\nRCPT TO:<${to}>${notify}\r\nDATA\r\n`;
}

function parameters(message: EmailMessage, offer: Offer): string {
  const utf8 = needsUtf8(message) ? ' SMTPUTF8' : '';
  // Bodies are ASCII: only a non-ASCII address in a header needs eight bits.
  const body = utf8 !== '' && offer.eightBitMime ? ' BODY=8BITMIME' : '';
  const size = offer.size === undefined ? '' : ` SIZE=${message.content.bytes}`;
  const bounces = offer.dsn ? ` RET=HDRS${envelopeId(message.id)}` : '';
  return `${utf8}${body}${size}${bounces}`;
}

function envelopeId(id: string): string {
  const text = xtext(id);
  return text.length > LONGEST_ENVELOPE_ID ? '' : ` ENVID=${text}`;
}

/** RFC 3461 §4. */
function xtext(text: string): string {
  if (/^[!-*,-<>-~]*$/.test(text)) return text;
  return Buffer.from(text)
    .toString('latin1')
    .replaceAll(/[^!-*,-<>-~]/g, escaped);
}

function escaped(character: string): string {
  return `+${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

function needsUtf8({ from, to }: EmailMessage): boolean {
  return needsSmtpUtf8(to) || needsSmtpUtf8(from);
}

function refused(reason: string): SendOutcome {
  return { kind: 'refused', reason, recipientGone: false };
}
