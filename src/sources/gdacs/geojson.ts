import { z } from 'zod';

import { dateIn } from '#src/sources/dates.ts';
import { jsonIn } from '#src/sources/document-in.ts';
import type { SourceDocument } from '#src/sources/publisher.ts';

import type { GdacsEvent } from './event.ts';
import { placesByCode, placesByName, together } from './places.ts';

const text = z
  .union([z.string(), z.number().transform(String), z.null()])
  .optional()
  .transform((value) => value ?? '');

const propertiesSchema = z.object({
  eventtype: text,
  eventid: text,
  episodeid: text,
  alertlevel: text,
  episodealertlevel: text,
  name: text,
  description: text,
  htmldescription: text,
  country: text,
  iso3: text,
  affectedcountries: z
    .array(z.object({ iso3: text, countryname: text }))
    .nullish()
    .transform((value) => value ?? []),
  fromdate: text,
  datemodified: text,
});
type Properties = z.infer<typeof propertiesSchema>;

const collectionSchema = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(z.unknown()),
});

const featureSchema = z.object({ properties: propertiesSchema });

/** The events of the search in GeoJSON; undefined for a feature that is none. Times have no zone and are UTC. */
export function eventsInGeojson(document: SourceDocument): readonly (GdacsEvent | undefined)[] {
  return jsonIn(collectionSchema, document).features.map((feature) => {
    const { data } = featureSchema.safeParse(feature);
    return data === undefined ? undefined : eventIn(data.properties);
  });
}

function eventIn(properties: Properties): GdacsEvent {
  const { affectedcountries: affected, iso3, country, name, description } = properties;
  const codes = [iso3, ...affected.map((one) => one.iso3)];
  // A country without a code among the affected has a name at least.
  const names = affected.filter((one) => one.iso3 === '').map((one) => one.countryname);
  const named = affected.length === 0 ? [country] : names;
  return {
    type: properties.eventtype,
    id: properties.eventid,
    episode: properties.episodeid,
    colour: properties.alertlevel,
    episodeColour: properties.episodealertlevel,
    title: name === '' ? description : name,
    description: properties.htmldescription === '' ? description : properties.htmldescription,
    ...together(placesByCode(codes), ...named.map((one) => placesByName(one))),
    begunAt: dateIn(properties.fromdate),
    changedAt: dateIn(properties.datemodified),
  };
}
