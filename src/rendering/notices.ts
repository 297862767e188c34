import { policy } from '#config/policy.ts';
import type { Wish } from '#src/subscription/subscription.ts';

import type { Engine } from './engine.ts';
import type { House } from './house.ts';
import { invitation } from './list-owner.ts';
import type { ListOwner } from './list-owner.ts';
import { renderMail } from './message.ts';
import type { MailWords } from './message.ts';
import type { Tongue } from './tongue.ts';
import { wishView } from './wish-view.ts';

interface NoticeMail {
  readonly language: string;
  /** For a reader who may be seen with it: its subject says that there is something to read. So it does for a wish that asks for that. */
  readonly discreet: boolean;
}

export interface ConfirmMail extends NoticeMail {
  readonly wish: Wish;
  readonly confirmUrl: string;
  /** Whose list their address stood on; left out where somebody typed it in. */
  readonly invited?: ListOwner | undefined;
}

export interface ManageMail extends NoticeMail {
  readonly manageUrl: string;
}

export interface FollowedMail extends NoticeMail {
  readonly wish: Wish;
  /** Where a manage link can be asked for. */
  readonly manageUrl: string;
}

export interface UnsubscribedMail extends NoticeMail {
  readonly undoUrl: string;
}

export interface ResidenceMail extends NoticeMail {
  readonly wish: Wish;
  readonly residenceUrl: string;
}

/** Goes only to the person who asked, or whom a list has others ask, so it may name the places chosen. */
export function confirmMail(house: House, engine: Engine, mail: ConfirmMail): MailWords {
  const tongue = house.tongue(mail.language);
  const { confirm } = tongue.t.notice;
  const words = mail.invited === undefined ? confirm : invitation(house, tongue, mail.invited);
  return askingMail(house, engine, { mail, words: { ...words, button: confirm.button } });
}

/** To an address that somebody added to their alert: whose it is must say so, and who added it is not said. */
export function addedMail(house: House, engine: Engine, mail: ConfirmMail): MailWords {
  const { added } = house.tongue(mail.language).t.notice;
  return askingMail(house, engine, { mail, words: added });
}

interface Asking {
  readonly mail: ConfirmMail;
  readonly words: Readonly<Record<'subject' | 'intro' | 'button' | 'ignore', string>>;
}

function askingMail(house: House, engine: Engine, { mail, words }: Asking): MailWords {
  const tongue = house.tongue(mail.language);
  return noticeMail(house, engine, {
    tongue,
    discreet: mail.discreet,
    subject: words.subject,
    intro: [words.intro],
    button: words.button,
    url: mail.confirmUrl,
    after: [tongue.fill(words.ignore, { days: policy.confirmLinkDays })],
    wish: mail.wish,
  });
}

/** Whoever added the address has changed what it follows. */
export function followedMail(house: House, engine: Engine, mail: FollowedMail): MailWords {
  const tongue = house.tongue(mail.language);
  const { subject, intro, button, after } = tongue.t.notice.followed;
  return noticeMail(house, engine, {
    tongue,
    discreet: mail.discreet,
    subject,
    intro: [intro],
    button,
    url: mail.manageUrl,
    after: [after],
    wish: mail.wish,
  });
}

export function manageMail(house: House, engine: Engine, mail: ManageMail): MailWords {
  const tongue = house.tongue(mail.language);
  const { subject, intro, button, ignore } = tongue.t.notice.manage;
  return noticeMail(house, engine, {
    tongue,
    discreet: mail.discreet,
    subject,
    intro: [intro],
    button,
    url: mail.manageUrl,
    after: [tongue.fill(ignore, { minutes: policy.manageLinkMinutes })],
  });
}

/** Asks whether somebody still lives there. It goes to them alone, like the mail that asks to confirm. */
export function residenceMail(house: House, engine: Engine, mail: ResidenceMail): MailWords {
  const tongue = house.tongue(mail.language);
  const { residence } = tongue.t.notice;
  return noticeMail(house, engine, {
    tongue,
    discreet: mail.discreet,
    subject: residence.subject,
    intro: [residence.intro],
    button: residence.button,
    url: mail.residenceUrl,
    after: [residence.nothing],
    wish: mail.wish,
  });
}

export function unsubscribedMail(house: House, engine: Engine, mail: UnsubscribedMail): MailWords {
  const tongue = house.tongue(mail.language);
  const { subject, intro, undo, button } = tongue.t.notice.unsubscribed;
  return noticeMail(house, engine, {
    tongue,
    discreet: mail.discreet,
    subject,
    intro: [intro, tongue.fill(undo, { days: policy.undoDays })],
    button,
    url: mail.undoUrl,
    after: [],
  });
}

interface Notice {
  readonly tongue: Tongue;
  readonly subject: string;
  readonly intro: readonly string[];
  /** The words on it, with a slot for our host: people see where it leads. */
  readonly button: string;
  readonly url: string;
  readonly after: readonly string[];
  /** What it is about. */
  readonly wish?: Wish;
  readonly discreet: boolean;
}

/** One thing to read and one button. */
function noticeMail(house: House, engine: Engine, notice: Notice): MailWords {
  const { tongue, intro, button, url, after, wish } = notice;
  const discreet = notice.discreet || wish?.discreet === true;
  return renderMail(house, engine, {
    tongue,
    name: 'email/notice',
    subject: discreet ? tongue.t.notice.discreet : notice.subject,
    data: {
      intro,
      button: { label: tongue.fill(button, { host: house.host }), url },
      after,
      wish: wish && wishView(house, wish, tongue),
      discreet,
      replyTo: house.issuer.replyTo,
    },
  });
}
