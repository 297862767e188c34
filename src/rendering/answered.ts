import type { Mission } from '#src/advisory/mission.ts';
import type { Revision } from '#src/advisory/revision.ts';

import { contactsOf } from './contacts.ts';
import type { Engine } from './engine.ts';
import type { House } from './house.ts';
import { renderMail } from './message.ts';
import type { MailWords } from './message.ts';

export interface AnsweredMail {
  readonly language: string;
  /** The message that its reader got last; undefined where there was none. */
  readonly revision: Revision | undefined;
  readonly missions: readonly Mission[];
}

/** For somebody who wrote to us: where help is found now. It promises no answer, and says nothing of what they wrote. */
export function answeredMail(house: House, engine: Engine, mail: AnsweredMail): MailWords {
  const { revision, missions, language } = mail;
  const tongue = house.tongue(language);
  const { answered } = tongue.t.notice;
  return renderMail(house, engine, {
    tongue,
    name: 'email/answered',
    subject: answered.subject,
    data: {
      contacts: revision === undefined ? [] : contactsOf(revision.content, missions, tongue),
      button: tongue.fill(tongue.t.message.helpPage, { host: house.host }),
    },
  });
}
