import type { Revision } from '#src/advisory/revision.ts';
import type { MailAttempt, OwnMail } from '#src/subscription/own-mail.ts';

import { strongestStep } from './advice.ts';
import type { House } from './house.ts';
import { headlineBy } from './said-before.ts';
import { saidIn } from './said.ts';
import { alertWord, countriesFor } from './subject.ts';
import type { Tongue } from './tongue.ts';

/** Room for the names of countries in a list. */
const longestCountries = 80;

/** One mail of ours as its owner reads it. */
export interface OwnMailView {
  readonly name: string;
  readonly headline: string | undefined;
  readonly when: string;
  readonly state: string;
  readonly unclear: string | undefined;
  readonly attempts: readonly string[];
}

export function ownMailView(house: House, mail: OwnMail, tongue: Tongue): OwnMailView {
  const { why } = tongue.t.own;
  return {
    ...aboutOf(house, mail, tongue),
    when: instantIn(house, mail.queuedAt, tongue),
    state: stateOf(house, mail, tongue),
    unclear: mail.possiblySent ? why.unclear : undefined,
    attempts: mail.attempts.map((attempt) => attemptText(house, attempt, tongue)),
  };
}

/** What a message is called in a list: "UPDATE 2 · Mali", and its headline in the reader's language. */
export function messageName(
  house: House,
  revision: Revision,
  tongue: Tongue,
): Pick<OwnMailView, 'name'> & { readonly headline: string } {
  const { content } = revision;
  const said = saidIn(content, tongue);
  return {
    name: `${alertWord(revision, tongue)} · ${countriesFor(content, tongue, longestCountries)}`,
    headline:
      said.kind === 'translated'
        ? headlineBy(house, { revision, headline: said.words.headline }, tongue)
        : strongestStep(content, tongue),
  };
}

/** The same house by the clock that its reader chose; the issuer's where they chose none. */
export function byClock(house: House, clock: string | undefined): House {
  if (clock === undefined) return house;
  return { ...house, issuer: { ...house.issuer, timeZone: clock } };
}

/** A moment in the issuer's zone, which it names. */
export function instantIn({ issuer }: House, at: Date, tongue: Tongue): string {
  return tongue.instant(at, [issuer.timeZone])[0] ?? at.toISOString();
}

function aboutOf(
  house: House,
  { about }: OwnMail,
  tongue: Tongue,
): Pick<OwnMailView, 'name' | 'headline'> {
  if (about.kind === 'revision') return messageName(house, about.revision, tongue);
  return { name: noticeName(about.notice, tongue), headline: undefined };
}

/** What a notice is called to its reader. */
export function noticeName(notice: string, { t }: Tongue): string {
  const names: Readonly<Record<string, string>> = t.own.why.notices;
  return names[notice] ?? t.own.why.notices.other;
}

function stateOf(house: House, { state, settledAt, queuedAt }: OwnMail, tongue: Tongue): string {
  const { states } = tongue.t.own.why;
  if (state !== 'sent') return states[state];
  return tongue.fill(states.sent, { when: instantIn(house, settledAt ?? queuedAt, tongue) });
}

function attemptText(
  house: House,
  { at, outcome, reason }: MailAttempt,
  { fill, ...tongue }: Tongue,
): string {
  const { tried } = tongue.t.own.why;
  const values = { when: instantIn(house, at, { fill, ...tongue }), code: reason };
  if (outcome === 'pending') return fill(tried.later, values);
  if (outcome === 'failed') return fill(tried.refused, values);
  return fill(tried.other, { ...values, outcome });
}
