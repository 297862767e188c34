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
  /** For a reader who may be seen with it: its subject says that there is something to read. */
  readonly discreet: boolean;
}

/** For somebody who wrote to us: where help is found now. It promises no answer, and says nothing of what they wrote. */
export function answeredMail(house: House, engine: Engine, mail: AnsweredMail): MailWords {
  const { revision, missions, language, discreet } = mail;
  const tongue = house.tongue(language);
  const { notice } = tongue.t;
  return renderMail(house, engine, {
    tongue,
    name: 'email/answered',
    subject: discreet ? notice.discreet : notice.answered.subject,
    data: {
      discreet,
      contacts: revision === undefined ? [] : contactsOf(revision.content, missions, tongue),
      button: tongue.fill(tongue.t.message.helpPage, { host: house.host }),
    },
  });
}
