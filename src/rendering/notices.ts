import { policy } from '#config/policy.ts';
import type { Mission } from '#src/advisory/mission.ts';
import type { Revision } from '#src/advisory/revision.ts';
import type { InForceOccasion } from '#src/subscription/in-force.ts';
import type { Wish } from '#src/subscription/subscription.ts';

import { advisoryView } from './advisory-view.ts';
import type { Engine } from './engine.ts';
import type { House } from './house.ts';
import { lightest, renderMail } from './message.ts';
import type { MailLinks, MailWords } from './message.ts';
import { wishView } from './wish-view.ts';

export interface ConfirmMail {
  readonly wish: Wish;
  readonly language: string;
  readonly confirmUrl: string;
}

export interface ManageMail {
  readonly language: string;
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

export interface InForceMail {
  /** A wish that was just confirmed when left out. */
  readonly occasion?: InForceOccasion;
  /** What is in force for the places chosen, the most important first. */
  readonly revisions: readonly Revision[];
  readonly language: string;
  readonly missions: readonly Mission[];
  readonly links: MailLinks;
  /** For a reader who may be seen with it: the first lines name no place. */
  readonly discreet?: boolean;
}

/** Goes only to the person who asked, so it may name the places chosen. */
export function confirmMail(house: House, engine: Engine, mail: ConfirmMail): MailWords {
  const tongue = house.tongue(mail.language);
  const { confirm } = tongue.t.notice;
  return renderMail(house, engine, {
    tongue,
    name: 'email/notice',
    subject: confirm.subject,
    data: {
      ...noticeOf(house, [confirm.intro], {
        label: tongue.fill(confirm.button, { host: house.host }),
        url: mail.confirmUrl,
      }),
      after: [tongue.fill(confirm.ignore, { days: policy.confirmLinkDays })],
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

/** How many are told in full, how many by name and link, and how long a prose field may be: less of each until it fits. */
const sizes: readonly [Size, ...Size[]] = [
  { full: 20, named: 40, limit: 4000 },
  { full: 10, named: 40, limit: 800 },
  { full: 5, named: 30, limit: 400 },
  { full: 3, named: 10, limit: 200 },
];

interface Size {
  readonly full: number;
  readonly named: number;
  readonly limit: number;
}

/** What a person who joins in the middle is told: everything in force for the places chosen, or that nothing is. */
export function inForceMail(house: House, engine: Engine, mail: InForceMail): MailWords {
  const tongue = house.tongue(mail.language);
  const { inForce } = tongue.t.notice;
  const { revisions, missions, links, discreet = false, occasion = 'confirmed' } = mail;
  const said = inForce[occasion];
  const count = revisions.length;
  const subject = discreet && occasion !== 'confirmed' ? tongue.t.notice.discreet : said.subject;
  return lightest(sizes, ({ full, named, limit }) => {
    const view = (revision: Revision) => advisoryView(house, { revision, missions, tongue, limit });
    return renderMail(house, engine, {
      tongue,
      name: 'email/in-force',
      subject: tongue.fill(subject, { count }),
      data: {
        discreet,
        intro: count > 0 ? said.intro : inForce.none,
        full: revisions.slice(0, full).map(view),
        named: revisions.slice(full, full + named).map(view),
        hasOthers: revisions.length > full + named,
        publicUrl: house.publicUrl,
        replyTo: house.issuer.replyTo,
        links,
      },
    });
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
