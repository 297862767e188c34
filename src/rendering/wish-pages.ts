import { entryView } from './entry-view.ts';
import { formErrors, formView } from './form-view.ts';
import { lookbackView } from './lookback-view.ts';
import type { Field, PageData } from './page-data.ts';
import type { Present } from './page-view.ts';
import { inLanguage } from './paths.ts';
import { wishView } from './wish-view.ts';
import { zoneOptions } from './zones.ts';

type WishPage =
  | 'subscribe'
  | 'subscribe-preview'
  | 'zone'
  | 'confirm'
  | 'manage-edit'
  | 'residence'
  | 'residence-moved'
  | 'residence-answered';

/** The pages on which a wish is made, looked at and changed. */
export const wishPages: { readonly [N in WishPage]: Present<PageData[N]> } = {
  subscribe: (house, tongue, { action, searchAction, ...form }) => ({
    title: tongue.t.pages.subscribe.title,
    form: formView(house, form, tongue),
    errors: formErrors(form.errors, tongue),
    action,
    searchAction,
  }),
  'subscribe-preview': (house, tongue, { wish, lookback, errors, ...page }) => ({
    title: tongue.t.pages.preview.title,
    wish: wishView(house, wish, tongue),
    lookback: lookbackView(lookback, tongue),
    errors: formErrors(errors, tongue),
    action: page.action,
    address: page.address,
    begun: page.begun,
    changePath: inLanguage(page.changePath, tongue.language),
    zonePath: page.zonePath === undefined ? false : inLanguage(page.zonePath, tongue.language),
    hidden: page.hidden.map(fieldView),
  }),
  zone: (house, tongue, { action, hidden, zone }) => ({
    title: tongue.t.pages.zone.title,
    groups: zoneOptions(zone === '' ? house.issuer.timeZone : zone, tongue),
    errors: formErrors([], tongue),
    hidden: hidden.map(fieldView),
    action,
  }),
  confirm: (house, tongue, { action, changePath, wish, lookback, revisions }) => ({
    title: tongue.t.pages.confirm.title,
    wish: wishView(house, wish, tongue),
    lookback: lookbackView(lookback, tongue),
    entries: revisions.map((revision) => entryView(house, revision, tongue)),
    action,
    changePath: changePath === undefined ? undefined : inLanguage(changePath, tongue.language),
  }),
  'manage-edit': (house, tongue, { action, searchAction, lookback, last, ...form }) => ({
    title: tongue.t.pages.edit.title,
    button: last === 'save' ? tongue.t.pages.edit.button : tongue.t.pages.confirm.button,
    form: formView(house, form, tongue),
    errors: formErrors(form.errors, tongue),
    lookback: lookback === undefined ? [] : lookbackView(lookback, tongue),
    action,
    searchAction,
  }),
  residence: (house, tongue, { wish, action, movedPath }) => ({
    title: tongue.t.pages.residence.title,
    wish: wishView(house, wish, tongue),
    action,
    movedPath,
  }),
  'residence-moved': (house, tongue, { wish, action }) => ({
    title: tongue.t.pages.residence.movedTitle,
    wish: wishView(house, wish, tongue),
    action,
  }),
  'residence-answered': (_house, { t: { pages } }, { answer }) => {
    const { thanks, thanksText, followed, followedText, ended, endedText } = pages.residence;
    switch (answer) {
      case 'still':
        return { title: thanks, text: thanksText };
      case 'follow':
        return { title: followed, text: followedText };
      case 'end':
        return { title: ended, text: endedText };
    }
  },
};

function fieldView([name, value]: Field) {
  return { name, value };
}
