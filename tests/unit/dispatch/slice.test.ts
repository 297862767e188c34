import { expect, test } from 'vitest';

import { oneSliceEach } from '#src/dispatch/slice.ts';

const never = new AbortController().signal;

test('a second slice of the same publication ends at once, and the first is followed by another', async () => {
  const end = Promise.withResolvers<'idle'>();
  const begun: number[] = [];
  const slice = oneSliceEach((publicationId) => {
    begun.push(publicationId);
    return end.promise;
  });
  const first = slice(1, never);
  expect(await slice(1, never)).toBe('busy');
  const other = slice(2, never);
  end.resolve('idle');
  expect([await first, await other]).toEqual(['more', 'idle']);
  expect(begun).toEqual([1, 2]);
});

test('a slice that failed leaves its publication free for the next', async () => {
  const slice = oneSliceEach(async () => {
    throw new Error('the database is away');
  });
  await expect(slice(1, never)).rejects.toThrow('away');
  await expect(slice(1, never)).rejects.toThrow('away');
});
