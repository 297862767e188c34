import { issuer } from '#config/issuer.ts';
import type { Missions } from '#src/advisory/mission.ts';
import type { Revision } from '#src/advisory/revision.ts';
import type { Channel } from '#src/channels/channel.ts';
import type { Dkim } from '#src/channels/email/dkim/dkim.ts';
import type { EmailMessage } from '#src/channels/email/email-message.ts';
import { createMailCaller } from '#src/channels/email/mail-caller.ts';
import type { Urgency } from '#src/channels/email/smtp/urgency.ts';
import { createMailCallComposer } from '#src/dispatch/compose-mail-call.ts';
import { createWay } from '#src/dispatch/way.ts';
import type { Way } from '#src/dispatch/way.ts';
import type { Voice } from '#src/rendering/voice.ts';
import type { Database } from '#src/store/database.ts';
import { acknowledgeUrl } from '#src/store/endpoint-notices.ts';
import { eventOf } from '#src/store/event-rows.ts';
import { mailboxOf } from '#src/store/mailboxes.ts';

import type { Keyring } from './keyring/keyring.ts';
import { composeSigned } from './signing.ts';

interface MailboxWayParts {
  readonly db: Database;
  readonly keyring: Keyring;
  readonly voice: Voice;
  readonly missions: Missions;
  readonly publicUrl: string;
  readonly revisionOf: (publicationId: number) => Promise<Revision | undefined>;
  /** Undefined where the relay signs. */
  readonly signing: Pick<Dkim, 'sign'> | undefined;
  readonly channels: Readonly<Record<Urgency, Channel<EmailMessage>>>;
  readonly now: () => Date;
}

/** How duty mailboxes are told: over the connections for citizens' mail, emergencies over those of emergencies. */
export function createMailboxWay(parts: MailboxWayParts): Way {
  const { db, keyring, publicUrl, signing, channels, now } = parts;
  const compose = createMailCallComposer({
    ...parts,
    issuer,
    eventOf: (eventRow) => eventOf(db, eventRow),
    mailboxOf: (endpointId) => mailboxOf(db, keyring, endpointId),
    acknowledgeUrl: (about) => acknowledgeUrl({ keyring, publicUrl }, about),
  });
  const signed = signing === undefined ? compose : composeSigned(compose, signing);
  const way = (channel: Channel<EmailMessage>) =>
    createWay(signed, createMailCaller({ channel, now }));
  const ways = { emergency: way(channels.emergency), ordinary: way(channels.ordinary) };
  return {
    tell: (line, signal) =>
      ways[line.next.lane === 'emergency' ? 'emergency' : 'ordinary'].tell(line, signal),
  };
}
