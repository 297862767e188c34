import type { Content } from '#src/advisory/advisory.ts';
import { isEnding } from '#src/advisory/ending.ts';
import type { Place } from '#src/advisory/place.ts';
import type { Revision } from '#src/advisory/revision.ts';

import type { Part } from './advice.ts';
import { withoutBidiControls } from './bidi.ts';
import type { TextLanguage } from './said.ts';
import { directionOf } from './tongue.ts';
import type { Tongue } from './tongue.ts';

/** Places under one wording of the issuer's scale. The wording is the issuer's own, in the issuer's language. */
export interface Applied extends TextLanguage {
  readonly wording: string;
  readonly places: string;
}

export interface SourceView {
  readonly url: string | undefined;
  readonly host: string;
  readonly licence: string;
}

/** Names of places in a list, each once; empty without places. "Kayes, Mali" has a comma of its own. */
export function placesOf(places: readonly Place[], tongue: Tongue): string {
  const names = [...new Set(places.map((place) => tongue.place(place)))];
  const hasRegions = places.some(({ region }) => region !== undefined);
  return hasRegions ? names.join(tongue.t.format.semicolon) : tongue.list(names);
}

/** Where the advice holds, by its wording; where it no longer does, without. */
export function appliedOf(content: Content, tongue: Tongue): readonly Applied[] {
  const { language } = content;
  const dir = directionOf(language);
  const byWording = Map.groupBy(content.appliesTo, ({ levelWording }) =>
    isEnding(content) ? '' : levelWording.trim(),
  );
  return [...byWording].map(([wording, places]) => ({
    wording: withoutBidiControls(wording),
    places: placesOf(places, tongue),
    language,
    dir,
  }));
}

/** When it happened, was issued and sent, and until when it holds, in the place's zone and the issuer's. */
export function timesOf(revision: Revision, issuerZone: string, tongue: Tongue): readonly Part[] {
  const { message } = tongue.t;
  const { eventAt, effectiveAt, expiresAt, timeZone } = revision.content;
  const zones = [timeZone, issuerZone];
  const times: readonly (readonly [string, string | undefined])[] = [
    [message.eventAt, eventAt],
    [message.issuedAt, effectiveAt],
    [message.sentAt, revision.publishedAt.toISOString()],
    [message.expiresAt, isEnding(revision.content) ? undefined : expiresAt],
  ];
  return times.flatMap(([label, at]) =>
    at === undefined ? [] : [{ label, paragraphs: eventTime(at, zones, tongue) }],
  );
}

/** The event's time as precisely as it is known: a day, or an instant in each zone. */
export function eventTime(
  eventAt: string,
  zones: readonly string[],
  tongue: Tongue,
): readonly string[] {
  return eventAt.includes('T') ? tongue.instant(new Date(eventAt), zones) : [tongue.day(eventAt)];
}

/** Where the text came from. Only a web address becomes a link: zod takes `javascript:` for a URL as well. */
export function sourceOf({ provenance }: Content): SourceView | undefined {
  if (provenance === undefined) return undefined;
  const { url, licence, source } = provenance;
  const web = url !== undefined && /^https?:$/.test(new URL(url).protocol) ? url : undefined;
  return { url: web, host: web === undefined ? source : new URL(web).host, licence };
}
