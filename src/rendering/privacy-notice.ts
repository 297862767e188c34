import { createHash } from 'node:crypto';

import { policy } from '#config/policy.ts';
import { retention } from '#config/retention.ts';

import type { House } from './house.ts';
import { inLanguage, paths } from './paths.ts';
import type { Tongue } from './tongue.ts';

/** What people are told about their data. */
export interface PrivacyNotice {
  /** Changes with any word or figure of it, in any language. */
  readonly version: string;
  /** By language. */
  readonly texts: Readonly<Record<string, readonly string[]>>;
}

/** A part of the notice, as its page shows it. */
export interface PrivacySection {
  readonly heading: string;
  readonly texts: readonly string[];
  /** Where one's own data are seen. */
  readonly path?: string;
  /** Whom to write to. */
  readonly address?: string;
}

export function privacyNotice(house: House): PrivacyNotice {
  const texts = Object.fromEntries(
    house.tongues.map((tongue) => [tongue.language, textsOf(privacySections(house, tongue))]),
  );
  const version = createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 16);
  return { version, texts };
}

/** The figures are those that the service goes by. */
export function privacySections(house: House, tongue: Tongue): readonly PrivacySection[] {
  const { t, fill, language } = tongue;
  const { privacy } = t.pages;
  const unconfirmedDays = policy.confirmLinkDays + retention.unconfirmedMarginDays;
  return [
    {
      heading: privacy.who,
      texts: [fill(privacy.whoText, { issuer: house.issuerName(language) })],
    },
    { heading: privacy.what, texts: [privacy.whatText] },
    { heading: privacy.why, texts: [privacy.whyText] },
    { heading: privacy.seen, texts: [privacy.seenText] },
    {
      heading: privacy.long,
      texts: [
        fill(privacy.longAddress, { days: retention.addressDays }),
        fill(privacy.longTrip, { days: retention.tripDays }),
        fill(privacy.longSignUp, { days: unconfirmedDays }),
        fill(privacy.longTold, { days: retention.deliveriesDays }),
      ],
    },
    { heading: privacy.stays, texts: [privacy.staysText] },
    {
      heading: privacy.rights,
      texts: [privacy.rightsText],
      path: inLanguage(paths.manage, language),
    },
    { heading: privacy.abuse, texts: [privacy.abuseText] },
    { heading: privacy.ask, texts: [privacy.askText], address: house.issuer.privacyContact },
  ];
}

function textsOf(sections: readonly PrivacySection[]): readonly string[] {
  return sections.flatMap(({ heading, texts, address }) => [
    heading,
    ...texts,
    ...(address === undefined ? [] : [address]),
  ]);
}
