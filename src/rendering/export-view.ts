import type { OwnExport, OwnRow, OwnVersion } from '#src/subscription/own-export.ts';

import type { Engine } from './engine.ts';
import type { House } from './house.ts';
import { instantIn, ownMailView } from './own-mail-view.ts';
import type { PageData } from './page-data.ts';
import { inLanguage } from './paths.ts';
import type { Tongue } from './tongue.ts';
import { wishView } from './wish-view.ts';

/** Where a citizen gets a copy of everything. */
export function exportPage(_house: House, tongue: Tongue, data: PageData['manage-export']) {
  const path = (to: string) => inLanguage(to, tongue.language);
  return {
    title: tongue.t.own.export.title,
    htmlPath: path(data.htmlPath),
    jsonPath: data.jsonPath,
    backPath: path(data.backPath),
  };
}

/** Told in the reader's language in what is above them; the rest stands as it is. */
const toldAbove: ReadonlySet<string> = new Set(['addresses', 'subscriptions']);

/** The copy to read: a file that stands alone, for it is kept where no page of ours can be fetched from. */
export function ownCopy(
  house: House,
  engine: Engine,
  { language, everything }: { readonly language: string; readonly everything: OwnExport },
): string {
  const tongue = house.tongue(language);
  const { t, dir } = tongue;
  const copy = copyView(house, tongue, everything);
  return engine.render('documents/own-copy', { t, dir, copy });
}

function copyView(house: House, tongue: Tongue, everything: OwnExport) {
  const { export: phrases } = tongue.t.own;
  const { address, madeAt, versions, mails, records } = everything;
  return {
    title: phrases.document,
    language: tongue.language,
    issuer: house.issuerName(tongue.language),
    privacyContact: house.issuer.privacyContact,
    madeAt: tongue.fill(phrases.madeAt, { when: instantIn(house, madeAt, tongue) }),
    address,
    versions: versions.map((version) => versionView(house, version, tongue)),
    mails: mails.map((mail) => ownMailView(house, mail, tongue)),
    rest: Object.entries(records)
      .filter(([table, rows]) => !toldAbove.has(table) && rows.length > 0)
      .map(([table, rows]) => ({
        table,
        count: tongue.fill(phrases.records, { count: rows.length }),
        rows: rows.map(fieldsOf),
      })),
  };
}

function versionView(house: House, version: OwnVersion, tongue: Tongue) {
  const { export: phrases, why } = tongue.t.own;
  const when = (at: Date) => instantIn(house, at, tongue);
  const { askedAt, confirmedAt, endedAt, endedBy } = version;
  return {
    wish: wishView(house, version.wish, tongue),
    times: [
      tongue.pair(phrases.asked, when(askedAt)),
      ...(confirmedAt === undefined ? [] : [tongue.pair(phrases.from, when(confirmedAt))]),
      ...(endedAt === undefined ? [] : [tongue.pair(phrases.until, when(endedAt))]),
      ...(endedBy === undefined ? [] : [why.endedBy[endedBy]]),
    ],
  };
}

/** Fields that hold nothing are left to the copy for programs. */
function fieldsOf(row: OwnRow): readonly { readonly name: string; readonly value: string }[] {
  return Object.entries(row)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => ({ name, value: textOf(value) }));
}

function textOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' ? value : JSON.stringify(value);
}
