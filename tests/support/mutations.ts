import * as fc from 'fast-check';
import { expect } from 'vitest';

import { contentSchema } from '#src/advisory/advisory.ts';
import { AppError } from '#src/errors.ts';
import type { Publisher, Reading, SourceDocument } from '#src/sources/publisher.ts';

/** What a document of a publisher may have become on its way to us, or in the publisher's next version. */
export function mutationsOf(bytes: Buffer): fc.Arbitrary<Buffer> {
  const text = bytes.toString('utf8');
  const parsed = parsedJson(text);
  const shaped = parsed === undefined ? markupMutations(text) : jsonMutations(parsed);
  return fc.oneof({ arbitrary: shaped, weight: 3 }, { arbitrary: byteMutations(bytes), weight: 1 });
}

/** Values where others were, fields that nobody knows, other orders, parts gone, doubled or giant: always well-formed JSON. */
function jsonMutations(document: unknown): fc.Arbitrary<Buffer> {
  const step = fc.tuple(fc.nat(), fc.constantFrom(...jsonSteps));
  return fc.array(step, { minLength: 1, maxLength: 4 }).map((steps) => {
    let mutated = structuredClone(document);
    for (const [at, change] of steps) {
      // Half of them near the root, where they do most.
      const paths = pathsOf(mutated).filter(({ length }) => at % 2 === 0 || length <= 2);
      mutated = changeAt(mutated, paths[at % paths.length] ?? [], change);
    }
    return Buffer.from(JSON.stringify(mutated) ?? '');
  });
}

/** The same for XML and HTML: tags and texts gone, doubled, swapped or strange. */
export function markupMutations(text: string): fc.Arbitrary<Buffer> {
  const pieces = text.split(/(<[^<>]+>)/);
  const step = fc.tuple(fc.nat(), fc.nat(), fc.constantFrom(...markupSteps));
  return fc.array(step, { minLength: 1, maxLength: 4 }).map((steps) => {
    const mutated = [...pieces];
    for (const [one, other, change] of steps) {
      change(mutated, one % mutated.length, other % mutated.length);
    }
    return Buffer.from(mutated.join(''));
  });
}

/** Cut off, doubled, emptied, in another encoding, with another byte, or a page that says sorry. */
function byteMutations(bytes: Buffer): fc.Arbitrary<Buffer> {
  const at = fc.nat(Math.max(0, bytes.length - 1));
  return fc.oneof(
    at.map((end) => bytes.subarray(0, end)),
    at.map((start) => bytes.subarray(start)),
    fc.tuple(at, fc.nat(255)).map(([place, byte]) => {
      const mutated = Buffer.from(bytes);
      mutated[place] = byte;
      return mutated;
    }),
    fc.constantFrom(
      Buffer.concat([bytes, bytes]),
      Buffer.concat([Buffer.from('\u{FEFF}'), bytes]),
      Buffer.from(bytes.toString('latin1'), 'utf8'),
      Buffer.from(bytes.toString('utf8'), 'latin1'),
      Buffer.from(bytes.toString('utf8'), 'utf16le'),
      ...[
        '',
        ' ',
        '[]',
        '{}',
        'null',
        '0',
        '"x"',
        '<rss/>',
        '[[[[[[',
        '<html><body>503</body></html>',
      ].map((text) => Buffer.from(text)),
    ),
  );
}

/** The document is read into contents of ours or refused as unreadable; nothing else may happen. */
export function readsOrRefuses(
  publisher: Publisher,
  document: Omit<SourceDocument, 'fetchedAt'>,
): Reading | undefined {
  const reading = readOrRefusal(publisher, { ...document, fetchedAt: new Date(0) });
  if (reading === undefined) return undefined;
  const entries = [...reading.entries, ...reading.follow.flatMap(({ entry }) => entry ?? [])];
  for (const { content, key, stamp, changedAt } of entries) {
    expect(contentSchema.safeParse({ ...content, issuer: 'test' }).error).toBeUndefined();
    expect([key, stamp].includes('')).toBe(false);
    expect(Number.isNaN(changedAt?.getTime())).toBe(false);
  }
  return reading;
}

function readOrRefusal(publisher: Publisher, document: SourceDocument): Reading | undefined {
  try {
    return publisher.read(document);
  } catch (error) {
    if (error instanceof AppError && error.code === 'SOURCE_UNREADABLE') return undefined;
    throw error;
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not JSON, so markup
  }
}

type Path = readonly (string | number)[];
type Change = (value: unknown) => unknown;

const oddities: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  9e15,
  1e308,
  '',
  ' ',
  'x',
  '3',
  '\u0000\u202E\uD800',
  '<p>&nbsp;&bogus;</p>',
  'word '.repeat(40_000),
  [],
  {},
  [[]],
  { x: { y: [null] } },
  ['x', 1],
];

const jsonSteps: readonly Change[] = [
  ...oddities.map((odd) => () => odd),
  (value) => (isRecord(value) ? { ...value, unheardOf: { of: ['it'] } } : value),
  (value) => (isRecord(value) ? { '': value, constructor: 1, ...value } : value),
  (value) => (isRecord(value) ? Object.fromEntries(Object.entries(value).toReversed()) : value),
  (value) => (isRecord(value) ? Object.fromEntries(Object.entries(value).slice(1)) : value),
  (value) =>
    isRecord(value)
      ? Object.fromEntries(
          Object.entries(value).flatMap(([key, it]) => [
            [key, it],
            [`${key}2`, it],
          ]),
        )
      : value,
  (value) => (Array.isArray(value) ? value.toReversed() : value),
  (value) => (Array.isArray(value) ? value.slice(0, value.length / 2) : value),
  (value) => (Array.isArray(value) ? [...value, ...value] : [value]),
  (value) => (typeof value === 'string' ? value.repeat(2) : value),
  (value) => (typeof value === 'string' ? value.toUpperCase() : String(value)),
  (value) => (typeof value === 'number' ? String(value) : Number(value)),
  (value) => (typeof value === 'number' ? value * 1000 : value),
  () => undefined,
];

type MarkupChange = (pieces: string[], one: number, other: number) => void;

const markupSteps: readonly MarkupChange[] = [
  (pieces, one) => void pieces.splice(one, 1),
  (pieces, one) => void pieces.splice(one, 0, pieces[one] ?? ''),
  (pieces, one) => void pieces.splice(one, 2),
  (pieces, one, other) => {
    [pieces[one], pieces[other]] = [pieces[other] ?? '', pieces[one] ?? ''];
  },
  // From one place to another once more, as when an item is listed twice.
  (pieces, one, other) =>
    void pieces.splice(one, 0, ...pieces.slice(Math.min(one, other), Math.max(one, other))),
  ...[' ', 'x', '&bogus;', '&amp;amp;', '<!DOCTYPE x>', '<x>', 'word '.repeat(40_000)].map(
    (odd): MarkupChange =>
      (pieces, one) => {
        pieces[one] = odd;
      },
  ),
];

/** Of every value in a document, itself first. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  const inner = isRecord(value) || Array.isArray(value) ? Object.entries(value) : [];
  const own = Array.isArray(value);
  return [path, ...inner.flatMap(([key, it]) => pathsOf(it, [...path, own ? Number(key) : key]))];
}

function changeAt(value: unknown, [head, ...tail]: Path, change: Change): unknown {
  if (head === undefined) return change(value);
  if (Array.isArray(value)) {
    return value.map((it, n) => (n === head ? changeAt(it, tail, change) : it));
  }
  if (!isRecord(value)) return value;
  return { ...value, [head]: changeAt(value[head], tail, change) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
