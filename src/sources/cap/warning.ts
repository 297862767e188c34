import type { CapAlert, CapInfo } from '#src/cap/alert.ts';
import { dateIn } from '#src/sources/dates.ts';
import { languageOf } from '#src/sources/feed/address.ts';
import { firstSaid, lineOf } from '#src/sources/lines.ts';
import { textOfHtml } from '#src/sources/plain-text.ts';
import { severityOf } from '#src/sources/warnings/severity.ts';
import type { Warning, WarningInfo } from '#src/sources/warnings/warning.ts';

import { placesOf } from './places.ts';
import type { Shapes } from './places.ts';

export interface CapReader {
  /** Where its alerts hold unless they say so. */
  readonly country: string | undefined;
  /** The language that comes first, where an alert has several. */
  readonly language: string | undefined;
  /** Of the document that the alerts stand in. */
  readonly shapes: Shapes;
}

/** A CAP message as a warning of its thread. What it lacks is taken from the message that it ends, where that is known. */
export function warningOf(
  key: string,
  { alert, last }: { readonly alert: CapAlert; readonly last?: CapAlert | undefined },
  reader: CapReader,
): Warning {
  const said = alert.infos.length > 0 ? alert.infos : (last?.infos ?? []);
  const where = { configured: reader.country, shapes: reader.shapes };
  const infos = said.map((info) => infoOf(info, where));
  const [first = wordless(alert, { ...where, language: reader.language }), ...others] =
    infos.toSorted((a, b) => rank(a, reader) - rank(b, reader));
  return {
    identifier: key,
    sent: dateIn(alert.sent),
    status: alert.status,
    msgType: alert.msgType,
    references: [],
    infos: [first, ...others],
  };
}

function rank({ language }: WarningInfo, reader: CapReader): number {
  return language === reader.language ? 0 : 1;
}

interface Where {
  readonly configured: string | undefined;
  readonly shapes: Shapes;
}

function infoOf(info: CapInfo, where: Where): WarningInfo {
  const headline = firstSaid(plain(info.headline), plain(info.event), plain(info.senderName));
  return {
    language: languageOf(info.language) ?? 'und',
    headline,
    description: firstSaid(plain(info.description), plain(info.event)),
    instruction: plain(info.instruction),
    ...severityOf(info.severity),
    isAllClear: info.responseTypes.includes('AllClear'),
    onset: dateIn(info.onset ?? info.effective),
    expires: dateIn(info.expires),
    ...placesOf(info.areas, where),
  };
}

/** A Cancel may say nothing but what it cancels. */
function wordless(
  { msgType, note }: CapAlert,
  { language, ...where }: Where & Pick<CapReader, 'language'>,
): WarningInfo {
  return {
    language: language ?? 'en',
    headline: firstSaid(lineOf(plain(note)), msgType),
    description: '',
    instruction: '',
    ...severityOf('Unknown'),
    isAllClear: false,
    onset: undefined,
    expires: undefined,
    ...placesOf([], where),
  };
}

/** Text as it is shown: without markup, and without characters that change the direction of writing. */
function plain(text = ''): string {
  const straight = text.replaceAll(/[\u202A-\u202E\u2066-\u2069]/g, '');
  const isMarkedUp = /<\/?[a-z][^<>]*>|&(?:#\w+|[a-z]+);/i.test(straight);
  return isMarkedUp ? textOfHtml(straight) : straight;
}
