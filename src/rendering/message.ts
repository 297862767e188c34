import type { Mission } from '#src/advisory/mission.ts';
import type { Revision } from '#src/advisory/revision.ts';

import { advisoryView } from './advisory-view.ts';
import type { Engine } from './engine.ts';
import type { House } from './house.ts';
import { missionView } from './mission-view.ts';
import type { ToMission } from './mission-view.ts';
import { inLanguage, paths } from './paths.ts';
import { shortOf } from './short.ts';
import { discreetSubject } from './subject.ts';
import type { Tongue } from './tongue.ts';

/** A mail's words: the same for every reader of one language, but for the slots that its links are. */
export interface MailWords {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly language: string;
  readonly dir: 'ltr' | 'rtl';
}

/** Markers that the sender replaces per person, or finished links. Inserted as they are: ASCII without & < > " '. */
export interface MailLinks {
  readonly unsubscribe: string;
  readonly manage: string;
}

export interface AdvisoryMail {
  readonly revision: Revision;
  readonly language: string;
  readonly missions: readonly Mission[];
  readonly links: MailLinks;
  /** For a reader who may be seen with it: neither the subject nor the first lines say where or what. */
  readonly discreet?: boolean;
  /** To an embassy's people instead of a citizen. */
  readonly mission?: ToMission | undefined;
}

/** E14; mail programs cut what is longer. Slots, filled later, need some room. */
const heaviestMail = 88_000;
const proseLimits = [undefined, 6000, 3000, 1500, 700, 300] as const;

export function advisoryMail(house: House, engine: Engine, mail: AdvisoryMail): MailWords {
  const tongue = house.tongue(mail.language);
  return lightest(proseLimits, (limit) => {
    const showing = { revision: mail.revision, missions: mail.missions, tongue };
    const advisory = advisoryView(house, limit === undefined ? showing : { ...showing, limit });
    const { discreet = false, links } = mail;
    const mission = missionView(house, tongue, mail.mission);
    return renderMail(house, engine, {
      tongue,
      name: 'email/advisory',
      subject: discreet
        ? discreetSubject(mail.revision, tongue, house.issuer.timeZone)
        : advisory.subject,
      data: { advisory, links, discreet, mission },
    });
  });
}

export function shortText(house: House, mail: Omit<AdvisoryMail, 'links' | 'discreet'>): string {
  const { revision, missions, language } = mail;
  return shortOf(house, { revision, missions, tongue: house.tongue(language) });
}

/** Makes a mail of the pair of templates `name` and `name.txt`. */
export function renderMail(
  house: House,
  engine: Engine,
  mail: {
    readonly tongue: Tongue;
    readonly name: string;
    readonly subject: string;
    readonly data: object;
  },
): MailWords {
  const { tongue, name, subject, data } = mail;
  const { t, dir, language } = tongue;
  const issuer = house.issuerName(language);
  const { host } = house;
  const common = { subject, language, issuer, host, ...repliesAndHelp(house, tongue) };
  const scope = { t, dir, mail: { ...common, ...data } };
  return {
    subject,
    html: engine.render(name, scope),
    text: tidy(engine.render(`${name}.txt`, scope)),
    language,
    dir,
  };
}

/** For the first screen: whether anybody reads an answer, and where help is found now. */
function repliesAndHelp(house: House, { t, fill, language }: Tongue) {
  const { replies, issuer, publicUrl } = house;
  return {
    replies: fill(replies === undefined ? t.message.replies : t.message.repliesAre[replies], {
      address: issuer.replyTo,
    }),
    helpUrl: `${publicUrl}${inLanguage(paths.countries, language)}`,
  };
}

/** The first of ever smaller renderings that is light enough; the last in any case. */
export function lightest<T>(sizes: readonly [T, ...T[]], make: (size: T) => MailWords): MailWords {
  const [largest, ...smaller] = sizes;
  let mail = make(largest);
  for (const size of smaller) {
    if (Buffer.byteLength(mail.html) < heaviestMail) break;
    mail = make(size);
  }
  return mail;
}

/** Templates of plain text leave empty lines where a part is absent. */
function tidy(text: string): string {
  return `${text
    .replaceAll(/[ \t]+$/gm, '')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}
