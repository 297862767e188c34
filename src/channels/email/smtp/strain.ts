import { isAboutUs } from './outcome.ts';
import type { SmtpReply, SmtpStep } from './outcome.ts';

/** Who asked for less: the relay itself, or the domain the message was for. */
export type Strain = 'relay' | 'domain';

/** What a reply says about our pace; undefined for what is about one mailbox or one message, and for any agreement. */
export function strainOf(step: SmtpStep, reply: SmtpReply): Strain | undefined {
  const { code, enhanced } = reply;
  if (code === 421) return 'relay';
  if (code >= 500 && isAboutUs(step, reply)) return 'relay';
  if (Math.floor(code / 100) !== 4) return undefined;
  if (BEFORE_RECIPIENT.has(step)) return 'relay';
  return enhanced === undefined ? whoWithoutCode(step) : whoByCode(enhanced);
}

const BEFORE_RECIPIENT: ReadonlySet<SmtpStep> = new Set(['greeting', 'login', 'mail']);

function whoWithoutCode(step: SmtpStep): Strain | undefined {
  return step === 'data' ? 'relay' : undefined;
}

/** 4.3.x: the mail system is full or not accepting. 4.7.x: policy, which is what mailbox providers' limits come as. */
function whoByCode(enhanced: string): Strain | undefined {
  if (enhanced.startsWith('4.3.')) return 'relay';
  return enhanced.startsWith('4.7.') ? 'domain' : undefined;
}
