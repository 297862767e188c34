import { errorsView } from './errors-view.ts';
import type { House } from './house.ts';
import type { CompanionError, OwnPageData } from './own-page-data.ts';
import { inLanguage } from './paths.ts';
import type { Tongue } from './tongue.ts';
import { waitText } from './wait-text.ts';
import { wishView } from './wish-view.ts';

const fields = ['address', 'language'] as const;

/** Who else gets what a wish asks for, and the form that adds one more. */
export function companionsPage(
  house: House,
  tongue: Tongue,
  data: OwnPageData['manage-companions'],
) {
  const { companions } = tongue.t.own;
  return {
    title: companions.title,
    done: data.done === undefined ? undefined : companions[data.done],
    wait: data.done === 'added' && waitText(tongue, data.waitMs),
    wish: wishView(house, data.wish, tongue),
    companions: data.companions.map(({ companion, endAction }) => ({
      address: companion.maskedAddress,
      state: companions[companion.state],
      endAction,
    })),
    errors: errorsView(
      fields,
      data.errors.map((error) => ({ field: error.field, text: errorText(error, tongue) })),
    ),
    address: data.values.address,
    languages: house.tongues.map(({ language, t }) => ({
      value: language,
      label: t.name,
      isChosen: language === data.values.language,
    })),
    action: data.action,
    backPath: inLanguage(data.backPath, tongue.language),
  };
}

function errorText({ code }: CompanionError, { t }: Tongue): string {
  if (code === 'own-address' || code === 'too-many') return t.own.companions.errors[code];
  return t.pages.errors[code];
}
