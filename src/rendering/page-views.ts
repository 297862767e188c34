import { policy } from '#config/policy.ts';
import { stateOf } from '#src/advisory/revision.ts';
import type { Revision } from '#src/advisory/revision.ts';

import { advisoryView } from './advisory-view.ts';
import { errorsView, formView } from './form-view.ts';
import type { House } from './house.ts';
import type { PageData, PageName } from './page-data.ts';
import { inLanguage, paths } from './paths.ts';
import type { Tongue } from './tongue.ts';
import { wishView } from './wish-view.ts';

/** What a page's template gets as `page`. */
interface PageView {
  readonly title: string;
  readonly [detail: string]: unknown;
}

type Present<Data> = (house: House, tongue: Tongue, data: Data) => PageView;

/** Turns what the caller knows into what each template shows. */
export const pageViews: { readonly [N in PageName]: Present<PageData[N]> } = {
  home: (house, tongue, { revisions }) => ({
    title: tongue.t.pages.home.title,
    intro: tongue.fill(tongue.t.pages.home.intro, { issuer: house.issuerName(tongue.language) }),
    count: tongue.advisories(revisions.length),
    entries: revisions.map((revision) => entry(house, revision, tongue)),
  }),
  advisory: advisoryPage,
  subscribe: (house, tongue, { values, finding, errors, action }) => ({
    title: tongue.t.pages.subscribe.title,
    form: formView(house, { values, finding }, tongue),
    errors: errorsView(errors, tongue),
    action,
  }),
  'check-mail': (_house, tongue, { purpose }) => {
    const { checkMail } = tongue.t.pages;
    const minutes = policy.manageLinkMinutes;
    const text =
      purpose === 'confirm' ? checkMail.confirm : tongue.fill(checkMail.manage, { minutes });
    return { title: checkMail.title, text };
  },
  confirm: (house, tongue, { action, wish }) => ({
    title: tongue.t.pages.confirm.title,
    wish: wishView(house, wish, tongue),
    action,
  }),
  confirmed: (house, tongue, { revisions }) => ({
    title: tongue.t.pages.confirmed.title,
    entries: revisions.map((revision) => entry(house, revision, tongue)),
  }),
  'link-gone': (_house, { t, language }, { reason, purpose }) => ({
    title: t.pages.linkGone[reason],
    again: t.pages.linkGone[purpose],
    againPath: inLanguage(purpose === 'confirm' ? paths.subscribe : paths.manage, language),
  }),
  'manage-request': (_house, tongue, { action, address, errors }) => ({
    title: tongue.t.pages.manageRequest.title,
    errors: errorsView(errors, tongue),
    action,
    address,
  }),
  manage: managePage,
  'manage-edit': (house, tongue, { values, finding, errors, action }) => ({
    title: tongue.t.pages.edit.title,
    form: formView(house, { values, finding }, tongue),
    errors: errorsView(errors, tongue),
    action,
  }),
  'manage-end': (house, tongue, { action, backPath, wish }) => ({
    title: tongue.t.pages.end.title,
    wish: wishView(house, wish, tongue),
    action,
    backPath: inLanguage(backPath, tongue.language),
  }),
  unsubscribe: (_house, { t }, { action }) => ({ title: t.pages.unsubscribe.title, action }),
  unsubscribed: (_house, { t, fill }, { undoAction }) => ({
    title: t.pages.unsubscribed.title,
    undo: fill(t.pages.unsubscribed.undo, { days: policy.undoDays }),
    action: undoAction,
  }),
  restored: (_house, { t }) => ({ title: t.pages.restored.title }),
  error: (_house, { t }, { status }) => errorPage(t.pages.failure, status),
};

function advisoryPage(house: House, tongue: Tongue, data: PageData['advisory']): PageView {
  const { advisory, number, missions, at } = data;
  const revision = advisory.revisions.find((one) => one.number === number);
  if (revision === undefined) throw new Error(`expected a message ${number} of this advisory`);
  const newest = Math.max(...advisory.revisions.map((one) => one.number));
  const view = advisoryView(house, { revision, missions, tongue });
  return {
    title: view.subject,
    advisory: view,
    state: stateView(stateOf(revision, newest, at), tongue),
    latestPath:
      number === newest ? undefined : inLanguage(paths.advisory(advisory.id), tongue.language),
    overdue: number === newest ? overdueOf(revision, at, tongue) : undefined,
    history: advisory.revisions.map((one) => ({
      ...entry(house, one, tongue),
      path: inLanguage(paths.message(one.advisoryId, one.number), tongue.language),
      message: tongue.fill(tongue.t.pages.advisory.message, { number: one.number }),
      state: stateView(stateOf(one, newest, at), tongue).label,
      isShown: one.number === number,
    })),
  };
}

function stateView(state: ReturnType<typeof stateOf>, { t }: Tongue) {
  const { advisory } = t.pages;
  switch (state) {
    case 'in force':
      return { kind: 'in-force', label: advisory.inForce, text: advisory.inForceText };
    case 'replaced':
      return { kind: 'replaced', label: advisory.replaced, text: advisory.replacedText };
    case 'ended':
      return { kind: 'ended', label: advisory.ended, text: advisory.endedText };
  }
}

function overdueOf(revision: Revision, at: Date, tongue: Tongue): string | undefined {
  const { reviewBy, timeZone } = revision.content;
  if (reviewBy === undefined || new Date(reviewBy) > at) return undefined;
  if (stateOf(revision, revision.number, at) === 'ended') return undefined;
  const [when = ''] = tongue.instant(new Date(reviewBy), [timeZone]);
  return tongue.fill(tongue.t.pages.advisory.overdue, { when });
}

function managePage(house: House, tongue: Tongue, { items, done }: PageData['manage']): PageView {
  const { manage } = tongue.t.pages;
  return {
    title: manage.title,
    done: done === undefined ? undefined : manage[done],
    items: items.map(({ subscription, editPath, endPath }, index) => ({
      heading: tongue.fill(manage.item, { number: index + 1 }),
      wish: wishView(house, subscription.wish, tongue),
      since: tongue.day(subscription.since.toISOString()),
      editPath: inLanguage(editPath, tongue.language),
      endPath: inLanguage(endPath, tongue.language),
    })),
  };
}

function errorPage(failure: Tongue['t']['pages']['failure'], status: number): PageView {
  if (status === 404) return { title: failure.notFound, text: failure.notFoundText };
  if (status === 429) return { title: failure.tooMany, text: failure.tooManyText };
  if (status < 500) return { title: failure.badRequest, text: failure.badRequestText };
  return { title: failure.broken, text: failure.brokenText };
}

/** A revision in a list: enough to act on, with a link to all of it. */
function entry(house: House, revision: Revision, tongue: Tongue) {
  const view = advisoryView(house, { revision, missions: [], tongue, limit: 400 });
  const [when = ''] = tongue.instant(revision.publishedAt, [revision.content.timeZone]);
  return {
    ...view,
    path: inLanguage(paths.advisory(revision.advisoryId), tongue.language),
    issued: tongue.fill(tongue.t.pages.home.issued, { when }),
  };
}
