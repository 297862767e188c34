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

export interface ConfirmMail {
  readonly wish: Wish;
  readonly language: string;
  readonly confirmUrl: string;
  /** Whose list their address stood on; left out where somebody typed it in. */
  readonly invited?: ListOwner | undefined;
}

export interface ManageMail {
  readonly language: string;
  readonly manageUrl: string;
}

export interface FollowedMail {
  readonly wish: Wish;
  readonly language: string;
  /** Where a manage link can be asked for. */
  readonly manageUrl: string;
}

export interface UnsubscribedMail {
  readonly language: string;
  readonly undoUrl: string;
}

export interface ResidenceMail {
  readonly wish: Wish;
  readonly language: string;
  readonly residenceUrl: string;
  readonly discreet: boolean;
}

/** Goes only to the person who asked, or whom a list has others ask, so it may name the places chosen. */
export function confirmMail(house: House, engine: Engine, mail: ConfirmMail): MailWords {
  const tongue = house.tongue(mail.language);
  const { button } = tongue.t.notice.confirm;
  const { subject, intro, ignore } = confirmWords(house, tongue, mail.invited);
  return renderMail(house, engine, {
    tongue,
    name: 'email/notice',
    subject,
    data: {
      ...noticeOf(house, [intro], {
        label: tongue.fill(button, { host: house.host }),
        url: mail.confirmUrl,
      }),
      after: [tongue.fill(ignore, { days: policy.confirmLinkDays })],
      wish: wishView(house, mail.wish, tongue),
      discreet: mail.wish.discreet,
    },
  });
}

function confirmWords(house: House, tongue: Tongue, invited: ListOwner | undefined) {
  return invited === undefined ? tongue.t.notice.confirm : invitation(house, tongue, invited);
}

/** To an address that somebody added to their alert: whose it is must say so, and who added it is not said. */
export function addedMail(house: House, engine: Engine, mail: ConfirmMail): MailWords {
  const tongue = house.tongue(mail.language);
  const { added } = tongue.t.notice;
  return renderMail(house, engine, {
    tongue,
    name: 'email/notice',
    subject: added.subject,
    data: {
      ...noticeOf(house, [added.intro], {
        label: tongue.fill(added.button, { host: house.host }),
        url: mail.confirmUrl,
      }),
      after: [tongue.fill(added.ignore, { days: policy.confirmLinkDays })],
      wish: wishView(house, mail.wish, tongue),
      discreet: mail.wish.discreet,
    },
  });
}

/** Whoever added the address has changed what it follows. */
export function followedMail(house: House, engine: Engine, mail: FollowedMail): MailWords {
  const tongue = house.tongue(mail.language);
  const { followed } = tongue.t.notice;
  return renderMail(house, engine, {
    tongue,
    name: 'email/notice',
    subject: followed.subject,
    data: {
      ...noticeOf(house, [followed.intro], {
        label: tongue.fill(followed.button, { host: house.host }),
        url: mail.manageUrl,
      }),
      after: [followed.after],
      wish: wishView(house, mail.wish, tongue),
      discreet: mail.wish.discreet,
    },
  });
}

export function manageMail(house: House, engine: Engine, mail: ManageMail): MailWords {
  const tongue = house.tongue(mail.language);
  const { manage } = tongue.t.notice;
  return renderMail(house, engine, {
    tongue,
    name: 'email/notice',
    subject: manage.subject,
    data: {
      ...noticeOf(house, [manage.intro], {
        label: tongue.fill(manage.button, { host: house.host }),
        url: mail.manageUrl,
      }),
      after: [tongue.fill(manage.ignore, { minutes: policy.manageLinkMinutes })],
    },
  });
}

/** Asks whether somebody still lives there. It goes to them alone, like the mail that asks to confirm. */
export function residenceMail(house: House, engine: Engine, mail: ResidenceMail): MailWords {
  const tongue = house.tongue(mail.language);
  const { notice } = tongue.t;
  return renderMail(house, engine, {
    tongue,
    name: 'email/notice',
    subject: mail.discreet ? notice.discreet : notice.residence.subject,
    data: {
      ...noticeOf(house, [notice.residence.intro], {
        label: tongue.fill(notice.residence.button, { host: house.host }),
        url: mail.residenceUrl,
      }),
      after: [notice.residence.nothing],
      wish: wishView(house, mail.wish, tongue),
      discreet: mail.discreet,
    },
  });
}

export function unsubscribedMail(house: House, engine: Engine, mail: UnsubscribedMail): MailWords {
  const tongue = house.tongue(mail.language);
  const { unsubscribed } = tongue.t.notice;
  const undo = tongue.fill(unsubscribed.undo, { days: policy.undoDays });
  return renderMail(house, engine, {
    tongue,
    name: 'email/notice',
    subject: unsubscribed.subject,
    data: noticeOf(house, [unsubscribed.intro, undo], {
      label: tongue.fill(unsubscribed.button, { host: house.host }),
      url: mail.undoUrl,
    }),
  });
}

function noticeOf(
  house: House,
  intro: readonly string[],
  button: { readonly label: string; readonly url: string },
) {
  const { replyTo } = house.issuer;
  return { intro, button, after: [], wish: undefined, discreet: false, replyTo };
}
