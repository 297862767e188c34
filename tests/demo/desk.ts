import { readFile } from 'node:fs/promises';

import { z } from 'zod';

import { contentSchema } from '#src/advisory/advisory.ts';
import type { Content, Words } from '#src/advisory/advisory.ts';
import type { Lane } from '#src/advisory/lane.ts';
import { countSchema } from '#src/http/api/counts.ts';

import type { Officer } from './officers.ts';
import { until } from './until.ts';

/** A draft as the API tells it. */
const draftSchema = z.object({
  id: z.string(),
  hash: z.string(),
  reason: z.string().optional(),
  author: z.string(),
  content: contentSchema,
  missing: z.array(z.object({ pointer: z.string() })),
  staleLanguages: z.array(z.string()),
});
export type Draft = z.infer<typeof draftSchema>;

const audienceSchema = z.object({
  citizens: countSchema,
  endpoints: z.int(),
});
export type Audience = z.infer<typeof audienceSchema>;

const publishedSchema = z.object({
  publicationId: z.int(),
  advisoryId: z.string(),
  revision: z.int(),
});

const reportUrl = 'https://ministry.example/press/indian-nationals-mali';

/** The ministry's press release comes in; what the ingest worker makes of it lies on the desk a moment later. */
export async function pushReport(officer: Officer, signal: AbortSignal): Promise<Draft> {
  const html = await readFile(new URL('./mea-report.html', import.meta.url), 'utf8');
  await officer.ask(
    {
      method: 'POST',
      path: '/sources/in-mea/reports',
      body: { html, url: reportUrl },
      reply: z.object({ reportId: z.int(), advisoryEventId: z.int() }),
    },
    signal,
  );
  const reply = z.object({ drafts: z.array(z.object({ id: z.string() })) });
  const id = await until(
    {
      what: 'a draft made of the report',
      hint: 'Does a worker of the queue advisory-events run? The service’s log says how the event was judged (--out keeps it).',
      look: async () =>
        (await officer.ask({ method: 'GET', path: '/drafts', reply }, signal)).drafts[0]?.id,
    },
    signal,
  );
  return officer.ask({ method: 'GET', path: `/drafts/${id}`, reply: draftSchema }, signal);
}

export function startFollowUp(
  officer: Officer,
  { advisoryId, act }: { readonly advisoryId: string; readonly act: 'correct' | 'all-clear' },
  signal: AbortSignal,
): Promise<Draft> {
  const path = `/advisories/${advisoryId}/${act}`;
  return officer.ask({ method: 'POST', path, reply: draftSchema }, signal);
}

interface Writing {
  readonly draft: Draft;
  readonly facts: Partial<Content>;
  readonly lane: Lane;
  /** The first is the original, the others translate it. */
  readonly words: Readonly<Record<string, Words>>;
}

/** The original first: each translation is stamped with the words that it translates. */
export async function write(
  officer: Officer,
  { draft, facts, lane, words }: Writing,
  signal: AbortSignal,
): Promise<Draft> {
  const { language } = draft.content;
  const { [language]: own, ...translations } = words;
  const content = { ...draft.content, ...facts, words: { [language]: own } };
  const path = `/drafts/${draft.id}`;
  let written = await officer.ask(
    { method: 'PUT', path, body: { hash: draft.hash, content, lane }, reply: draftSchema },
    signal,
  );
  for (const [tag, translation] of Object.entries(translations)) {
    const body = { words: translation, hash: written.hash };
    written = await officer.ask(
      { method: 'PUT', path: `${path}/words/${tag}`, body, reply: draftSchema },
      signal,
    );
  }
  return written;
}

export function askAudience(
  officer: Officer,
  { id }: Pick<Draft, 'id'>,
  signal: AbortSignal,
): Promise<Audience> {
  return officer.ask(
    { method: 'GET', path: `/drafts/${id}/audience`, reply: audienceSchema },
    signal,
  );
}

/** Bound to the text as it was read, by its hash. */
export function approve(
  officer: Officer,
  { id, hash }: Pick<Draft, 'id' | 'hash'>,
  signal: AbortSignal,
): Promise<Draft> {
  return officer.ask(
    { method: 'POST', path: `/drafts/${id}/approve`, body: { hash }, reply: draftSchema },
    signal,
  );
}

export function publish(
  officer: Officer,
  { id, hash }: Pick<Draft, 'id' | 'hash'>,
  signal: AbortSignal,
): Promise<z.infer<typeof publishedSchema>> {
  return officer.ask(
    { method: 'POST', path: `/drafts/${id}/publish`, body: { hash }, reply: publishedSchema },
    signal,
  );
}

/** What an officer alone may not do with an emergency: the code of the refusal. */
export function publishAlone(
  officer: Officer,
  { id, hash }: Pick<Draft, 'id' | 'hash'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  return officer.tryInVain(
    { method: 'POST', path: `/drafts/${id}/publish`, body: { hash } },
    signal,
  );
}
