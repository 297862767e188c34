import { expect, test } from 'vitest';

import { sources } from '#config/sources.ts';
import { createFetch } from '#src/outbound/fetch.ts';
import { createGuard } from '#src/outbound/guard.ts';
import { createRegistry } from '#src/sources/registry.ts';

test('every source of the configuration that is not off has an adapter of its name', async () => {
  await using it = aDoor();
  const { polled, pushed, modeOf } = createRegistry(it);
  const ids = [...polled.keys(), ...pushed.keys()];
  const followed = Object.entries(sources).filter(([, source]) => !('off' in source));
  expect(ids.toSorted()).toEqual(followed.map(([id]) => id).toSorted());
  for (const [id, { source }] of [...polled, ...pushed]) expect(source.id).toBe(id);
  expect(modeOf('in-mea')).toBe('review');
});

test('what a source said before it was taken out of the configuration is still judged, as a signal', async () => {
  await using it = aDoor();
  expect(createRegistry(it).modeOf('xx-mfa')).toBe('signal');
});

test('prose is reviewed, whatever the configuration says of its source', async () => {
  await using it = aDoor();
  const { mode: _mode, ...embassy } = sources['us-embassy-ml'];
  const config = { 'us-embassy-ml': { ...embassy, mode: 'publish' } } as const;
  expect(createRegistry({ ...it, config }).modeOf('us-embassy-ml')).toBe('review');
});

test('a configured source that nobody can read stops the start', async () => {
  await using it = aDoor();
  const config = { 'xx-mfa': { kind: 'pushed', mode: 'review', licence: '' } } as const;
  expect(() => createRegistry({ ...it, config })).toThrow(
    /a source that is pushed one of in-mea, got xx-mfa/,
  );
});

test('what is off as delivered could be switched on, but for what wants a word of the operator', async () => {
  await using it = aDoor();
  const off = Object.entries(sources).filter(
    ([id, source]) => 'off' in source && id !== 'reliefweb',
  );
  const config = Object.fromEntries(off.map(([id, source]) => [id, { ...source, off: false }]));
  expect(createRegistry({ ...it, config }).polled.size).toBe(off.length);
  const reliefweb = { ...sources.reliefweb, off: false };
  expect(() => createRegistry({ ...it, config: { reliefweb } })).toThrow(/appname/);
});

test('a configured source of a format that nobody can read stops the start, and one that is off does not', async () => {
  await using it = aDoor();
  const xx = {
    kind: 'polled',
    mode: 'signal',
    everySeconds: 900,
    url: 'https://feed.example/',
    licence: '',
  } as const;
  expect(() => createRegistry({ ...it, config: { 'xx-mfa': xx } })).toThrow(
    /the format of xx-mfa one of .*uk-fcdo.*, got xx-mfa/,
  );
  const config = { 'xx-mfa': { ...xx, off: true } };
  expect(createRegistry({ ...it, config }).polled.size).toBe(0);
});

test.each([
  ['us-state', { rsss: 'https://feed.example/rss' }, /us-state: options .*rsss/s],
  ['us-state', { rss: 'the usual' }, /expected the address of the RSS/],
  ['ca-gac', { language: 'fr' }, /ca-gac: options .*language/s],
  ['gdacs', { colour: 'red' }, /gdacs: options .*colour/s],
] as const)('options of %s that mean nothing stop the start', async (id, options, reason) => {
  await using it = aDoor();
  const config = { [id]: { ...sources[id], options } };
  expect(() => createRegistry({ ...it, config })).toThrow(reason);
});

test('a source of a known format needs nothing but an entry in the configuration', async () => {
  await using it = aDoor();
  const config = {
    'uk-mirror': {
      kind: 'polled',
      mode: 'signal',
      format: 'uk-fcdo',
      everySeconds: 900,
      url: 'https://mirror.example/advice',
      licence: 'OGL-UK-3.0',
    },
  } as const;
  expect(createRegistry({ ...it, config }).polled.get('uk-mirror')?.source.id).toBe('uk-mirror');
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
