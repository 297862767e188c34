import type { Content } from '#src/advisory/advisory.ts';
import { isEnding } from '#src/advisory/ending.ts';
import type { Message } from '#src/advisory/outline.ts';
import { isRegionCode } from '#src/advisory/place.ts';
import type { Place } from '#src/advisory/place.ts';
import type { Revision } from '#src/advisory/revision.ts';

import type { OutgoingReference, OutgoingAlert, OutgoingInfo } from './outgoing.ts';
import { parametersOf } from './parameters.ts';
import { ratingOf } from './rating.ts';

/** What a revision says in one language, made by whoever knows how things are said. */
interface OutgoingWords {
  readonly language: string;
  readonly senderName: string;
  readonly event: string;
  /** Says that it is an exercise or a test. */
  readonly note: string | undefined;
  readonly headline: string;
  readonly description: string;
  readonly instruction: string;
  readonly web: string;
  readonly contact: string;
  readonly place: (place: Place) => string;
}

export interface Outgoing extends Message {
  /** A domain name of the issuer. */
  readonly sender: string;
  /** One for each language that may be said now, the issuer's first. */
  readonly words: readonly OutgoingWords[];
}

/** Whoever missed some of them still finds the ones they hold. */
const referencesAtMost = 100;

/** A published revision as a CAP message. */
export function outgoingAlert({ revision, earlier, sender, words }: Outgoing): OutgoingAlert {
  const { content } = revision;
  // Should a clock have been put back, a message must not refer to what seems to come after it.
  const before = earlier.filter(({ publishedAt }) => publishedAt <= revision.publishedAt);
  const references = referencesTo(before, sender);
  return {
    ...referenceTo(revision, sender),
    status: statuses[content.status],
    msgType: msgTypeOf(content, references),
    note: words[0]?.note,
    references,
    incidents: withoutReserved(revision.advisoryId),
    info: words.map((said) => infoOf(revision, said)),
  };
}

const statuses = { actual: 'Actual', exercise: 'Exercise', test: 'Test' } as const;

/** An Update or a Cancel without references is none: what nobody was told before is an Alert, whatever it is to its source. */
function msgTypeOf(
  { relation }: Content,
  references: readonly OutgoingReference[],
): OutgoingAlert['msgType'] {
  if (references.length === 0) return 'Alert';
  return relation.kind === 'cancel' ? 'Cancel' : 'Update';
}

/** The latest, in the order in which they were sent. */
function referencesTo(earlier: Message['earlier'], sender: string): readonly OutgoingReference[] {
  return earlier
    .map((one) => referenceTo(one, sender))
    .toSorted((a, b) => a.sent.getTime() - b.sent.getTime())
    .slice(-referencesAtMost);
}

/** The same for ever, whatever becomes of the advisory: made of nothing but its id, its number and when it was published. */
function referenceTo(
  { advisoryId, number, publishedAt }: Message['earlier'][number],
  sender: string,
): OutgoingReference {
  return {
    sender: withoutReserved(sender),
    identifier: `${withoutReserved(advisoryId)}.${number}`,
    sent: publishedAt,
  };
}

/** CAP's references are separated by spaces and their parts by commas. */
function withoutReserved(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function infoOf(revision: Revision, { place, note: _note, ...said }: OutgoingWords): OutgoingInfo {
  const { content } = revision;
  const { effectiveAt, eventAt, expiresAt } = content;
  return {
    ...said,
    ...ratingOf(revision),
    effective: instantOf(effectiveAt),
    onset: instantOf(eventAt),
    expires: isEnding(content) ? undefined : instantOf(expiresAt),
    parameters: parametersOf(revision),
    areas: placesIn(content).map((one) => ({ description: place(one), geocode: geocodeOf(one) })),
  };
}

/** A day is no instant: said as midnight, it would be more than is known. */
function instantOf(text: string | undefined): Date | undefined {
  return text?.includes('T') ? new Date(text) : undefined;
}

/** Each once: "avoid all travel to parts" may name a place several times. */
function placesIn({ appliesTo }: Content): readonly Place[] {
  const places = new Map(appliesTo.map((place) => [`${place.country} ${place.region}`, place]));
  return [...places.values()];
}

/**
 * The geocodes of an area add up, so a region is never given its country's as well. One without a code is given it alone: who
 * watches a place hears of what lies somewhere in it.
 */
function geocodeOf({ country, region }: Place): OutgoingInfo['areas'][number]['geocode'] {
  return region !== undefined && isRegionCode(region)
    ? { name: 'ISO 3166-2', value: region }
    : { name: 'ISO 3166-1', value: country };
}
