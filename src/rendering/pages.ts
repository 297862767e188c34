import type { Engine } from './engine.ts';
import type { House } from './house.ts';
import type { PageData, PageName } from './page-data.ts';
import { pageViews } from './page-views.ts';
import { inLanguage, paths } from './paths.ts';

/** One public page as HTML, from `templates/pages/<name>.liquid`. */
export type RenderPage = <N extends PageName>(
  name: N,
  language: string,
  data: PageData[N],
) => string;

export function createPages(house: House, engine: Engine): RenderPage {
  return (name, language, data) => {
    const tongue = house.tongue(language);
    const { t, dir } = tongue;
    const page = pageViews[name](house, tongue, data);
    const site = siteView(house, tongue.language, data.path);
    return engine.render(`pages/${name}`, { t, dir, site, page });
  };
}

function siteView(house: House, language: string, path: string) {
  return {
    language,
    root: paths.home,
    issuer: house.issuerName(language),
    isExample: house.issuer.example,
    privacyContact: house.issuer.privacyContact,
    paths: {
      ...paths,
      home: inLanguage(paths.home, language),
      countries: inLanguage(paths.countries, language),
      subscribe: inLanguage(paths.subscribe, language),
      manage: inLanguage(paths.manage, language),
      privacy: inLanguage(paths.privacy, language),
    },
    languages: house.tongues.map((tongue) => ({
      code: tongue.language,
      name: tongue.t.name,
      dir: tongue.dir,
      path: inLanguage(path, tongue.language),
      isShown: tongue.language === language,
    })),
  };
}
