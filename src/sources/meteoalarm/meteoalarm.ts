import { z } from 'zod';

import { dateIn } from '#src/sources/dates.ts';
import { jsonIn } from '#src/sources/document-in.ts';
import { languageOf } from '#src/sources/feed/address.ts';
import { firstSaid, lineOf } from '#src/sources/lines.ts';
import { optionsIn } from '#src/sources/options-in.ts';
import type {
  Publisher,
  PublisherSettings,
  Reading,
  SourceDocument,
} from '#src/sources/publisher.ts';
import { readingOf } from '#src/sources/warnings/entry.ts';
import { severityOf } from '#src/sources/warnings/severity.ts';
import type { Warning, WarningInfo } from '#src/sources/warnings/warning.ts';

import { areaPlace } from './areas.ts';

const optionsSchema = z.strictObject({
  /** Of Meteoalarm's awareness levels: 1 green, 2 yellow, 3 orange, 4 red. */
  leastAwareness: z.literal([1, 2, 3, 4]).default(3),
});

const text = z.string().catch('');
const pairs = z.array(z.object({ valueName: z.string(), value: z.string() })).catch([]);

const infoSchema = z.object({
  language: text,
  headline: text,
  event: text,
  description: text,
  instruction: text,
  severity: text,
  onset: text,
  expires: text,
  responseType: z.array(z.string()).catch([]),
  parameter: pairs,
  area: z.array(z.object({ areaDesc: text, geocode: pairs })).catch([]),
});

const alertSchema = z.object({
  identifier: z.string().min(1),
  sent: text,
  status: z.string(),
  msgType: z.string(),
  references: text,
  info: z.tuple([infoSchema], infoSchema),
});

const documentSchema = z.object({ warnings: z.array(z.unknown()) });
const warningSchema = z.object({ alert: alertSchema });

/**
 * Meteoalarm's warnings of one country: CAP as JSON. The list holds what is in force, and warnings leave it by running out,
 * so that what is gone from it says nothing.
 */
export function createMeteoalarm({ sourceId, url, options }: PublisherSettings): Publisher {
  const { leastAwareness } = optionsIn(optionsSchema, options, sourceId);
  return { documents: [{ name: 'warnings', url, accept: 'application/json' }], read };

  function read(document: SourceDocument): Reading {
    const { warnings } = jsonIn(documentSchema, document);
    const parsed = warnings.map((warning) => warningSchema.safeParse(warning));
    const unread = parsed.flatMap(({ error }) =>
      error === undefined ? [] : [error.issues[0]?.path.join('.') || 'its root'],
    );
    return {
      ...readingOf(
        parsed.flatMap(({ data }) => (data ? [warningOf(data.alert)] : [])),
        leastAwareness,
      ),
      isComplete: false,
      follow: [],
      unreadable: unread.map((where) => ({
        key: undefined,
        reason: `expected a warning in the shape known, got another at ${where.slice(0, 60)}`,
      })),
    };
  }
}

function warningOf({ info: [first, ...others], ...alert }: z.infer<typeof alertSchema>): Warning {
  return {
    ...alert,
    sent: dateIn(alert.sent),
    references: referencesIn(alert.references),
    infos: [infoOf(first), ...others.map(infoOf)],
  };
}

/** `sender,identifier,sent` and a space between two; the earliest first, whatever their order. */
function referencesIn(references: string): readonly string[] {
  return references
    .split(/\s+/)
    .map((reference) => reference.split(','))
    .toSorted((a, b) => (dateIn(a[2])?.getTime() ?? 0) - (dateIn(b[2])?.getTime() ?? 0))
    .flatMap(([, identifier]) => (identifier === undefined ? [] : [identifier]));
}

function infoOf(info: z.infer<typeof infoSchema>): WarningInfo {
  const areas = info.area.map((area) => ({ name: area.areaDesc, place: areaPlace(area) }));
  return {
    language: languageOf(info.language) ?? 'en',
    headline: firstSaid(lineOf(info.headline), lineOf(info.event)),
    description: info.description,
    instruction: info.instruction,
    ...awarenessOf(info),
    isAllClear: info.responseType.includes('AllClear'),
    onset: dateIn(info.onset),
    expires: dateIn(info.expires),
    places: areas.flatMap(({ place }) => place ?? []),
    unknownPlace:
      areas.length === 0 ? 'no area' : areas.find(({ place }) => place === undefined)?.name,
  };
}

/** `3; orange; Severe`. */
function awarenessOf({ parameter, severity }: z.infer<typeof infoSchema>) {
  const value = parameter.find(({ valueName }) => valueName === 'awareness_level')?.value ?? '';
  const [, number, colour] = /^\s*([1-4])\s*;\s*([a-z]+)/i.exec(value) ?? [];
  // Meteoalarm maps CAP's severities one to one; some services give only those.
  if (number === undefined) return severityOf(severity);
  return { gravity: Number(number), gravityWording: `Awareness level ${number} (${colour})` };
}
