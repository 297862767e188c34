import { expect, test } from 'vitest';

import { sources } from '#config/sources.ts';
import { createFetch } from '#src/outbound/fetch.ts';
import { createGuard } from '#src/outbound/guard.ts';
import { createRegistry } from '#src/sources/registry.ts';

test('every source of the configuration has an adapter of its name', async () => {
  await using it = aDoor();
  const { polled, pushed, modeOf } = createRegistry(it);
  const ids = [...polled.keys(), ...pushed.keys()];
  expect(ids.toSorted()).toEqual(Object.keys(sources).toSorted());
  for (const [id, { source }] of [...polled, ...pushed]) expect(source.id).toBe(id);
  expect(modeOf('in-mea')).toBe('review');
});

test('what a source said before it was taken out of the configuration is still judged, as a signal', async () => {
  await using it = aDoor();
  expect(createRegistry(it).modeOf('xx-mfa')).toBe('signal');
});

test('a configured source without an adapter stops the start', async () => {
  await using it = aDoor();
  const config = { 'xx-mfa': { kind: 'pushed', mode: 'review', licence: '' } } as const;
  expect(() => createRegistry({ ...it, config })).toThrow('expected an adapter for xx-mfa');
});

function aDoor() {
  const door = createFetch({ guard: createGuard({ allow: [] }), userAgent: 'tests' });
  return {
    fetch: door.request,
    directory: async () => [],
    now: () => new Date(),
    [Symbol.asyncDispose]: () => door[Symbol.asyncDispose](),
  };
}
