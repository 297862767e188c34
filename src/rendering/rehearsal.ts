import type { Revision } from '#src/advisory/revision.ts';

import { answeredMail } from './answered.ts';
import { digestMail } from './digest.ts';
import type { Engine } from './engine.ts';
import { ownCopy } from './export-view.ts';
import type { House } from './house.ts';
import { importedMail, inForceMail } from './in-force-mail.ts';
import type { ImportedMail } from './in-force-mail.ts';
import { advisoryMail } from './message.ts';
import type { MailWords } from './message.ts';
import {
  addedMail,
  confirmMail,
  followedMail,
  manageMail,
  residenceMail,
  unsubscribedMail,
} from './notices.ts';
import { pageNames } from './page-data.ts';
import { createPages } from './pages.ts';
import { sampleCopies } from './sample-own-pages.ts';
import { samplePages } from './sample-pages.ts';
import {
  sampleLinks,
  sampleMissions,
  sampleRevisions,
  sampleTooLong,
  sampleWish,
} from './samples.ts';
import { watched } from './watched.ts';

/** Says everything once, to nobody: only rendering finds a misspelt variable or a missing partial. Returns what was said. */
export function rehearse(house: House, engine: Engine, language: string): readonly string[] {
  // Mails are given everything that their templates may ask for; a page is not asked the same as another by their layout.
  const strict = {
    ...engine,
    render: (name: string, data: object) => engine.render(name, watched(data)),
  };
  return [
    ...mailsIn(house, strict, language),
    ...pagesIn(house, engine, language),
    ...copiesIn(house, strict, language),
  ];
}

const occasions = ['confirmed', 'trip-opens', 'trip-begins'] as const;

const tooLong = { revision: sampleTooLong, discreet: true };

function mailsIn(house: House, engine: Engine, language: string): readonly string[] {
  const [missions, links] = [sampleMissions, sampleLinks];
  const many = [sampleTooLong, ...Array.from({ length: 5 }, () => sampleRevisions).flat()];
  const mails: readonly MailWords[] = [
    ...[sampleTooLong, ...sampleRevisions].map((revision) =>
      advisoryMail(house, engine, { revision, language, missions, links }),
    ),
    advisoryMail(house, engine, { ...tooLong, language, missions, links }),
    ...missionMailsIn(house, engine, language),
    ...[true, false].map((discreet) =>
      confirmMail(house, engine, {
        wish: sampleWish,
        language,
        discreet,
        confirmUrl: 'SAMPLE',
        invited: discreet ? undefined : { organisation: undefined },
      }),
    ),
    manageMail(house, engine, { language, discreet: false, manageUrl: 'SAMPLE' }),
    unsubscribedMail(house, engine, { language, discreet: true, undoUrl: 'SAMPLE' }),
    ...[undefined, ...sampleRevisions.slice(0, 1)].map((revision) =>
      answeredMail(house, engine, {
        language,
        revision,
        missions,
        discreet: revision === undefined,
      }),
    ),
    ...[true, false].map((discreet) =>
      residenceMail(house, engine, {
        wish: sampleWish,
        language,
        residenceUrl: 'SAMPLE',
        discreet,
      }),
    ),
    ...occasions.map((occasion) => {
      const revisions = occasion === 'trip-begins' ? many : [];
      const discreet = revisions.length > 0;
      const held = { occasion, discreet, revisions, missions, links };
      return inForceMail(house, engine, { ...held, language });
    }),
    ...[true, false].map((discreet) =>
      digestMail(house, engine, {
        day: '2025-07-02',
        revisions: discreet ? sampleRevisions : [...many, ...many],
        language,
        links,
        discreet,
      }),
    ),
    ...companionMailsIn(house, engine, language),
    ...[[], many].map((revisions) => importedMail(house, engine, importedTo(language, revisions))),
  ];
  return mails.flatMap(({ html, text }) => [html, text]);
}

function companionMailsIn(house: House, engine: Engine, language: string): readonly MailWords[] {
  const mail = { wish: sampleWish, language, discreet: false };
  return [
    addedMail(house, engine, { ...mail, confirmUrl: 'SAMPLE' }),
    followedMail(house, engine, { ...mail, manageUrl: 'SAMPLE' }),
  ];
}

function missionMailsIn(house: House, engine: Engine, language: string): readonly MailWords[] {
  const by = sampleTooLong.publishedAt;
  const asked = [undefined, { url: 'SAMPLE', by, isNext: true }];
  const mail = { revision: sampleTooLong, language, missions: sampleMissions, links: sampleLinks };
  return asked.map((one) =>
    advisoryMail(house, engine, { ...mail, mission: { endpoint: 'x', asked: one } }),
  );
}

/** Whom a list subscribed, where nothing is in force and where much is. */
function importedTo(language: string, revisions: readonly Revision[]): ImportedMail {
  return {
    revisions,
    language,
    missions: sampleMissions,
    links: sampleLinks,
    wishes: [sampleWish, sampleWish],
    owner: { organisation: undefined },
    basis: 'public-task',
    discreet: revisions.length > 0,
  };
}

function pagesIn(house: House, engine: Engine, language: string): readonly string[] {
  const renderPage = createPages(house, engine);
  return pageNames.flatMap((name) =>
    samplePages[name].map((data) => renderPage(name, language, data)),
  );
}

function copiesIn(house: House, engine: Engine, language: string): readonly string[] {
  return sampleCopies.map((everything) => ownCopy(house, engine, { language, everything }));
}
