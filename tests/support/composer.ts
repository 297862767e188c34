import { issuer } from '#config/issuer.ts';
import type { Mission } from '#src/advisory/mission.ts';
import type { Revision } from '#src/advisory/revision.ts';
import type { EmailMessage } from '#src/channels/email/email-message.ts';
import { createMailComposer } from '#src/dispatch/compose-mail.ts';
import type { ClaimedMail } from '#src/dispatch/delivery.ts';
import type { Notice } from '#src/dispatch/notice.ts';

import { aMission } from './builders-content.ts';
import { aClaim } from './claimed.ts';
import { aKeyring } from './keyring.ts';
import { aVoice } from './voice.ts';

const voice = aVoice();

export interface ComposeCase {
  readonly revision?: Revision;
  readonly missions?: readonly Mission[];
  readonly notice?: Notice;
  /** What a digest tells. */
  readonly told?: readonly Revision[];
  readonly row?: Partial<ClaimedMail>;
}

/** The message that the service's own composer makes of a row, as it is handed to the relay. */
export async function composed(given: ComposeCase): Promise<EmailMessage> {
  const { revision, missions = [aMission()], notice, told = [], row } = given;
  const compose = createMailComposer({
    revisionOf: () => Promise.resolve(revision),
    notices: { open: () => Promise.resolve(notice) },
    digests: {
      revisions: () => Promise.resolve(told),
      dayOf: () => Promise.resolve('2025-07-02'),
    },
    missions: { list: () => Promise.resolve(missions), find: () => Promise.resolve(missions) },
    voice,
    keyring: aKeyring(),
    issuer,
    publicUrl: 'https://alerts.example',
    allowsExercise: () => true,
    now: () => new Date('2025-07-02T14:30:00Z'),
  });
  const result = await compose({
    ...aClaim(12),
    address: 'asha@example.net',
    purpose: notice?.kind ?? '',
    ...row,
  });
  if (result.kind !== 'message') throw new Error(`expected a message, got ${result.reason}`);
  return result.message;
}
