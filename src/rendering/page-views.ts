import { policy } from '#config/policy.ts';
import { alertedFrom, alertedUntil } from '#src/subscription/stay.ts';
import type { Wish } from '#src/subscription/subscription.ts';

import { advisoryPage } from './advisory-page.ts';
import { companionsPage } from './companions-view.ts';
import { countriesPage, countryPage } from './country-views.ts';
import { entryView } from './entry-view.ts';
import { exportPage } from './export-view.ts';
import { formErrors } from './form-view.ts';
import { homePage } from './home-view.ts';
import type { House } from './house.ts';
import { managePage } from './manage-view.ts';
import {
  acknowledgedPage,
  acknowledgePage,
  mailboxVerifiedPage,
  verifyMailboxPage,
} from './mission-view.ts';
import type { PageData, PageName } from './page-data.ts';
import type { PageView, Present } from './page-view.ts';
import { inLanguage, paths } from './paths.ts';
import { privacyNotice, privacySections } from './privacy-notice.ts';
import type { Tongue } from './tongue.ts';
import { waitText } from './wait-text.ts';
import { whyListPage, whyPage } from './why-view.ts';
import { wishPages } from './wish-pages.ts';
import { wishView } from './wish-view.ts';

/** Turns what the caller knows into what each template shows. */
export const pageViews: { readonly [N in PageName]: Present<PageData[N]> } = {
  home: homePage,
  countries: countriesPage,
  country: countryPage,
  advisory: advisoryPage,
  ...wishPages,
  'check-mail': checkMailPage,
  confirmed: (house, tongue, { wish, revisions }) => ({
    title: tongue.t.pages.confirmed.title,
    days: alertedDaysOf(wish, tongue),
    entries: revisions.map((revision) => entryView(house, revision, tongue)),
  }),
  'link-gone': (_house, { t, language }, { reason, purpose }) => ({
    title: t.pages.linkGone[reason],
    again: t.pages.linkGone[purpose],
    againPath: inLanguage(purpose === 'confirm' ? paths.subscribe : paths.manage, language),
  }),
  'manage-request': (_house, tongue, { action, address, errors, begun }) => ({
    begun,
    title: tongue.t.pages.manageRequest.title,
    errors: formErrors(errors, tongue),
    action,
    address,
  }),
  manage: managePage,
  'manage-end': (house, tongue, { action, backPath, wish }) => ({
    title: tongue.t.pages.end.title,
    wish: wishView(house, wish, tongue),
    action,
    backPath: inLanguage(backPath, tongue.language),
  }),
  'manage-erase': (_house, { t, language }, { action, backPath }) => ({
    title: t.pages.erase.title,
    action,
    backPath: inLanguage(backPath, language),
  }),
  erased: (_house, { t }) => ({ title: t.pages.erased.title }),
  privacy: (house, tongue) => ({
    title: tongue.t.pages.privacy.title,
    sections: privacySections(house, tongue),
    version: tongue.fill(tongue.t.pages.privacy.version, { version: privacyNotice(house).version }),
  }),
  'manage-companions': companionsPage,
  'manage-export': exportPage,
  'manage-why': whyListPage,
  'manage-why-message': whyPage,
  unsubscribe: (_house, { t }, { action }) => ({ title: t.pages.unsubscribe.title, action }),
  unsubscribed: (_house, { t, fill }, { since }) => ({
    title: t.pages.unsubscribed.title,
    isNew: since === 'now',
    undo: fill(t.pages.unsubscribed[since], { days: policy.undoDays }),
  }),
  undo: (_house, { t, fill }, { action }) => ({
    title: t.pages.unsubscribed.title,
    text: fill(t.pages.unsubscribed.undo, { days: policy.undoDays }),
    action,
  }),
  restored: (_house, { t }, { isNew }) => ({ title: t.pages.restored.title, isNew }),
  suppression: (_house, tongue, { action, backPath, suppression: found, isLifted }) => {
    const { suppression } = tongue.t.pages;
    const when = found && tongue.day(found.since.toISOString());
    return {
      title: suppression.title,
      done: isLifted ? suppression.lifted : undefined,
      text: suppression[found?.kind ?? 'fine'],
      since: when && tongue.fill(suppression.since, { when }),
      action,
      backPath: inLanguage(backPath, tongue.language),
    };
  },
  acknowledge: acknowledgePage,
  acknowledged: acknowledgedPage,
  'verify-mailbox': verifyMailboxPage,
  'mailbox-verified': mailboxVerifiedPage,
  error: (_house, { t }, { status }) => errorPage(t.pages.failure, status),
};

/** Of a trip, from when to when its alerts come. */
function alertedDaysOf({ stay }: Wish, { t, fill, day }: Tongue): string | false {
  if (stay.kind !== 'trip') return false;
  const [from, until] = [day(alertedFrom(stay)), day(alertedUntil(stay))];
  return fill(t.pages.confirmed.days, { from, until });
}

function checkMailPage(
  _house: House,
  { t, fill }: Tongue,
  { purpose, waitMs }: PageData['check-mail'],
): PageView {
  const { checkMail } = t.pages;
  const minutes = policy.manageLinkMinutes;
  const text = purpose === 'confirm' ? checkMail.confirm : fill(checkMail.manage, { minutes });
  return { title: checkMail.title, text, wait: waitText({ t, fill }, waitMs) };
}

function errorPage(failure: Tongue['t']['pages']['failure'], status: number): PageView {
  if (status === 404) return { title: failure.notFound, text: failure.notFoundText };
  if (status === 429) return { title: failure.tooMany, text: failure.tooManyText };
  if (status < 500) return { title: failure.badRequest, text: failure.badRequestText };
  return { title: failure.broken, text: failure.brokenText };
}
