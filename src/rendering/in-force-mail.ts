import type { Mission } from '#src/advisory/mission.ts';
import type { Revision } from '#src/advisory/revision.ts';
import type { StatedBasis } from '#src/subscription/consent.ts';
import type { InForceOccasion } from '#src/subscription/in-force.ts';
import type { Wish } from '#src/subscription/subscription.ts';

import { advisoryView } from './advisory-view.ts';
import type { Engine } from './engine.ts';
import type { House } from './house.ts';
import { ownerName } from './list-owner.ts';
import type { ListOwner } from './list-owner.ts';
import { lightest, renderMail } from './message.ts';
import type { MailLinks, MailWords } from './message.ts';
import { inLanguage, paths } from './paths.ts';
import type { Tongue } from './tongue.ts';
import { wishView } from './wish-view.ts';

export interface InForceMail {
  /** A wish that was just confirmed when left out. */
  readonly occasion?: InForceOccasion;
  /** What is in force for the places chosen, the most important first. */
  readonly revisions: readonly Revision[];
  readonly language: string;
  readonly missions: readonly Mission[];
  readonly links: MailLinks;
  /** For a reader who may be seen with it: subject and first lines name no place. */
  readonly discreet?: boolean;
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
  const { inForce, discreet: tellsNothing } = tongue.t.notice;
  const { revisions, discreet = false, occasion = 'confirmed' } = mail;
  const said = inForce[occasion];
  const count = revisions.length;
  return lightest(sizes, (size) =>
    renderMail(house, engine, {
      tongue,
      name: 'email/in-force',
      subject: discreet ? tellsNothing : tongue.fill(said.subject, { count }),
      data: {
        intro: count > 0 ? said.intro : inForce.none,
        ...heldHere(house, { ...mail, tongue }, size),
      },
    }),
  );
}

const mostWishes = 20;

export interface ImportedMail extends Omit<InForceMail, 'occasion'> {
  readonly wishes: readonly Wish[];
  readonly owner: ListOwner;
  /** Why that was lawful, as stated with the list. */
  readonly basis: StatedBasis;
}

/** To whom a list subscribed without asking: to what, by whom, by which right, how to leave, and what holds there now. */
export function importedMail(house: House, engine: Engine, mail: ImportedMail): MailWords {
  const tongue = house.tongue(mail.language);
  const { imported, discreet } = tongue.t.notice;
  const organisation = ownerName(house, tongue, mail.owner);
  const wishes = mail.wishes.slice(0, mostWishes).map((wish) => wishView(house, wish, tongue));
  return lightest(sizes, (size) =>
    renderMail(house, engine, {
      tongue,
      name: 'email/imported',
      subject: mail.discreet === true ? discreet : imported.subject,
      data: {
        intro: tongue.fill(imported.intro, { organisation }),
        basis: tongue.fill(imported.basis[mail.basis], { organisation }),
        privacyUrl: `${house.publicUrl}${inLanguage(paths.privacy, tongue.language)}`,
        wishes,
        ...heldHere(house, { ...mail, tongue }, size),
      },
    }),
  );
}

interface Held extends Pick<InForceMail, 'revisions' | 'missions' | 'links' | 'discreet'> {
  readonly tongue: Tongue;
}

/** What is in force, as much of it as there is room for. */
function heldHere(house: House, held: Held, { full, named, limit }: Size) {
  const { revisions, missions, links, tongue, discreet = false } = held;
  const view = (revision: Revision) => advisoryView(house, { revision, missions, tongue, limit });
  return {
    discreet,
    full: revisions.slice(0, full).map(view),
    named: revisions.slice(full, full + named).map(view),
    hasOthers: revisions.length > full + named,
    publicUrl: house.publicUrl,
    replyTo: house.issuer.replyTo,
    links,
  };
}
