import type { Content, Words } from '#src/advisory/advisory.ts';
import { isEnding } from '#src/advisory/ending.ts';
import type { Revision } from '#src/advisory/revision.ts';

import { adviceParts, strongestStep } from './advice.ts';
import type { Part } from './advice.ts';
import { changeParts, numberingOf } from './changes.ts';
import { appliedOf, placesOf, sourceOf, timesOf } from './circumstances.ts';
import type { Applied, SourceView } from './circumstances.ts';
import { contactsOf } from './contacts.ts';
import type { Contact, Phone } from './contacts.ts';
import type { House } from './house.ts';
import { happenedLabel, headlineBy } from './said-before.ts';
import { cutAt, paragraphsOf, saidIn, shortened } from './said.ts';
import type { Said, TextLanguage } from './said.ts';
import { shortOf } from './short.ts';
import type { Showing } from './showing.ts';
import { alertWord, countriesFor, subjectOf } from './subject.ts';
import type { Tongue } from './tongue.ts';

/** A revision as templates show it, in the order of every message. */
export interface AdvisoryView {
  readonly subject: string;
  readonly issuer: string;
  readonly replyTo: string;
  /** The first number to call. */
  readonly help: { readonly name: string; readonly phone: Phone } | undefined;
  /** Says that it is an exercise or a test. */
  readonly banner: string | undefined;
  readonly word: string;
  readonly countries: string;
  readonly headline: string;
  readonly numbering: string | undefined;
  /** What is different, what ends, what still holds. */
  readonly changes: readonly Part[];
  readonly advice: readonly Part[];
  /** Says what happened, or that it had been said before. */
  readonly happenedLabel: string;
  readonly happened: readonly string[];
  readonly eventPlaces: string;
  /** Says that the advice holds there, or that it no longer does. */
  readonly appliesLabel: string;
  readonly appliesTo: readonly Applied[];
  readonly times: readonly Part[];
  readonly contacts: readonly Contact[];
  readonly nextUpdate: readonly string[];
  readonly original: OriginalView | undefined;
  readonly source: SourceView | undefined;
  readonly url: string;
  readonly host: string;
  readonly short: string;
  /** Where the rest stands, when prose was cut to keep a mail within its weight. */
  readonly cut: string | undefined;
}

/** The issuer's own text, while there is no translation. */
interface OriginalView extends TextLanguage {
  readonly notice: string;
  readonly headline: string;
  readonly parts: readonly Part[];
}

export function advisoryView(house: House, showing: Showing): AdvisoryView {
  const { revision, missions, tongue, limit } = showing;
  const { content } = revision;
  const whole = saidIn(content, tongue);
  const said = within(whole, limit);
  const words = said.kind === 'translated' ? said.words : undefined;
  const headline =
    words === undefined
      ? strongestStep(content, tongue)
      : headlineBy(house, { revision, headline: words.headline }, tongue);
  const contacts = contactsOf(content, missions, tongue);
  const url = house.advisoryUrl(revision.advisoryId);
  const applied = appliedOf(content, tongue);
  const appliesTo = limit === undefined ? applied : fewer(applied);
  const isWhole = isSame(said.words, whole.words) && isSame(appliesTo, applied);
  return {
    subject: subjectOf(revision, tongue, headline),
    issuer: house.issuerName(tongue.language),
    replyTo: house.issuer.replyTo,
    help: helpFrom(contacts),
    banner: bannerOf(content, tongue),
    word: alertWord(revision, tongue),
    countries: countriesFor(content, tongue, 200),
    headline,
    numbering: numberingOf(revision, tongue),
    changes: changeParts(revision, words, tongue),
    advice: adviceOrPointer(content, words, tongue),
    happenedLabel: happenedLabel(house, revision, tongue),
    happened: paragraphsOf(words?.whatHappened),
    eventPlaces: placesOf(content.eventPlaces, tongue),
    appliesLabel: appliesLabelOf(content, tongue),
    appliesTo,
    times: timesOf(revision, house.issuer.timeZone, tongue),
    contacts,
    nextUpdate: nextUpdateOf(content, house.issuer.timeZone, tongue),
    original: originalView(house, said, { revision, tongue }),
    source: sourceOf(content),
    url,
    host: house.host,
    short: shortOf(house, showing),
    cut: isWhole ? undefined : tongue.fill(tongue.t.message.cut, { url }),
  };
}

function appliesLabelOf(content: Content, { t }: Tongue): string {
  return isEnding(content) ? t.message.appliedTo : t.message.appliesTo;
}

function within(said: Said, limit: number | undefined): Said {
  return limit === undefined ? said : { ...said, words: shortened(said.words, limit) };
}

function bannerOf({ status }: Content, { t }: Tongue): string | undefined {
  return status === 'actual' ? undefined : t.banner[status];
}

/** When the whole was too heavy: the first wordings, and as many of their places as fit. */
function fewer(applied: readonly Applied[]): readonly Applied[] {
  return applied.slice(0, 15).map((one) => ({ ...one, places: cutAt(one.places, 600) }));
}

function isSame(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function helpFrom(contacts: readonly Contact[]): AdvisoryView['help'] {
  const callable = contacts.flatMap(({ answers, phones }) =>
    phones.slice(0, 1).map((phone) => ({ name: answers, phone })),
  );
  return callable[0];
}

function adviceOrPointer(
  content: Content,
  words: Words | undefined,
  tongue: Tongue,
): readonly Part[] {
  const parts = adviceParts(content, words, tongue);
  return parts.length > 0 ? parts : [{ label: '', paragraphs: [tongue.t.steps.readBelow] }];
}

/** When more is to be said, in the place's zone and the issuer's. */
export function nextUpdateOf(
  content: Content,
  issuerZone: string,
  tongue: Tongue,
): readonly string[] {
  if (content.nextUpdateBy === undefined || isEnding(content)) return [];
  return tongue.instant(new Date(content.nextUpdateBy), [content.timeZone, issuerZone]);
}

/** The issuer's words under labels of their own language, where a phrase file has them. */
function originalView(
  house: House,
  said: Said,
  { revision, tongue }: { readonly revision: Revision; readonly tongue: Tongue },
): OriginalView | undefined {
  if (said.kind === 'translated') return undefined;
  const { language } = said.in;
  const own = house.tongues.find((known) => known.language === language) ?? tongue;
  const happened = {
    label: happenedLabel(house, revision, own),
    paragraphs: paragraphsOf(said.words.whatHappened),
  };
  return {
    ...said.in,
    notice: tongue.fill(tongue.t.message.originalNotice, {
      language: tongue.languageName(language),
    }),
    headline: headlineBy(house, { revision, headline: said.words.headline }, own),
    parts: [
      ...changeParts(revision, said.words, own),
      ...adviceParts(
        { ...revision.content, residents: 'none', travellers: 'none' },
        said.words,
        own,
      ),
      happened,
    ],
  };
}
