import { z } from 'zod';

import { dateIn } from '#src/sources/dates.ts';
import { jsonIn, looksLikeJson } from '#src/sources/document-in.ts';
import { optionsIn } from '#src/sources/options-in.ts';
import type {
  Publisher,
  PublisherSettings,
  Reading,
  SourceDocument,
} from '#src/sources/publisher.ts';
import { readingOf } from '#src/sources/warnings/entry.ts';
import { severities } from '#src/sources/warnings/severity.ts';
import type { Warning } from '#src/sources/warnings/warning.ts';

import { warningsInAtom } from './atom.ts';
import { warningOf } from './warning.ts';

const optionsSchema = z.strictObject({
  leastSeverity: z.enum(['Unknown', 'Minor', 'Moderate', 'Severe', 'Extreme']).default('Severe'),
});

const text = z.string().catch('');
const texts = z.array(z.string()).catch([]);

const propertiesSchema = z.object({
  id: z.string().min(1),
  status: z.string(),
  messageType: z.string(),
  references: z.array(z.object({ identifier: z.string(), sent: text })).catch([]),
  sent: text,
  onset: text,
  ends: text,
  expires: text,
  severity: text,
  response: text,
  event: text,
  headline: text,
  description: text,
  instruction: text,
  areaDesc: text,
  geocode: z.object({ UGC: texts, SAME: texts }).catch({ UGC: [], SAME: [] }),
});
type Properties = z.infer<typeof propertiesSchema>;

const documentSchema = z.object({ features: z.array(z.unknown()) });
const featureSchema = z.object({ properties: propertiesSchema });

/**
 * The US weather service's active alerts, as GeoJSON or Atom. The list holds what is in force, and warnings leave it by
 * running out, so that what is gone from it says nothing.
 */
export function createNws({ sourceId, url, options }: PublisherSettings): Publisher {
  const { leastSeverity } = optionsIn(optionsSchema, options, sourceId);
  const accept = 'application/geo+json, application/atom+xml;q=0.8';
  return { documents: [{ name: 'alerts', url, accept }], read };

  function read(document: SourceDocument): Reading {
    const { warnings, unreadable } = looksLikeJson(document)
      ? warningsInGeoJson(document)
      : warningsInAtom(document);
    return {
      ...readingOf(warnings, severities[leastSeverity]),
      isComplete: false,
      follow: [],
      unreadable,
    };
  }
}

function warningsInGeoJson(document: SourceDocument) {
  const { features } = jsonIn(documentSchema, document);
  const parsed = features.map((feature) => featureSchema.safeParse(feature));
  const unread = parsed.filter(({ success }) => !success);
  return {
    warnings: parsed.flatMap(({ data }) => (data ? [alertOf(data.properties)] : [])),
    unreadable: unread.map(({ error }) => ({
      key: undefined,
      reason: `expected an alert in the shape known, got another at ${error?.issues[0]?.path.join('.').slice(0, 60) || 'its root'}`,
    })),
  };
}

function alertOf({ geocode, ...alert }: Properties): Warning {
  const references = alert.references.toSorted((a, b) => timeOf(a.sent) - timeOf(b.sent));
  return warningOf({
    ...alert,
    sent: dateIn(alert.sent),
    ends: alert.ends || alert.expires,
    references: references.map(({ identifier }) => identifier),
    ugc: geocode.UGC,
    fips: geocode.SAME,
  });
}

function timeOf(written: string): number {
  return dateIn(written)?.getTime() ?? 0;
}
