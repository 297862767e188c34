import type { Issuer } from '#config/issuer.ts';
import { policy } from '#config/policy.ts';
import type { Missions } from '#src/advisory/mission.ts';
import type { Revision } from '#src/advisory/revision.ts';
import { compileEmail } from '#src/channels/email/compile.ts';
import type { EmailMessage } from '#src/channels/email/email-message.ts';
import { fill } from '#src/channels/email/fill.ts';
import { acknowledgeBy } from '#src/endpoints/acknowledgement.ts';
import { isRevisionEvent } from '#src/endpoints/event.ts';
import type { Event } from '#src/endpoints/event.ts';
import { AppError } from '#src/errors.ts';
import { callPurpose } from '#src/keyring/delivery-key.ts';
import type { Keyring } from '#src/keyring/keyring.ts';
import type { MailWords } from '#src/rendering/message.ts';
import type { Voice } from '#src/rendering/voice.ts';

import type { Composed } from './composed.ts';
import { envelopeWords } from './envelope.ts';
import { eventWords } from './event-words.ts';
import type { HeldLine } from './line.ts';
import { thinWords } from './thin-mail.ts';

/** Of an endpoint of kind `mail`. */
export interface DutyMailbox {
  readonly name: string;
  readonly address: string;
}

interface ComposeDeps {
  readonly eventOf: (eventRow: number) => Promise<Event>;
  readonly revisionOf: (publicationId: number) => Promise<Revision | undefined>;
  /** Undefined of one that has none any more. */
  readonly mailboxOf: (endpointId: number) => Promise<DutyMailbox | undefined>;
  readonly acknowledgeUrl: (about: {
    readonly endpoint: number;
    readonly event: number;
    readonly address: string;
  }) => string;
  readonly missions: Pick<Missions, 'find'>;
  readonly voice: Pick<Voice, 'advisoryMail' | 'languages'>;
  readonly keyring: Pick<Keyring, 'messageId' | 'returnPath'>;
  readonly issuer: Issuer;
  readonly publicUrl: string;
  readonly now: () => Date;
}

/** A call to a duty mailbox becomes a mail. Its Message-ID is the event's there, so that a mailbox drops what is repeated. */
export function createMailCallComposer(deps: ComposeDeps) {
  const { issuer, keyring, publicUrl, now } = deps;
  const domain = issuer.from.slice(issuer.from.lastIndexOf('@') + 1);

  return async function compose(line: HeldLine): Promise<Composed<EmailMessage>> {
    const { endpointId, next } = line;
    if (next.type === 'canary') return { kind: 'void', reason: 'nothing-to-tell' };
    const mailbox = await deps.mailboxOf(endpointId);
    if (mailbox === undefined) return { kind: 'void', reason: 'no-mailbox' };
    const words = await wordsOf(line, mailbox, await deps.eventOf(next.eventRow));
    const emergency = next.lane === 'emergency';
    const compiled = compileEmail({ ...envelopeWords({ issuer, publicUrl }, words), emergency });
    const key = { publicationId: next.eventRow, recipientId: endpointId };
    const id = `${keyring.messageId({ ...key, channel: 'call', purpose: 'event' })}@${domain}`;
    const { address: to } = mailbox;
    const values = { to, date: now(), messageId: id, unsubscribe: undefined, slots: {} };
    // It names the event and the endpoint, so that what comes back later is known to be about this call.
    const path = keyring.returnPath({ ...key, channel: 'call', purpose: callPurpose });
    const from = `${path}@${issuer.bounceDomain}`;
    return { kind: 'message', message: { id, from, to, content: fill(compiled, values) } };
  };

  async function wordsOf(
    { endpointId, next, detail }: HeldLine,
    { name, address }: DutyMailbox,
    event: Event,
  ): Promise<MailWords> {
    if (!isRevisionEvent(event)) return eventWords(event, { endpoint: name, detail });
    const revision = await deps.revisionOf(event.publicationId);
    if (revision === undefined)
      throw new AppError('NOT_FOUND', `Publication ${event.publicationId} has no revision`);
    const by = acknowledgeBy(event, policy.acknowledgeWithinMinutes);
    const about = { endpoint: endpointId, event: next.eventRow, address };
    const asked = by && { by, url: deps.acknowledgeUrl(about) };
    if (detail === 'thin') return thinWords({ type: event.type, revision, publicUrl, asked });
    return deps.voice.advisoryMail({
      revision,
      missions: await deps.missions.find(revision.content.contacts),
      language: deps.voice.languages[0] ?? revision.content.language,
      links: { unsubscribe: '', manage: '' },
      mission: {
        endpoint: name,
        asked: asked && { ...asked, isNext: false },
      },
    });
  }
}
