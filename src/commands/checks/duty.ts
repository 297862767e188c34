import type { Env } from '#config/env.ts';
import { createAllowlist } from '#src/channels/email/allowlist.ts';
import { fail, note, pass } from '#src/commands/finding.ts';
import type { Finding } from '#src/commands/finding.ts';

/** Do officers hear that somebody waits for them? One person may release an emergency when they do not act. */
export function examineDuty({
  DUTY_ADDRESS,
  RECIPIENT_ALLOWLIST,
  SMTP_URL,
}: Pick<Env, 'DUTY_ADDRESS' | 'RECIPIENT_ALLOWLIST' | 'SMTP_URL'>): Finding {
  if (DUTY_ADDRESS === undefined)
    return note(
      'duty',
      'DUTY_ADDRESS is not set: that an emergency waits for approval stands in the log and in /metrics, and is mailed to nobody',
    );
  if (SMTP_URL === undefined || createAllowlist(RECIPIENT_ALLOWLIST)(DUTY_ADDRESS))
    return pass('duty', 'officers on duty are mailed what waits for them');
  return fail(
    'duty',
    'DUTY_ADDRESS is outside RECIPIENT_ALLOWLIST and whatever is mailed to it is withheld: name it there',
  );
}
