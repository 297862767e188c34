import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { readSearch } from '#src/http/pages/advisory-search.ts';

const at = new Date('2025-07-31T12:00:00Z');
const places = { named: (word: string) => (word === 'mali' ? [{ country: 'ML' }] : []) };
const read = (query: unknown) => readSearch(query, places, at);

test.each([
  { query: {}, search: { state: 'in force', words: [] } },
  { query: { ended: 'yes' }, search: { state: 'any' } },
  {
    query: { q: ' mali, floods! ' },
    search: {
      words: [
        { text: 'mali', places: [{ country: 'ML' }] },
        { text: 'floods', places: [] },
      ],
    },
  },
  { query: { q: '!!' }, search: { words: [{ text: '!!', places: [] }] } },
  { query: { country: 'ML' }, search: { country: 'ML' } },
  { query: { country: ['SN', 'ML'] }, search: { country: 'ML' } },
  { query: { level: '3' }, search: { level: 3 } },
  { query: { level: 'none' }, search: { level: 'none' } },
  { query: { days: '30' }, search: { since: new Date('2025-07-01T12:00:00Z') } },
  { query: { from: '2025-07-31' }, search: { since: new Date('2025-07-31T00:00:00Z') } },
  {
    query: { days: '7', from: '2025-07-29' },
    search: { since: new Date('2025-07-29T00:00:00Z') },
  },
  {
    query: { days: '7', from: '2025-01-01' },
    search: { since: new Date('2025-07-24T12:00:00Z') },
  },
])('$query asks for $search', ({ query, search }) => {
  const asked = read(query);
  expect(asked.errors).toEqual([]);
  expect(asked.search).toMatchObject(search);
});

test.each([
  { field: 'country', value: 'Mali' },
  { field: 'country', value: 'XX' },
  { field: 'level', value: '5' },
  { field: 'level', value: '0' },
  { field: 'days', value: '8' },
  { field: 'from', value: '2025-02-30' },
  { field: 'from', value: '31.7.2025' },
])('$field=$value is named, stays in the form, and asks for nothing', ({ field, value }) => {
  const asked = read({ [field]: value, q: 'mali' });
  expect(asked.errors).toEqual([{ field }]);
  expect(asked.values).toMatchObject({ [field]: value, q: 'mali' });
  expect(asked.search).toEqual(read({ q: 'mali' }).search);
});

test.each([
  [undefined, 1],
  ['2', 2],
  ['0', 1],
  ['-1', 1],
  ['1e9', 1],
  ['x', 1],
])('page %s is page %s', (page, number) => {
  expect(read({ page }).page).toBe(number);
});

test('of a long text the first words are looked for', () => {
  expect(read({ q: 'a b c d e f g' }).search.words).toHaveLength(5);
  expect(read({ q: 'x'.repeat(500) }).values.q).toHaveLength(100);
});

test('whatever stands in an address, something can be looked for', () => {
  fc.assert(
    fc.property(fc.anything(), (query) => {
      expect(read(query).search.at).toBe(at);
    }),
  );
});
