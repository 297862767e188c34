import { setTimeout as sleep } from 'node:timers/promises';

import type { Call } from './command.ts';
import { durationInWords, outcomesInWords, progressLine, settledOf } from './progress.ts';
import type { Mark } from './progress.ts';
import { publicationSchema } from './shapes.ts';
import type { ShownPublication } from './shapes.ts';

const lookEveryMs = 500;
/** The rate is that of the last few looks. */
const marksKept = 20;
/** Where no terminal redraws, a line now and then. */
const lineEveryMs = 5_000;

export interface Followed {
  readonly publication: ShownPublication;
  /** The API's own document. */
  readonly document: unknown;
}

/**
 * Shows how a publication gets on until every citizen's delivery has its outcome; calls to a receiver that does not
 * answer go on for days. Ending the command ends nothing else.
 */
export async function follow(call: Call, publicationId: number): Promise<Followed> {
  const { client, screen, signal } = call;
  const show = createShow(call);
  for (;;) {
    const document = await client.get(`/publications/${publicationId}`, signal);
    const publication = publicationSchema.parse(document);
    show(publication);
    if (publication.citizensSettled) {
      screen.line(summaryOf(publication, new Date()));
      return { publication, document };
    }
    await sleep(lookEveryMs, undefined, { signal });
  }
}

function createShow({ screen }: Call): (publication: ShownPublication) => void {
  const marks: Mark[] = [];
  let lastLineAt = Number.NEGATIVE_INFINITY;
  return (publication) => {
    const at = performance.now();
    marks.push({ at, settled: settledOf(publication) ?? 0 });
    if (marks.length > marksKept) marks.shift();
    const line = progressLine(publication, marks);
    if (screen.isTerminal) return screen.redraw(line);
    if (at - lastLineAt < lineEveryMs) return undefined;
    lastLineAt = at;
    return screen.line(line);
  };
}

function summaryOf(publication: ShownPublication, now: Date): string {
  const seconds =
    ((publication.closedAt ?? now).getTime() - publication.publishedAt.getTime()) / 1000;
  const { id, advisoryId, revision, day, state } = publication;
  const what =
    advisoryId === undefined ? `digest of ${day}` : `revision ${revision} of ${advisoryId}`;
  const summary = `Publication ${id} (${what}) is ${state} after ${durationInWords(seconds)}: ${outcomesInWords(publication)}.`;
  return `${summary}${callsInWords(publication)}`;
}

function callsInWords({ calls }: ShownPublication): string {
  if (calls.planned === 0) return '';
  const { sent = 0 } = calls.outcomes;
  const owed = calls.planned - Object.values(calls.outcomes).reduce((sum, count) => sum + count, 0);
  const waiting = owed === 0 ? '' : `, ${owed} still owed`;
  return ` Embassy systems called: ${sent} of ${calls.planned}${waiting}.`;
}
