import { z } from 'zod';

import { countrySchema, isRegionCode } from '#src/advisory/place.ts';
import type { CapAlert } from '#src/cap/alert.ts';
import { judgeDocument } from '#src/cap/judge.ts';
import type { JudgedItem } from '#src/cap/judge.ts';
import { keyOfPem } from '#src/cap/signing-key.ts';
import { identityOf, threadsOf } from '#src/cap/thread.ts';
import { dateIn } from '#src/sources/dates.ts';
import { webAddress } from '#src/sources/feed/address.ts';
import { optionsIn } from '#src/sources/options-in.ts';
import type {
  Entry,
  Follow,
  Publisher,
  PublisherSettings,
  SourceDocument,
} from '#src/sources/publisher.ts';
import type { Reading, Unreadable } from '#src/sources/publisher.ts';
import { unreadable } from '#src/sources/refusal.ts';
import { stampOf } from '#src/sources/stamp.ts';
import { entriesOf } from '#src/sources/warnings/entry.ts';
import { severities } from '#src/sources/warnings/severity.ts';

import { currentIn, memorableIn } from './current.ts';
import type { Current } from './current.ts';
import { createShapes } from './places.ts';
import { refusedEntries } from './refused.ts';
import { warningOf } from './warning.ts';

const optionsSchema = z.strictObject({
  /** Where alerts hold that do not say it for machines. */
  country: countrySchema.optional(),
  /** Certificates or public keys in PEM. Where there are any, what none of them signed is refused. */
  keys: z
    .array(z.string().refine((pem) => keyOfPem(pem) !== undefined, 'expected a key in PEM'))
    .default([]),
  /** The language that comes first, as in `en`, where alerts have several. */
  language: z
    .string()
    .regex(/^[a-z]{2,3}$/)
    .optional(),
  /** What is less severe is told only to those who heard of it when it was worse. */
  leastSeverity: z.enum(['Unknown', 'Minor', 'Moderate', 'Severe', 'Extreme']).default('Unknown'),
  /** One alert is sent once for each district, its identifier ending in `_01`, `_02` …: they are one, for their country. */
  fansOut: z.boolean().default(false),
});
type Options = z.output<typeof optionsSchema>;

/**
 * CAP messages of every version: one, a list of them or of links to them (Atom, RSS), or an envelope (EDXL-DE). Only what is
 * Actual is told to anybody. A list holds the newest or what is in force; what is gone from it says nothing.
 */
export function createCap({ sourceId, url, options }: PublisherSettings): Publisher {
  const chosen = optionsIn(optionsSchema, options, sourceId);
  return { documents: [{ name: 'alerts', url }], read };

  function read(document: SourceDocument): Reading {
    const { fault, items } = judgeDocument(document.body, chosen);
    if (fault !== undefined && items.length === 0) throw unreadable(fault.reason);
    const threads = threadsOf(acceptedIn(items).map((alert) => unfanned(alert, chosen)));
    const reader = { ...readerOf(chosen), shapes: createShapes() };
    const warnings = threads
      .flatMap(currentIn)
      .filter(({ alert, last }) => last !== undefined || !isOver(alert, document.fetchedAt))
      .map((said) => ({ said, warning: warningOf(said.key, said, reader) }));
    const told = warnings.flatMap(({ said, warning }) =>
      entriesOf([warning], severities[chosen.leastSeverity]).map((entry) =>
        finished(entry, said, chosen),
      ),
    );
    const refused = items.flatMap((item) => refusedEntries(item, reader));
    return {
      entries: [...told, ...refused],
      isComplete: false,
      threads: threads.map(memorableIn),
      follow: followIn(items, document, chosen),
      unreadable: unreadableIn(items, fault?.reason),
    };
  }
}

function readerOf({ country, language }: Options) {
  return { country, language };
}

function acceptedIn(items: readonly JudgedItem[]): readonly CapAlert[] {
  return items.flatMap((item) =>
    item.kind === 'alert' && item.judged.accepted ? [item.judged.alert] : [],
  );
}

/** What ran out before it was fetched is not said any more. A Cancel is: somebody may have been told. */
function isOver({ msgType, infos }: CapAlert, now: Date): boolean {
  const ends = infos.map(({ expires }) => dateIn(expires));
  const areAllPast = ends.every((end) => end !== undefined && end < now);
  return msgType !== 'Cancel' && ends.length > 0 && areAllPast;
}

function finished(entry: Entry, { thread, alert }: Current, { fansOut }: Options): Entry {
  const { content } = entry;
  const categories = [...new Set(alert.infos.flatMap((info) => info.categories))].slice(0, 20);
  const appliesTo = fansOut ? wholeCountries(content.appliesTo) : content.appliesTo;
  const scope = `The message is marked ${alert.scope}: it was not meant for the public.`;
  const doubts = [
    ...(entry.doubts ?? []),
    ...(alert.scope === 'Public' ? [] : [{ rule: 'alert-refused', wording: scope } as const]),
  ];
  const whole = { ...content, categories, appliesTo };
  return {
    ...entry,
    stamp: stampOf(whole),
    content: whole,
    message: { thread, name: identityOf(alert) },
    ...(doubts.length === 0 ? {} : { doubts }),
  };
}

/** Each district's copy says another name; the same words for the same country are one. */
function wholeCountries(places: Entry['content']['appliesTo']): Entry['content']['appliesTo'] {
  const whole = places.map(({ region, ...place }) =>
    region !== undefined && isRegionCode(region) ? { ...place, region } : place,
  );
  return [...new Map(whole.map((place) => [JSON.stringify(place), place])).values()];
}

function unfanned(alert: CapAlert, { fansOut }: Options): CapAlert {
  if (!fansOut) return alert;
  return { ...bare(alert), references: alert.references.map(bare) };
}

function bare<T extends { readonly identifier: string }>(message: T): T {
  return { ...message, identifier: withoutDistrict(message.identifier) };
}

function withoutDistrict(identifier: string): string {
  return identifier.replace(/_\d{1,4}$/, '');
}

/** The oldest first, so that an Update comes after what it supersedes. */
function followIn(
  items: readonly JudgedItem[],
  document: SourceDocument,
  { fansOut }: Options,
): readonly Follow[] {
  const linked = items
    .flatMap((item) => (item.kind === 'linked' ? [item] : []))
    .toSorted((a, b) => timeOf(a) - timeOf(b))
    .flatMap((item) => {
      const url = webAddress(item.url, document.url);
      const id = item.id === '' ? item.url : item.id;
      const key = `list ${stampOf(fansOut ? withoutDistrict(id) : id)}`;
      if (url === undefined) return [];
      return [
        { key, url, stamp: stampOf([item.title, item.updated]), holdsItsOwnKeys: true } as const,
      ];
    });
  return [...new Map(linked.map((follow) => [follow.key, follow])).values()];
}

function timeOf({ updated }: JudgedItem): number {
  return dateIn(updated)?.getTime() ?? 0;
}

/** What is refused and not shown to an officer either, with the reason: nothing is dropped unsaid. */
function unreadableIn(
  items: readonly JudgedItem[],
  reason: string | undefined,
): readonly Unreadable[] {
  const own = reason === undefined ? [] : [{ key: undefined, reason }];
  const broken = items.flatMap((item) => {
    if (item.kind === 'unusable') return [{ key: undefined, reason: item.fault.reason }];
    if (item.kind === 'linked' || item.judged.accepted) return [];
    return [{ key: undefined, reason: item.judged.fault.reason }];
  });
  return [...own, ...broken];
}
