import { policy } from '#config/policy.ts';
import type { Explanation } from '#src/subscription/explain.ts';
import type { Obstacle } from '#src/subscription/match.ts';
import type { Why } from '#src/subscription/own-records.ts';
import { alertedFrom, alertedUntil } from '#src/subscription/stay.ts';

import { placesOf } from './circumstances.ts';
import type { House } from './house.ts';
import { byClock, instantIn, messageName, noticeName, ownMailView } from './own-mail-view.ts';
import type { PageData } from './page-data.ts';
import { inLanguage, paths } from './paths.ts';
import type { Tongue } from './tongue.ts';
import { followedName, wishView } from './wish-view.ts';

/** More messages of one advisory than these are not linked to from the page of one. */
const mostNumbers = 30;

/** A citizen's own mails, and the search for one that did not come. */
export function whyListPage(issuers: House, tongue: Tongue, data: PageData['manage-why']) {
  const house = byClock(issuers, data.clock);
  const { why } = tongue.t.own;
  return {
    title: why.title,
    intro: tongue.fill(why.intro, { days: policy.ownMailsDays }),
    latest:
      data.mails.length < policy.ownMailsShown
        ? undefined
        : tongue.fill(why.latest, { count: policy.ownMailsShown }),
    mails: data.mails.map(({ mail, whyPath }) => ({
      ...ownMailView(house, mail, tongue),
      whyPath: whyPath === undefined ? undefined : inLanguage(whyPath, tongue.language),
    })),
    sought: data.sought,
    isSought: data.found !== undefined,
    found: (data.found ?? []).map(({ revision, whyPath }) => ({
      ...messageName(house, revision, tongue),
      when: instantIn(house, revision.publishedAt, tongue),
      whyPath: inLanguage(whyPath, tongue.language),
    })),
    action: data.action,
    backPath: inLanguage(data.backPath, tongue.language),
  };
}

/** Why one message came, or did not. */
export function whyPage(
  issuers: House,
  tongue: Tongue,
  { why, clock, advisoryPath, backPath }: PageData['manage-why-message'],
) {
  const house = byClock(issuers, clock);
  const { why: phrases } = tongue.t.own;
  const { revision, mail, newest } = why;
  const first = Math.max(1, Math.min(revision.number, newest - mostNumbers + 1));
  const last = Math.min(newest, first + mostNumbers - 1);
  return {
    title:
      mail?.state === 'sent' || why.toldIn !== undefined ? phrases.cameTitle : phrases.missedTitle,
    ...messageName(house, revision, tongue),
    message: tongue.fill(tongue.t.pages.advisory.message, { number: revision.number }),
    when: instantIn(house, revision.publishedAt, tongue),
    // An exercise has no public page.
    readPath:
      revision.content.status === 'actual'
        ? inLanguage(paths.message(revision.advisoryId, revision.number), tongue.language)
        : undefined,
    result: resultOf(house, why, tongue),
    attempts: mail === undefined ? [] : ownMailView(house, mail, tongue).attempts,
    wishes: why.explanations.map((explanation, index) => ({
      heading: tongue.fill(phrases.wish, { number: index + 1 }),
      reasons: reasonsOf(house, { explanation, why }, tongue),
      wish: wishView(house, explanation.wish, tongue),
    })),
    numbers: numbersBetween(first, last).map((number) => ({
      number,
      isShown: number === revision.number,
      path: inLanguage(`${advisoryPath}/${number}`, tongue.language),
    })),
    backPath: inLanguage(backPath, tongue.language),
  };
}

function numbersBetween(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_none, index) => first + index);
}

/** What became of it, in the order in which one asks. */
function resultOf(house: House, why: Why, tongue: Tongue): readonly string[] {
  const { why: phrases } = tongue.t.own;
  const { mail, toldBy, toldIn, suppressed, record } = why;
  const lines = [
    mail === undefined ? missingText(record, tongue) : ownMailView(house, mail, tongue).state,
    mail?.possiblySent === true ? phrases.unclear : undefined,
    toldIn === undefined
      ? undefined
      : tongue.fill(phrases.toldIn, {
          name: noticeName(toldIn.notice, tongue),
          when: instantIn(house, toldIn.at, tongue),
        }),
    toldBy === undefined ? undefined : tongue.fill(phrases.followUp, { number: toldBy }),
    suppressed === undefined
      ? undefined
      : tongue.fill(
          phrases.suppressed[suppressed.kind === 'complaint' ? 'complaint' : 'undelivered'],
          { when: instantIn(house, suppressed.since, tongue), code: suppressed.reason },
        ),
  ];
  return lines.filter((line) => line !== undefined);
}

function missingText(record: Why['record'], { t }: Tongue): string {
  const { why } = t.own;
  switch (record) {
    case 'complete':
      return why.notSent;
    case 'planning':
      return why.planning;
    case 'forgotten':
      return why.forgotten;
  }
}

interface Explained {
  readonly explanation: Explanation;
  readonly why: Why;
}

function reasonsOf(
  house: House,
  { explanation, why }: Explained,
  tongue: Tongue,
): readonly string[] {
  const { why: phrases } = tongue.t.own;
  const { fill } = tongue;
  switch (explanation.kind) {
    case 'told': {
      const places = explanation.places.map((place) => followedName(place, tongue));
      const follows = fill(phrases.follows, { places: places.join(tongue.t.format.semicolon) });
      return [follows, phrases.passed[explanation.passed]];
    }
    case 'not-told':
      return explanation.obstacles.map((obstacle) =>
        obstacleText({ obstacle, explanation, why }, tongue),
      );
    case 'ending':
      return [phrases.ending];
    case 'not-yet':
      if (explanation.confirmedAt === undefined) return [phrases.neverConfirmed];
      return [fill(phrases.notYet, { when: instantIn(house, explanation.confirmedAt, tongue) })];
    case 'over':
      return [
        fill(phrases.over, { when: instantIn(house, explanation.at, tongue) }),
        phrases.endedBy[explanation.endedBy],
      ];
  }
}

function obstacleText(
  { obstacle, explanation, why }: Explained & { readonly obstacle: Obstacle },
  tongue: Tongue,
): string {
  const { obstacles } = tongue.t.own.why;
  const { fill } = tongue;
  switch (obstacle.kind) {
    case 'place':
      return fill(obstacles.place, {
        places: placesOf(why.revision.content.appliesTo, tongue),
      });
    case 'level':
      return fill(obstacles.level, {
        level: tongue.t.wish.levels[`${explanation.wish.threshold}`],
      });
    case 'change':
      return fill(obstacles.change, { change: tongue.t.wish.kind[obstacle.change] });
    case 'category':
      return obstacles.category;
    case 'days':
      return fill(obstacles.days, {
        from: tongue.day(alertedFrom(obstacle.trip)),
        until: tongue.day(alertedUntil(obstacle.trip)),
      });
    case 'digest':
      return obstacles.digest[obstacle.every];
  }
}
