import { dateIn } from '#src/sources/dates.ts';
import { xmlIn } from '#src/sources/document-in.ts';
import type { SourceDocument } from '#src/sources/publisher.ts';
import { unreadable } from '#src/sources/refusal.ts';
import type { XmlElement } from '#src/xml/read.ts';
import { elementsIn, firstIn, textIn } from '#src/xml/walk.ts';

import type { GdacsEvent } from './event.ts';
import { placesByCode, placesByName, together } from './places.ts';

/** The events of the RSS feed. The code of a country is that of the first only, the others are named. */
export function eventsInRss(document: SourceDocument): readonly GdacsEvent[] {
  const root = xmlIn(document);
  const channel = root.name === 'rss' ? firstIn(root, 'channel') : undefined;
  if (channel === undefined) throw unreadable('expected RSS, got something else');
  return elementsIn(channel, 'item').map((item) => eventIn(item));
}

function eventIn(item: XmlElement): GdacsEvent {
  const said = (name: string) => textIn(item, name) ?? '';
  return {
    type: said('eventtype'),
    id: said('eventid'),
    episode: said('episodeid'),
    colour: said('alertlevel'),
    episodeColour: said('episodealertlevel'),
    title: said('title'),
    description: said('description'),
    ...together(placesByCode([said('iso3')]), placesByName(said('country'))),
    begunAt: dateIn(said('fromdate')),
    changedAt: dateIn(said('datemodified')) ?? dateIn(said('pubDate')),
  };
}
