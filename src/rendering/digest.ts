import { lanes } from '#src/advisory/lane.ts';
import { isEnded } from '#src/advisory/revision.ts';
import type { Revision } from '#src/advisory/revision.ts';

import { strongestStep } from './advice.ts';
import type { Part } from './advice.ts';
import { advisoryView } from './advisory-view.ts';
import type { AdvisoryView } from './advisory-view.ts';
import { singleLine } from './bidi.ts';
import type { Engine } from './engine.ts';
import type { House } from './house.ts';
import { lightest, renderMail } from './message.ts';
import type { MailLinks, MailWords } from './message.ts';
import { countriesFor } from './subject.ts';
import type { Tongue } from './tongue.ts';

export interface DigestMail {
  /** The calendar day of its readers, YYYY-MM-DD. */
  readonly day: string;
  /** The latest of each advisory. */
  readonly revisions: readonly Revision[];
  readonly language: string;
  readonly links: MailLinks;
  readonly discreet: boolean;
}

/** What a digest still has to say: what has ended since, nobody is told whom nobody told that it began. */
export function worthTelling(revisions: readonly Revision[], at: Date): readonly Revision[] {
  return revisions.filter(({ content }) => !isEnded(content, at));
}

/** So many are told in a few lines each, and so many by name and link, and so long may a line be: less of each until it fits. */
const sizes: readonly [Size, ...Size[]] = [
  { told: 60, named: 40, limit: 600 },
  { told: 30, named: 60, limit: 400 },
  { told: 15, named: 40, limit: 300 },
  { told: 5, named: 20, limit: 200 },
];

interface Size {
  readonly told: number;
  readonly named: number;
  readonly limit: number;
}

/** Several advisories in one mail, the most important first: what each says in a few lines, and where all of it stands. */
export function digestMail(house: House, engine: Engine, mail: DigestMail): MailWords {
  const tongue = house.tongue(mail.language);
  const { links, discreet } = mail;
  const revisions = mail.revisions.toSorted(byWeight);
  return lightest(sizes, ({ told, named, limit }) =>
    renderMail(house, engine, {
      tongue,
      name: 'email/digest',
      subject: subjectOf(mail, revisions, tongue),
      data: {
        discreet,
        intro: tongue.t.notice.digest.intro,
        told: revisions
          .slice(0, told)
          .map((one) => entryOf(house, { revision: one, tongue, limit })),
        named: revisions
          .slice(told, told + named)
          .map((one) => entryOf(house, { revision: one, tongue, limit })),
        hasOthers: revisions.length > told + named,
        publicUrl: house.publicUrl,
        replyTo: house.issuer.replyTo,
        links,
      },
    }),
  );
}

/** The day, so that no subject is an earlier one again; how many, and of where, but for those who may be seen with it. */
function subjectOf(
  { day, discreet }: Pick<DigestMail, 'day' | 'discreet'>,
  revisions: readonly Revision[],
  tongue: Tongue,
): string {
  const { digest } = tongue.t.notice;
  const said = { date: tongue.day(day), messages: tongue.messages(revisions.length) };
  if (discreet) return singleLine(tongue.fill(digest.discreet, said));
  const appliesTo = revisions.flatMap(({ content }) => content.appliesTo);
  const countries = countriesFor({ appliesTo }, tongue, roomForCountries);
  return singleLine(tongue.fill(digest.subject, { ...said, countries }));
}

const roomForCountries = 40;

interface Entry extends Pick<AdvisoryView, 'word' | 'countries' | 'headline' | 'url' | 'host'> {
  /** The issuer's scale, in the issuer's words. */
  readonly levels: AdvisoryView['appliesTo'];
  readonly change: Line | undefined;
  /** What to do, for those who are there and those who plan to go. */
  readonly advice: readonly Line[];
  readonly original:
    | Pick<NonNullable<AdvisoryView['original']>, 'language' | 'dir' | 'headline'>
    | undefined;
}

/** The first paragraph under a label. */
interface Line {
  readonly label: string;
  readonly text: string;
}

const mostLevels = 3;
const mostAdvice = 2;

function entryOf(
  house: House,
  {
    revision,
    tongue,
    limit,
  }: { readonly revision: Revision; readonly tongue: Tongue; readonly limit: number },
): Entry {
  const view = advisoryView(house, { revision, missions: [], tongue, limit });
  const { word, countries, headline, url, host, original } = view;
  return {
    word,
    countries,
    headline: original === undefined ? headline : strongestStep(revision.content, tongue),
    url,
    host,
    levels: view.appliesTo.filter(({ wording }) => wording !== '').slice(0, mostLevels),
    change: original === undefined ? view.changes.flatMap(lineOf)[0] : undefined,
    advice: original === undefined ? view.advice.slice(0, mostAdvice).flatMap(lineOf) : [],
    original: original && {
      language: original.language,
      dir: original.dir,
      headline: original.headline,
    },
  };
}

function lineOf({ label, paragraphs: [text] }: Part): readonly Line[] {
  return text === undefined ? [] : [{ label, text }];
}

/** The more urgent first, then the higher level, then the newer. */
function byWeight(one: Revision, other: Revision): number {
  return (
    lanes.indexOf(one.lane) - lanes.indexOf(other.lane) ||
    highest(other) - highest(one) ||
    other.publishedAt.getTime() - one.publishedAt.getTime()
  );
}

function highest({ content }: Revision): number {
  return Math.max(...content.appliesTo.map(({ level }) => level ?? 0), 0);
}
