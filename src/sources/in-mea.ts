import type { z } from 'zod';

import { contentSchema, wordsSchema } from '#src/advisory/advisory.ts';
import type { Words } from '#src/advisory/advisory.ts';
import type { Mission } from '#src/advisory/mission.ts';
import type { Found, Proposal } from '#src/advisory/proposal.ts';
import type { Report } from '#src/advisory/report.ts';

import { readDocument } from './document.ts';
import type { Document } from './document.ts';
import { shorten } from './plain-text.ts';
import { isBrokenHtml } from './prose/broken-html.ts';
import { languageOf } from './prose/language.ts';
import { readInThread } from './prose/read-in-thread.ts';
import type { Reading } from './prose/thread-entry.ts';
import { provenanceOf } from './provenance.ts';
import type { PushedSource } from './source.ts';

/** How long a draft stands before an officer is reminded of it, in days. India's texts give no end. */
const reviewAfterDays = 14;
/** Less sure than this a reading is shown to officers, and the field is left to them. */
const sureEnough = 0.7;

interface Needs {
  readonly directory: () => Promise<readonly Mission[]>;
  readonly read?: (reading: Reading) => Promise<Proposal>;
}

/**
 * Reports of India's Ministry of External Affairs and its missions: prose, which has no level and no list of places. What is
 * read is a proposal for an officer; what cannot be read for certain stays empty.
 */
export function createInMea({ directory, read = readInThread }: Needs): PushedSource {
  return {
    id: 'in-mea',
    async read(report) {
      const document = readDocument(report);
      const prose = {
        title: document.title,
        text: document.text,
        publishedAt: document.publishedAt ?? document.publishedOn,
        fetchedAt: report.fetchedAt,
        isBroken: !report.contentType.startsWith('text/plain') && isBrokenHtml(report.body),
      };
      const proposal = await read({ prose, directory: await directory() });
      return {
        report,
        key: report.key,
        content: contentSchema.parse(contentOf({ report, document, proposal })),
        changedAt: prose.publishedAt,
        proposal,
      };
    },
  };
}

interface Read {
  readonly report: Report;
  readonly document: Document;
  readonly proposal: Proposal;
}

function contentOf({ report, document, proposal }: Read): z.input<typeof contentSchema> {
  const words = wordsOf(document, proposal);
  const language = languageOf(document.text);
  return {
    issuer: 'in-mea',
    kind: 'alert',
    status: 'actual',
    language,
    appliesTo: sure(proposal.appliesTo).map((place) => ({
      ...place,
      level: null,
      levelWording: '',
    })),
    eventPlaces: sure(proposal.eventPlaces).map(({ country, region, name }) => ({
      country,
      region: region ?? name,
    })),
    eventAt: ifSure(proposal.eventAt),
    residents: ifSure(proposal.residents),
    travellers: ifSure(proposal.travellers),
    contacts: sure(proposal.missions).flatMap(({ id }) => id ?? []),
    words: words === undefined ? {} : { [language]: words },
    effectiveAt: document.publishedAt?.toISOString(),
    reviewBy: new Date(report.fetchedAt.getTime() + reviewAfterDays * 86_400_000).toISOString(),
    provenance: provenanceOf(report),
  };
}

function sure<Value>(all: readonly Found<Value>[]): Value[] {
  return all.filter(({ confidence }) => confidence >= sureEnough).map(({ value }) => value);
}

function ifSure<Value>(found: Found<Value> | undefined): Value | undefined {
  return found === undefined ? undefined : sure([found])[0];
}

/** Words that the schema refuses are left for an officer to write from the report; so is what to do, where a text has no advice. */
function wordsOf({ title, text }: Document, { advice: read }: Proposal): Words | undefined {
  const [first = text] = text.split('\n');
  // A text that is not what it should be is not believed about what to do: an officer writes that.
  const advice = read.filter(({ confidence }) => confidence >= sureEnough);
  const to = (readers: Proposal['advice'][number]['value']) =>
    joined(advice.filter(({ value }) => value === readers).map(({ evidence }) => evidence));
  return wordsSchema.safeParse({
    headline: shorten(title ?? first, 300),
    whatToDo: { residents: to('residents'), travellers: to('travellers') },
    whatHappened: shorten(text, 20_000),
  }).data;
}

function joined(sentences: readonly string[]): string | undefined {
  return sentences.length === 0 ? undefined : shorten(sentences.join(' '), 20_000);
}
