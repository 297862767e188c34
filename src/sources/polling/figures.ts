import { plainLine, reasonOf, waitAskedFor } from '#src/sources/refusal.ts';
import type { PollFigures, Trouble } from '#src/sources/source.ts';

import type { Details } from './details.ts';
import { sizeOf } from './documents.ts';
import type { Looked } from './documents.ts';
import type { Stock } from './stock.ts';

interface Seen {
  readonly looked: readonly Looked[];
  readonly details: Details;
  readonly stock: Stock;
}

/** How a poll went, for those who watch the source. */
export function figuresOf({ looked, details, stock }: Seen): PollFigures {
  const read = looked.flatMap((one) => (one.kind === 'read' ? [one] : []));
  const answered = looked.flatMap((one) => (one.kind === 'failed' ? [] : [one.tookMs]));
  const waits = [
    ...looked.flatMap((one) => (one.kind === 'failed' ? [one.error] : [])),
    details.gaveUp,
  ].flatMap((error) => waitAskedFor(error) ?? []);
  return {
    latencyMs: Math.max(0, details.slowestMs, ...answered),
    bytes: read.reduce((sum, { document }) => sum + document.body.length, details.bytes),
    entries:
      read.length === 0 ? undefined : read.reduce((sum, { reading }) => sum + sizeOf(reading), 0),
    trouble: troubleIn(looked, stock),
    waitSeconds: waits.length === 0 ? undefined : Math.max(...waits),
  };
}

function troubleIn(looked: readonly Looked[], { reasons }: Stock): Trouble | undefined {
  const failed = looked.find((one) => one.kind === 'failed');
  if (failed !== undefined) {
    const reason = `the document ${failed.asked.name}: ${reasonOf(failed.error)}`;
    return { code: 'document-missing', reason: plainLine(reason) };
  }
  const [first] = reasons;
  if (first === undefined) return undefined;
  const name = first.key === undefined ? 'one without a name' : plainLine(first.key).slice(0, 60);
  const others = reasons.length === 1 ? '' : ` and ${reasons.length - 1} more`;
  const reason = `${name}${others} could not be read: ${first.reason}`;
  return { code: 'documents-unread', reason: plainLine(reason) };
}
