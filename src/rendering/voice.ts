import type { OwnExport } from '#src/subscription/own-export.ts';

import { answeredMail } from './answered.ts';
import type { AnsweredMail } from './answered.ts';
import { atomFeed } from './atom.ts';
import { capIndex } from './cap-index.ts';
import type { CapIndex } from './cap-index.ts';
import { capWords } from './cap-words.ts';
import type { CapShowing, CapSaid } from './cap-words.ts';
import { digestMail } from './digest.ts';
import type { DigestMail } from './digest.ts';
import { createEngine } from './engine.ts';
import { ownCopy } from './export-view.ts';
import type { Feed } from './feed.ts';
import { createHouse } from './house.ts';
import type { HouseOptions } from './house.ts';
import { importedMail, inForceMail } from './in-force-mail.ts';
import type { ImportedMail, InForceMail } from './in-force-mail.ts';
import { jsonFeed } from './json-feed.ts';
import { levelsGeoJson } from './levels.ts';
import type { Levels } from './levels.ts';
import { advisoryMail, shortText } from './message.ts';
import type { AdvisoryMail, MailWords } from './message.ts';
import {
  addedMail,
  confirmMail,
  followedMail,
  manageMail,
  residenceMail,
  unsubscribedMail,
} from './notices.ts';
import type {
  ConfirmMail,
  FollowedMail,
  ManageMail,
  ResidenceMail,
  UnsubscribedMail,
} from './notices.ts';
import { createPages } from './pages.ts';
import type { RenderPage } from './pages.ts';
import { languagesOffered, readPhrases } from './phrases.ts';
import { privacyNotice } from './privacy-notice.ts';
import type { PrivacyNotice } from './privacy-notice.ts';
import { rehearse } from './rehearsal.ts';
import { buildStyle } from './style.ts';
import { withdrawalWords } from './withdrawal.ts';
import type { WithdrawalWords } from './withdrawal.ts';

/** What places are called here, for whoever looks one up. */
interface PlaceNames {
  readonly languages: readonly string[];
  /** What our pages call a country, in every language. */
  readonly shown: (country: string) => readonly string[];
  /** What people call a country or region besides. */
  readonly alsoCalled: (code: string) => readonly string[];
}

/** Everything the service says: mails, pages, the short text and the feed, in every language of the issuer. */
export interface Voice {
  readonly advisoryMail: (mail: AdvisoryMail) => MailWords;
  readonly confirmMail: (mail: ConfirmMail) => MailWords;
  readonly addedMail: (mail: ConfirmMail) => MailWords;
  readonly followedMail: (mail: FollowedMail) => MailWords;
  readonly manageMail: (mail: ManageMail) => MailWords;
  readonly inForceMail: (mail: InForceMail) => MailWords;
  readonly residenceMail: (mail: ResidenceMail) => MailWords;
  readonly importedMail: (mail: ImportedMail) => MailWords;
  readonly unsubscribedMail: (mail: UnsubscribedMail) => MailWords;
  readonly digestMail: (mail: DigestMail) => MailWords;
  readonly answeredMail: (mail: AnsweredMail) => MailWords;
  /** The phrase book's words for taking an advisory back; undefined for a language that the issuer does not offer. */
  readonly withdrawal: (language: string) => WithdrawalWords | undefined;
  /** At most 300 characters, made to be passed on. */
  readonly shortText: (mail: Omit<AdvisoryMail, 'links' | 'discreet'>) => string;
  readonly renderPage: RenderPage;
  /** A citizen's copy of everything, to read. */
  readonly ownCopy: (copy: { readonly language: string; readonly everything: OwnExport }) => string;
  /** The languages that everything is said in, the default one first. */
  readonly languages: readonly string[];
  readonly placeNames: PlaceNames;
  readonly atomFeed: (feed: Feed) => string;
  readonly jsonFeed: (feed: Feed) => string;
  readonly capIndex: (index: CapIndex) => string;
  /** What a CAP message says, in every language that it may be said in now, the issuer's own first. */
  readonly capWords: (showing: CapShowing) => readonly CapSaid[];
  readonly levels: (levels: Levels) => string;
  /** What people are told about their data, and by which version a consent to it is known. */
  readonly notice: PrivacyNotice;
  /** The stylesheet that every page links to. */
  readonly style: string;
  /**
   * Renders everything with made-up data. Throws TEMPLATE_INVALID naming file and line, so that a broken template stops the
   * start and not an alert. Templates are the same in every language, and what is a language's own, its phrases and their
   * slots, was held against their shape when they were read: so one of them will do where seconds count.
   */
  readonly rehearse: (which: 'own' | 'all') => void;
}

/** Reads templates and phrases once. Throws TEMPLATE_INVALID naming file and line for what cannot be read. */
export function createVoice(options: HouseOptions & { readonly templatesDir: string }): Voice {
  const { templatesDir, issuer } = options;
  const languages = languagesOffered(templatesDir, issuer);
  const phrases = readPhrases(templatesDir, languages);
  const house = createHouse(options, phrases);
  const engine = createEngine(templatesDir);
  return {
    advisoryMail: (mail) => advisoryMail(house, engine, mail),
    confirmMail: (mail) => confirmMail(house, engine, mail),
    addedMail: (mail) => addedMail(house, engine, mail),
    followedMail: (mail) => followedMail(house, engine, mail),
    manageMail: (mail) => manageMail(house, engine, mail),
    inForceMail: (mail) => inForceMail(house, engine, mail),
    residenceMail: (mail) => residenceMail(house, engine, mail),
    importedMail: (mail) => importedMail(house, engine, mail),
    unsubscribedMail: (mail) => unsubscribedMail(house, engine, mail),
    digestMail: (mail) => digestMail(house, engine, mail),
    answeredMail: (mail) => answeredMail(house, engine, mail),
    withdrawal: (language) => withdrawalWords(house, phrases.get(language), language),
    shortText: (mail) => shortText(house, mail),
    renderPage: createPages(house, engine),
    ownCopy: (copy) => ownCopy(house, engine, copy),
    languages,
    placeNames: {
      languages,
      shown: (code) => house.tongues.map(({ country }) => country(code)),
      alsoCalled: (code) => house.tongues.flatMap(({ t }) => t.alsoCalled?.[code] ?? []),
    },
    atomFeed: (feed) => atomFeed(house, feed),
    jsonFeed: (feed) => jsonFeed(house, feed),
    capIndex: (index) => capIndex(house, index),
    capWords: (showing) => capWords(house, showing),
    levels: (levels) => levelsGeoJson(house, levels),
    notice: privacyNotice(house),
    style: buildStyle(templatesDir),
    rehearse(which) {
      for (const language of which === 'all' ? languages : languages.slice(0, 1)) {
        rehearse(house, engine, language);
      }
    },
  };
}
