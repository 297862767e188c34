// What separates addresses, ends a command or turns writing direction has no place in one (a joiner has: Hindi and Persian need it).
const FORBIDDEN = /[\s\p{Cc}\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069<>(),;:"\\[\]]/gu;
const ADDRESS = /^[^@]+@[^@]+$/;

/** One bare address that stays one in a header and in an SMTP command. Quoted local parts and address literals are not. */
export function isOneAddress(text: string): boolean {
  return ADDRESS.test(text) && safeAddress(text) === text && text.isWellFormed();
}

/** What is left of a text in a header that names one recipient. An address is left as it is. */
export function safeAddress(text: string): string {
  return text.replaceAll(FORBIDDEN, '');
}

/** Needs a relay that offers SMTPUTF8 (RFC 6531). */
export function needsSmtpUtf8(address: string): boolean {
  return /[^\x00-\x7f]/.test(address); // oxlint-disable-line no-control-regex -- ASCII as a whole is meant
}
