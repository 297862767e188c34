import type { Issuer } from '#config/issuer.ts';
import { compileEmail } from '#src/channels/email/compile.ts';
import type { CompiledEmail } from '#src/channels/email/compile.ts';
import type { EmailMessage } from '#src/channels/email/email-message.ts';
import { slot } from '#src/channels/email/slots.ts';
import { worthTelling } from '#src/rendering/digest.ts';
import type { Voice } from '#src/rendering/voice.ts';

import { createAddressing } from './addressing.ts';
import type { AddressingDeps } from './addressing.ts';
import { remember } from './composed.ts';
import type { Composed } from './composed.ts';
import type { Reachable } from './delivery.ts';
import type { DigestContents } from './digest-contents.ts';
import { envelopeWords, manageUrl, pageOf } from './envelope.ts';

export interface DigestDeps extends AddressingDeps {
  readonly digests: DigestContents;
  readonly voice: Pick<Voice, 'digestMail'>;
  readonly issuer: Issuer;
}

const digestsRemembered = 256;

/** A claimed row of a digest becomes one person's mail: compiled once for all who read the same of the same advisories. */
export function createDigestComposer(deps: DigestDeps) {
  const { message, unsubscribeOf } = createAddressing(deps);
  const compiled = remember(digestsRemembered, (key) => compile(deps, key));

  return async function compose(row: Reachable): Promise<Composed<EmailMessage>> {
    const { publicationId, language, discreet, digest } = row;
    const mail =
      digest === undefined
        ? undefined
        : await compiled([publicationId, language, discreet, digest].join('/'));
    if (mail === undefined) return { kind: 'void', reason: 'nothing-to-tell' };
    const unsubscribe = unsubscribeOf(row);
    return message(row, mail, { unsubscribe, slots: { unsubscribe: pageOf(unsubscribe, row) } });
  };
}

/** Undefined when all that it told of has ended. */
async function compile(deps: DigestDeps, key: string): Promise<CompiledEmail | undefined> {
  const [publicationId = '', language = '', discreet, ...told] = key.split('/');
  const { digests, now, voice } = deps;
  const revisions = worthTelling(await digests.revisions(told.join('/')), now());
  const day = await digests.dayOf(Number(publicationId));
  if (revisions.length === 0 || day === undefined) return undefined;
  const links = { unsubscribe: slot('unsubscribe'), manage: manageUrl(deps, language) };
  const isDiscreet = discreet === 'true';
  const words = voice.digestMail({ day, revisions, language, links, discreet: isDiscreet });
  return compileEmail({
    ...envelopeWords(deps, words, 'digest'),
    emergency: false,
    precedence: 'bulk',
  });
}
