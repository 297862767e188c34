import { dateIn } from '#src/sources/dates.ts';
import { xmlIn } from '#src/sources/document-in.ts';
import { oneEach } from '#src/sources/one-each.ts';
import { textOfHtml } from '#src/sources/plain-text.ts';
import type { Doubt, Reading, SourceDocument } from '#src/sources/publisher.ts';
import { unreadable } from '#src/sources/refusal.ts';
import { stampOf } from '#src/sources/stamp.ts';
import type { XmlElement } from '#src/xml/read.ts';
import { elementsIn, firstIn, textIn } from '#src/xml/walk.ts';

import { entryOf } from './entry.ts';
import type { Destination } from './entry.ts';
import { levelOfFive, levelWorded } from './levels.ts';

/** The feed of all advisories and those of one level look alike, so that what is missing has not vanished. */
export function readRss(document: SourceDocument): Reading {
  const root = xmlIn(document);
  const channel = root.name === 'rss' ? firstIn(root, 'channel') : undefined;
  if (channel === undefined) throw unreadable('expected RSS, got something else');
  const items = elementsIn(channel, 'item').map((item) => destinationIn(item));
  const entries = items.flatMap((item) => (item === undefined ? [] : entryOf(item)));
  return {
    entries: oneEach(entries),
    isComplete: false,
    follow: [],
    unreadable: items
      .filter((item) => item === undefined)
      .map(() => ({ key: undefined, reason: 'expected an item with its title and warnings' })),
  };
}

interface Warning {
  readonly coverage: string | undefined;
  readonly ofFive: string;
  readonly wording: string;
}

function destinationIn(item: XmlElement): Destination | undefined {
  const title = textIn(item, 'title');
  const warnings = elementsIn(item, 'warnings').map(warningIn);
  const whole = warnings.find(({ coverage }) => coverage === title) ?? warnings[0];
  if (title === undefined || whole === undefined) return undefined;
  const others = warnings.filter((warning) => warning !== whole);
  const said = textOfHtml(textIn(item, 'description') ?? '');
  const written = textIn(item, 'pubDate') ?? '';
  return {
    title,
    ...ratingOf(whole),
    parts: others.flatMap((warning) => ratingOf(warning).level ?? []),
    advice: said,
    news: said,
    changedAt: dateIn(written, 'Australia/Sydney'),
    stamp: stampOf([title, warnings, said, written]),
  };
}

function warningIn(element: XmlElement): Warning {
  return {
    coverage: textIn(element, 'coverage'),
    ofFive: textIn(element, 'level') ?? '',
    wording: textIn(element, 'description') ?? '',
  };
}

/**
 * A number that is offset by one is worth checking: where the wording beside it says another level, the higher holds, and
 * an officer looks. A bare number could be of either scale and says nothing without its wording.
 */
function ratingOf({ ofFive, wording }: Warning): Pick<Destination, 'level' | 'wording' | 'doubts'> {
  const [counted, worded] = [levelOfFive(ofFive), levelWorded(wording)];
  if (counted === null || worded === null || counted === worded) {
    return { level: counted ?? worded, wording: wording === '' ? ofFive : wording, doubts: [] };
  }
  const doubt: Doubt = {
    rule: 'level-disagrees',
    wording: 'The number of the level and its wording say different levels.',
  };
  return { level: counted > worded ? counted : worded, wording, doubts: [doubt] };
}
