import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import type { OutboundAnswer } from '#src/outbound/fetch.ts';
import type { Cursor, Poll } from '#src/sources/source.ts';
import { createMadeUp } from '#tests/support/made-up-ministry.ts';
import { aPolledSource } from '#tests/support/polled-source.ts';

const ids = ['a', 'b', 'c', 'd', 'e'] as const;

/** What a publisher says of one thing at one poll. */
const said = fc.record({
  version: fc.nat(3),
  how: fc.constantFrom(
    'in the list',
    'in its own document',
    'not readably',
    'in a document that does not come',
  ),
});
/** A poll: the whole list, or none at all. */
const moment = fc.oneof(
  { weight: 5, arbitrary: fc.record(Object.fromEntries(ids.map((id) => [id, said]))) },
  { weight: 1, arbitrary: fc.constant(undefined) },
);
type Moment =
  | Readonly<Record<string, { readonly version: number; readonly how: string }>>
  | undefined;

test('whatever a publisher does, every readable change is told once, in the poll in which it can be read, and nothing else is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(moment, { minLength: 1, maxLength: 8 }), async (moments) => {
      let now: Moment;
      await using it = aPolledSource({
        format: 'made-up',
        url: 'https://feed.example/',
        formats: { 'made-up': createMadeUp },
        fetch: async ({ url }) => answerAt(new URL(url).pathname, now),
      });
      let cursor: Cursor = {};
      const told = new Map<string, string>();
      for (now of moments) {
        const poll = await it.source
          .poll(cursor, new AbortController().signal)
          .catch(() => undefined);
        expect(poll === undefined).toBe(saysNothing(now));
        if (now === undefined || poll === undefined) continue; // and the cursor stays
        ({ cursor } = poll);
        const expected = newIn(now, told);
        expect(keysOf(poll)).toEqual(expected);
        for (const id of expected) told.set(id, `${now[id]?.how} ${now[id]?.version}`);
        expect(listedIn(poll)).toHaveLength(ids.length); // nothing vanishes
      }
    }),
    { numRuns: 150 },
  );
});

/** Readable, and another than was told. */
function newIn(now: NonNullable<Moment>, told: ReadonlyMap<string, string>): readonly string[] {
  return Object.entries(now)
    .filter(([id, { how, version }]) => isReadable(how) && told.get(id) !== `${how} ${version}`)
    .map(([id]) => id);
}

function keysOf(poll: Poll): readonly string[] {
  return poll.kind === 'changed' ? poll.items.map(({ key }) => key).toSorted() : [];
}

function listedIn(poll: Poll): readonly string[] | undefined {
  return poll.kind === 'changed' ? poll.listed : ids;
}

/** No answer, or a list of which nothing can be read: a changed format. */
function saysNothing(now: Moment): boolean {
  return now === undefined || Object.values(now).every(({ how }) => how === 'not readably');
}

function isReadable(how: string): boolean {
  return how === 'in the list' || how === 'in its own document';
}

function answerAt(path: string, now: Moment): OutboundAnswer {
  const [, id] = path.split('/');
  if (now === undefined) return { ...answer, status: 500 };
  if (id === '' || id === undefined) return bodyOf(Object.entries(now).map(areaOf), 'yes');
  const one = now[id];
  if (one?.how !== 'in its own document') return { ...answer, status: 404 };
  return bodyOf([`<area id="${id}" country="ML">${one.version}</area>`], 'no');
}

function areaOf([id, { version, how }]: [
  string,
  { readonly version: number; readonly how: string },
]): string {
  const rest = {
    'in the list': '',
    'not readably': 'broken="yes"',
    'in its own document': `href="/${id}" v="${version}"`,
  }[how];
  return `<area id="${id}" country="ML" ${rest ?? `href="/${id}" lost="${version}"`}>Version ${version}.</area>`;
}

const answer: OutboundAnswer = {
  status: 200,
  headers: {},
  body: Buffer.from(''),
  truncated: false,
};

function bodyOf(areas: readonly string[], complete: string): OutboundAnswer {
  return { ...answer, body: Buffer.from(`<list complete="${complete}">${areas.join('')}</list>`) };
}
