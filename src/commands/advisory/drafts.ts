import { table, timeOf } from '#src/commands/command-line.ts';
import { describeProposal } from '#src/commands/describe-proposal.ts';
import { AppError } from '#src/errors.ts';

import { fileOption, requiredOption, wordOf } from './command.ts';
import type { Answer, Call, Command } from './command.ts';
import { describeDraft, standingOf } from './describe-draft.ts';
import { describeSideBySide } from './describe-side-by-side.ts';
import { readObject } from './files.ts';
import { wordingOf } from './held.ts';
import { sideBySideSchema } from './release-shapes.ts';
import { draftLinesSchema, draftSchema, proposalOfDraftSchema } from './shapes.ts';

export const draftCommands: readonly Command[] = [
  {
    name: 'list',
    takes: [],
    does: 'show drafts, the last changed first',
    options: { state: { value: 'STATE', says: 'open (unless said), published or dismissed' } },
    async run({ client, option, signal }) {
      const state = encodeURIComponent(option('state') ?? 'open');
      const json = await client.get(`/drafts?state=${state}&limit=500`, signal);
      const { drafts } = draftLinesSchema.parse(json);
      const rows = drafts.map(
        ({ id, lane, relation, countries, headline = '', author, changedAt, ...draft }) => [
          id,
          lane,
          relation,
          countries.slice(0, 5).join(' '),
          author,
          timeOf(changedAt),
          standingOf(draft),
          headline.slice(0, 60),
        ],
      );
      return { json, text: rows.length === 0 ? `No ${state} drafts.` : table(rows) };
    },
  },
  {
    name: 'show',
    takes: ['ID'],
    does: 'show a draft and what it still lacks',
    options: {},
    async run(call) {
      const { json, text } = shown(await call.client.get(pathOf(call), call.signal));
      const notes = [...(await wordingOf(call, wordOf(call, 0))), ...(await warningsOf(call))];
      return { json, text: [text, ...notes].join('\n') };
    },
  },
  {
    name: 'proposal',
    takes: ['ID'],
    does: 'show what was read in the document behind a draft, each thing with its sentence',
    options: {},
    async run(call) {
      const json = await call.client.get(`${pathOf(call)}/proposal`, call.signal);
      const { proposal, parents, sameDay } = proposalOfDraftSchema.parse(json);
      const besides = [
        ...parents.map(({ advisoryId, headline }) => `may continue ${advisoryId}: ${headline}`),
        ...sameDay.map(({ draftId, headline }) => `same day: draft ${draftId}: ${headline}`),
      ];
      return { json, text: [describeProposal(proposal), ...besides].join('\n') };
    },
  },
  {
    name: 'new',
    takes: [],
    does: 'make a draft of a file: its content, or { content, lane, advisoryId }',
    options: { file: fileOption },
    async run(call) {
      const given = await readObject(requiredOption(call, 'file'), call.signal);
      return shown(await call.client.post('/drafts', asDraft(given), call.signal));
    },
  },
  {
    name: 'edit',
    takes: ['ID'],
    does: 'replace a draft’s content by a file: what show --json printed, changed',
    options: { file: fileOption },
    async run(call) {
      const given = asDraft(await readObject(requiredOption(call, 'file'), call.signal));
      const hash = given['hash'] ?? (await presentHash(call));
      return shown(await call.client.put(pathOf(call), { ...given, hash }, call.signal));
    },
  },
  {
    name: 'words',
    takes: ['ID', 'LANGUAGE'],
    does: 'show the original and its translation side by side, or put the words of a file in',
    options: {
      file: { ...fileOption, required: false },
      original: { says: 'the file holds the issuer’s own words, and replaces them' },
    },
    async run(call) {
      if (call.option('file') === undefined) return sideBySide(call);
      const given = await readObject(requiredOption(call, 'file'), call.signal);
      const words = given['words'] ?? given;
      await requireMeant(call);
      const language = encodeURIComponent(wordOf(call, 1));
      return shown(
        await call.client.put(`${pathOf(call)}/words/${language}`, { words }, call.signal),
      );
    },
  },
  {
    name: 'dismiss',
    takes: ['ID'],
    does: 'close a draft without publishing it',
    options: { reason: { value: 'TEXT', says: 'why; it is kept', required: true } },
    async run(call) {
      const reason = requiredOption(call, 'reason');
      return shown(await call.client.post(`${pathOf(call)}/dismiss`, { reason }, call.signal));
    },
  },
];

/** One wrong code would put a translation in the place of the original. */
async function requireMeant(call: Call): Promise<void> {
  const { content } = await presentDraft(call);
  if (content.language !== wordOf(call, 1) || call.isSet('original')) return;
  throw new AppError(
    'INPUT_INVALID',
    `${content.language} is the language of the original: expected --original to replace the issuer’s own words`,
  );
}

async function sideBySide(call: Call): Promise<Answer> {
  const path = `${pathOf(call)}/words/${encodeURIComponent(wordOf(call, 1))}`;
  const json = await call.client.get(path, call.signal);
  return { json, text: describeSideBySide(sideBySideSchema.parse(json)) };
}

/** What to look at first in a draft that came of a document in prose. */
export async function warningsOf(call: Call): Promise<readonly string[]> {
  const warnings = (await proposalOf(call))?.proposal.warnings ?? [];
  return warnings.map((warning) => `! ${warning}`);
}

/** Undefined for a draft that came of no document in prose. */
async function proposalOf(call: Call) {
  const document = await call.client
    .get(`${pathOf(call)}/proposal`, call.signal)
    .catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'NOT_FOUND') return undefined;
      throw error;
    });
  return document === undefined ? undefined : proposalOfDraftSchema.parse(document);
}

/** The path of the draft that the first word names. */
export function pathOf(call: Pick<Call, 'words'>): string {
  return `/drafts/${encodeURIComponent(wordOf(call, 0))}`;
}

/** The hash of the draft as it stands: whoever gives none has just read it. */
export async function presentHash(call: Call): Promise<string> {
  return (await presentDraft(call)).hash;
}

export async function presentDraft(call: Call) {
  return draftSchema.parse(await call.client.get(pathOf(call), call.signal));
}

export function shown(document: unknown): Answer {
  return { json: document, text: describeDraft(draftSchema.parse(document)) };
}

/** A file may hold a content alone, or what `show --json` prints. */
function asDraft(given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return 'content' in given ? given : { content: given };
}
