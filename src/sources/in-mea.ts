import type { z } from 'zod';

import { contentSchema, wordsSchema } from '#src/advisory/advisory.ts';
import type { AppliesTo, Words } from '#src/advisory/advisory.ts';
import type { Report } from '#src/advisory/report.ts';

import { adviceIn, isForTravellers } from './advice-sentences.ts';
import { countriesNamedIn } from './country-names.ts';
import { readDocument } from './document.ts';
import type { Document } from './document.ts';
import { shorten } from './plain-text.ts';
import { provenanceOf } from './provenance.ts';
import type { PushedSource } from './source.ts';

/** The country whose ministry it is: "the Embassy of India" is named in every text, and never meant. */
const home = 'IN';
/** How long a draft stands before an officer is reminded of it, in days. India's texts give no end. */
const reviewAfterDays = 14;

/**
 * Reports of India's Ministry of External Affairs and its missions: prose, which has no level and no list of places. What is
 * read is a proposal for an officer; what cannot be read for certain stays empty.
 */
export function createInMea(): PushedSource {
  return {
    id: 'in-mea',
    read(report) {
      const document = readDocument(report);
      const advice = adviceIn(document.text);
      return {
        report,
        key: report.key,
        content: contentSchema.parse(contentOf({ report, document, advice })),
        changedAt: document.publishedAt ?? document.publishedOn,
      };
    },
  };
}

interface Reading {
  readonly report: Report;
  readonly document: Document;
  readonly advice: readonly string[];
}

function contentOf({ report, document, advice }: Reading): z.input<typeof contentSchema> {
  const words = wordsOf(document, advice);
  return {
    issuer: 'in-mea',
    kind: 'alert',
    status: 'actual',
    language: 'en',
    appliesTo: placesOf(advice),
    words: words === undefined ? {} : { en: words },
    effectiveAt: document.publishedAt?.toISOString(),
    reviewBy: new Date(report.fetchedAt.getTime() + reviewAfterDays * 86_400_000).toISOString(),
    provenance: provenanceOf(report),
  };
}

/** The country, where the sentences of advice name one and no other. */
function placesOf(advice: readonly string[]): AppliesTo[] {
  const named = countriesNamedIn(advice.join('\n')).filter((code) => code !== home);
  const [country] = named;
  if (country === undefined || named.length > 1) return [];
  return [{ country, level: null, levelWording: '' }];
}

/** Words that the schema refuses are left for an officer to write from the report; so is what to do, where a text has no advice. */
function wordsOf({ title, text }: Document, advice: readonly string[]): Words | undefined {
  const residents = advice.filter((sentence) => !isForTravellers(sentence));
  const travellers = advice.filter(isForTravellers);
  const [first = text] = text.split('\n');
  return wordsSchema.safeParse({
    headline: shorten(title ?? first, 300),
    whatToDo: { residents: joined(residents), travellers: joined(travellers) },
    whatHappened: shorten(text, 20_000),
  }).data;
}

function joined(sentences: readonly string[]): string | undefined {
  return sentences.length === 0 ? undefined : shorten(sentences.join(' '), 20_000);
}
