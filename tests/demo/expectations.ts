import { citizens, leaver, neighbour } from './citizens.ts';
import { alertsIn, notToldOf } from './diary.ts';
import type { Diary } from './diary.ts';
import { figuresOf } from './figures.ts';
import type { AlertMail } from './inbox.ts';
import { allClear } from './words.ts';

export interface Expectation {
  readonly expected: string;
  readonly holds: boolean;
  /** What was due and what was seen, for whoever asks why it does not hold. */
  readonly found: string;
}

const matching = citizens.filter((citizen) => citizen !== neighbour);
const staying = matching.filter((citizen) => citizen !== leaver);

/** What the story must have come to. */
export function expectationsOf(diary: Diary): readonly Expectation[] {
  return [
    ...whoWasTold(diary),
    ...whoWasNot(diary),
    ...howMailsWere(diary),
    ...whatEndpointsGot(diary),
    ...whatTheRecordsSay(diary),
  ];
}

function whoWasTold(diary: Diary): readonly Expectation[] {
  const alerts = alertsIn(diary);
  return [
    told('the caution reaches the five whom it concerns, each once', {
      alerts,
      revision: 1,
      people: matching,
    }),
    told('the correction reaches all five, each once', { alerts, revision: 2, people: matching }),
    told('the all-clear reaches the four who are still subscribed, each once', {
      alerts,
      revision: 3,
      people: staying,
    }),
    same('no mail beside these is an alert', alerts.length, 14),
    same('each mail has a Message-ID of its own', new Set(alerts.map(idOf)).size, alerts.length),
  ];
}

interface Telling {
  readonly alerts: readonly AlertMail[];
  readonly revision: number;
  readonly people: readonly { readonly address: string }[];
}

function told(expected: string, { alerts, revision, people }: Telling): Expectation {
  const came = alerts.filter((mail) => mail.revision === revision).map(({ to }) => to);
  const due = people.map(({ address }) => address);
  return same(expected, came.toSorted().join(' '), due.toSorted().join(' '));
}

function whoWasNot(diary: Diary): readonly Expectation[] {
  const { address } = neighbour;
  const reason = `follows ${neighbour.said}; it applies to Mali`;
  const left = 'unsubscribed by one click before it was published';
  const due = [
    ...[1, 2, 3].map((revision) => `${revision} ${address}: ${reason}`),
    `3 ${leaver.address}: ${left}`,
  ];
  const found = notToldOf(diary).map(({ revision, to, why }) => `${revision} ${to}: ${why}`);
  return [
    same(
      'who follows another country is told nothing, and who left no all-clear; the reason is known',
      found.toSorted().join('\n'),
      due.toSorted().join('\n'),
    ),
  ];
}

function howMailsWere(diary: Diary): readonly Expectation[] {
  const alerts = alertsIn(diary);
  return [
    each('every mail is in its reader’s language', alerts, (mail) => isInOwnLanguage(mail, diary)),
    each('every mail can be stopped by one click (RFC 8058)', alerts, (mail) => mail.hasOneClick),
    each('every follow-up threads under its reader’s first mail', alerts, (mail) =>
      isThreaded(mail, alerts),
    ),
    each('every all-clear says what still holds', alerts, saysWhatStillHolds),
  ];
}

/** By the language its HTML declares, and by the headline that was written in that language. */
function isInOwnLanguage({ to, language, subject, revision }: AlertMail, diary: Diary): boolean {
  const own = citizens.find(({ address }) => address === to)?.language ?? '';
  const published = diary.publications.find((one) => one.revision.number === revision)?.revision;
  const headline = published?.content.words[own]?.headline;
  return language === own && headline !== undefined && subject.includes(headline);
}

function isThreaded({ to, revision, inReplyTo }: AlertMail, alerts: readonly AlertMail[]): boolean {
  const first = alerts.find((mail) => mail.to === to && mail.revision === 1);
  return inReplyTo === (revision === 1 ? undefined : first?.messageId);
}

function saysWhatStillHolds({ revision, language, text }: AlertMail): boolean {
  if (revision < 3) return true;
  const words = Object.entries(allClear).find(([tag]) => tag === language)?.[1];
  return words !== undefined && plain(text).includes(plain(words.stillHolds));
}

/** Without line breaks and the invisible marks that keep two directions of writing apart. */
function plain(text: string): string {
  return text.replaceAll(/\p{Cf}/gu, '').replaceAll(/\s+/g, ' ');
}

function whatEndpointsGot({ calls, acknowledged }: Diary): readonly Expectation[] {
  const types = calls.map(({ revision, type }) => `${revision} ${type}`);
  const said = ['advisory.published', 'advisory.corrected', 'advisory.all_clear'];
  const due = said.flatMap((type, index) => [
    `${index + 1} advisory.approved`,
    `${index + 1} ${type}`,
  ]);
  return [
    same(
      'the embassy’s system is called when a revision is approved and when it goes out, once each and in order',
      types.join(),
      due.join(),
    ),
    each(
      'every webhook is verified by the package standardwebhooks',
      calls,
      (call) => call.verified,
    ),
    same('the embassy’s system acknowledges both emergencies', acknowledged, 2),
    same(
      'each webhook has an id of its own',
      new Set(calls.map(({ id }) => id)).size,
      calls.length,
    ),
  ];
}

function whatTheRecordsSay(diary: Diary): readonly Expectation[] {
  const { publications, publicStates, aloneRefused } = diary;
  return [
    same(
      'an emergency is not published without a second person',
      aloneRefused ?? '',
      'APPROVAL_MISSING',
    ),
    same('three revisions are published', publications.length, 3),
    each('every publication is done, and all of it sent', publications, (publication) => {
      const { planned, sent } = figuresOf(diary, publication);
      return isAllSent(publication.state, publication.outcomes) && planned === sent;
    }),
    each('the rows of every publication prove it (Q1)', publications, ({ ledger }) =>
      Boolean(ledger?.holds),
    ),
    same(
      'the public page says that the advisory has ended',
      publicStates.join(),
      'ended,replaced,replaced',
    ),
  ];
}

function isAllSent(state: string, outcomes: readonly string[]): boolean {
  return state === 'done' && outcomes.every((outcome) => outcome === 'sent');
}

function same<T extends string | number>(expected: string, found: T, due: T): Expectation {
  return { expected, holds: found === due, found: `due: ${due}\nseen: ${found || 'nothing'}` };
}

function each<T>(expected: string, all: readonly T[], isRight: (one: T) => boolean): Expectation {
  const right = all.filter(isRight).length;
  return {
    expected,
    holds: right === all.length && all.length > 0,
    found: `due: all ${all.length}\nseen: ${right}`,
  };
}

function idOf({ messageId }: AlertMail): string {
  return messageId;
}
