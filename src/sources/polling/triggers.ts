import type { Asked, Publisher } from '#src/sources/publisher.ts';
import type { Cursor } from '#src/sources/source.ts';

import type { Answer, Ask } from './asking.ts';
import { marksAs, marksIn } from './cursor.ts';

/** For so many polls a trigger that has not moved is believed; then the documents themselves are asked. */
const mostPollsByTrigger = 3;

interface Needs {
  readonly publisher: Publisher;
  readonly ask: Ask;
}

/**
 * What triggers are known by from now on; with `skipped` when every one is as before and the documents may be left alone once
 * more. A trigger that cannot be had says nothing: the documents are asked.
 */
export async function askTriggers(
  { publisher, ask }: Needs,
  cursor: Cursor,
  signal: AbortSignal,
): Promise<Cursor> {
  const triggers = publisher.documents.filter(({ isTrigger }) => isTrigger === true);
  const answers: (Answer | undefined)[] = [];
  for (const asked of triggers) answers.push(await answerOf(ask, { asked, cursor }, signal)); // one after the other: they are on one host
  const marks = Object.assign(
    {},
    ...triggers.map(({ name }, index) => marksOf(name, answers[index], cursor)),
  );
  const skipped = Number(cursor['skipped'] ?? 0) + 1;
  const isQuiet = triggers.length > 0 && answers.every((answer) => answer?.kind === 'same');
  return isQuiet && skipped <= mostPollsByTrigger ? { ...marks, skipped: String(skipped) } : marks;
}

async function answerOf(
  ask: Ask,
  { asked: { name, url, accept }, cursor }: { readonly asked: Asked; readonly cursor: Cursor },
  signal: AbortSignal,
): Promise<Answer | undefined> {
  try {
    return await ask({ url, accept, marks: marksIn(cursor, name) }, signal);
  } catch {
    signal.throwIfAborted();
    return undefined; // what it cannot tell is asked of the documents
  }
}

function marksOf(name: string, answer: Answer | undefined, cursor: Cursor): Cursor {
  return marksAs(name, answer?.kind === 'document' ? answer.marks : marksIn(cursor, name));
}
