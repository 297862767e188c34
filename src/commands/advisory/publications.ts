import { table, timeOf } from '#src/commands/command-line.ts';
import { AppError } from '#src/errors.ts';

import { wordOf } from './command.ts';
import type { Call, Command } from './command.ts';
import { follow } from './follow.ts';
import { outcomesInWords } from './progress.ts';
import { countInWords, publicationSchema, publicationsSchema } from './shapes.ts';
import type { ShownPublication } from './shapes.ts';

export const publicationCommands: readonly Command[] = [
  {
    name: 'publications',
    takes: [],
    does: 'show publications, newest first',
    options: { kind: { value: 'KIND', says: 'revision (unless said) or digest' } },
    async run({ client, option, signal }) {
      const kind = encodeURIComponent(option('kind') ?? 'revision');
      const json = await client.get(`/publications?kind=${kind}`, signal);
      const rows = publicationsSchema
        .parse(json)
        .publications.map((publication) => [
          String(publication.id),
          whatOf(publication),
          publication.lane,
          publication.overdue ? `${publication.state}, overdue` : publication.state,
          timeOf(publication.publishedAt),
          `planned ${countInWords(publication.planned)}`,
          outcomesInWords(publication),
        ]);
      return { json, text: rows.length === 0 ? 'No publications.' : table(rows) };
    },
  },
  {
    name: 'watch',
    takes: ['PUBLICATION'],
    does: 'show how a publication goes out, until all have been told',
    options: {},
    async run(call) {
      const { document } = await follow(call, idOf(call));
      return { json: document, text: '' };
    },
  },
  ...(
    [
      ['pause', 'begin no further message until it is resumed'],
      ['resume', 'go on with a paused publication'],
      ['stop', 'begin no further message, for good'],
    ] as const
  ).map(([name, does]): Command => ({
    name,
    takes: ['PUBLICATION'],
    does,
    options: {},
    async run(call) {
      const json = await call.client.post(
        `/publications/${idOf(call)}/${name}`,
        undefined,
        call.signal,
      );
      const { id, state } = publicationSchema.parse(json);
      return { json, text: `Publication ${id} is ${state}.` };
    },
  })),
];

/** The revision or the digest that goes out. */
function whatOf({ advisoryId, revision, rhythm, day }: ShownPublication): string {
  if (advisoryId !== undefined) return `${advisoryId} rev ${revision}`;
  return `digest of the ${rhythm}, ${day}`;
}

function idOf(call: Pick<Call, 'words'>): number {
  const word = wordOf(call, 0);
  if (/^[1-9]\d{0,14}$/.test(word)) return Number(word);
  throw new AppError(
    'INPUT_INVALID',
    `Expected a publication’s number as publications shows it, arrived ${JSON.stringify(word)}`,
  );
}
