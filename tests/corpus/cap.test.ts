import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { z } from 'zod';

import { contentSchema } from '#src/advisory/advisory.ts';
import { extendedFault } from '#src/cap/extended-fault.ts';
import { judgeDocument, verdictOn } from '#src/cap/judge.ts';
import { schemaFault } from '#src/cap/schema-fault.ts';
import { capGrammars } from '#src/cap/versions.ts';
import { AppError } from '#src/errors.ts';
import { createCap } from '#src/sources/cap/cap.ts';
import type { Publisher, Reading } from '#src/sources/publisher.ts';
import { readXml } from '#src/xml/read.ts';
import type { XmlElement } from '#src/xml/read.ts';
import {
  mutantsOf,
  shortened,
  smallestMutantsOf,
  textOfXml,
  wholeMessage,
} from '#tests/support/cap-mutants.ts';
import { withCorpus } from '#tests/support/corpora.ts';

const program = resolve(import.meta.dirname, '../../src/commands/ingest.ts');
const hasStrace = spawnSync('strace', ['-V']).status === 0;

const labels = z.object({
  items: z.array(
    z.object({
      file: z.string(),
      expected: z.enum([
        'valid',
        'invalid',
        'warning',
        'valid-feed',
        'invalid-feed',
        'not-cap-root',
      ]),
      layer: z.string().optional(),
      signed: z.boolean().optional(),
      capVersion: z.string().nullish(),
      xsd: z.boolean().nullish(),
      xsdExtended: z.boolean().nullish(),
    }),
  ),
});

withCorpus('cap', (folder) => {
  const read = (file: string) => readFileSync(join(folder, file));
  const { items } = labels.parse(JSON.parse(read('expected.json').toString('utf8')));
  const of = (...expected: readonly string[]) =>
    items.filter((item) => expected.includes(item.expected));
  const verdict = (file: string) => verdictOn(judgeDocument(read(file)));

  test('there are 73 labelled documents, some of each kind', () => {
    expect(items).toHaveLength(73);
    expect(new Set(items.map(({ expected }) => expected)).size).toBe(6);
  });

  test.each(of('valid', 'valid-feed'))('C1 · accepted: $file', ({ file }) => {
    expect(verdict(file)).toMatchObject({ accepted: true, layer: null, reason: null });
  });

  test.each(of('invalid'))('C1 · refused in the layer $layer: $file', ({ file, layer }) => {
    expect(verdict(file)).toMatchObject({ accepted: false, layer });
    expect(verdict(file).reason).toMatch(/^expected /);
  });

  test.each(of('invalid-feed', 'not-cap-root'))('C1 · refused: $file', ({ file }) => {
    expect(verdict(file).accepted).toBe(false);
  });

  test.each(of('warning'))('C1 · accepted with a warning: $file', ({ file }) => {
    expect(verdict(file).accepted).toBe(true);
    expect(verdict(file).warnings).not.toEqual([]);
  });

  test('C1 · every signature of a valid message holds by the key that comes with it, and by no other', () => {
    const signed = of('valid', 'valid-feed').filter(({ file }) =>
      read(file).includes('<SignatureValue>'),
    );
    expect(signed.length).toBeGreaterThan(3);
    for (const { file } of signed) {
      expect(verdict(file).warnings.join()).toContain('nobody pinned');
      // One letter of what is signed.
      const bent = Buffer.from(
        read(file).toString('latin1').replace('<event>', '<event>X'),
        'latin1',
      );
      expect(verdictOn(judgeDocument(bent))).toMatchObject({ accepted: false, layer: 'signature' });
    }
  });

  test('C1 · a message that a national service laid out after it was signed is taken, and not a bent one', () => {
    const whole = read('invalid/wmo-tg-invalid-signature.xml')
      .toString('utf8')
      .replace('VlkRnlh==', 'VlkRnlg==');
    expect(verdictOn(judgeDocument(Buffer.from(whole)))).toMatchObject({ accepted: true });
    const bent = whole.replace('<areaDesc>Maritime', '<areaDesc>Savanes');
    expect(verdictOn(judgeDocument(Buffer.from(bent)))).toMatchObject({ layer: 'signature' });
  });

  test('every alert that is accepted becomes an advisory that can be kept, and only what is Actual', () => {
    const publisher = createCap({ sourceId: 'any', url: 'https://cap.example/', options: {} });
    const all = items.flatMap(({ file }) => {
      const reading = readBy(publisher, read(file));
      return (reading?.entries ?? []).map((entry) => ({ file, entry }));
    });
    for (const { entry } of all) contentSchema.parse({ ...entry.content, issuer: 'any' });
    expect(all.length).toBeGreaterThan(40);
    expect(new Set(all.map(({ entry }) => entry.content.status))).toEqual(new Set(['actual']));
    // The one test among the valid ones.
    expect(all.map(({ file }) => file)).not.toContain('valid/national-ph.xml');
    const contentOf = (file: string) => all.find((one) => one.file === file)?.entry.content;
    expect(contentOf('valid/google-canada.xml')).toMatchObject({
      language: 'en',
      appliesTo: [{ country: 'CA', region: 'CA-ON', level: null }],
    });
    expect(Object.keys(contentOf('valid/google-canada.xml')?.words ?? {})).toEqual(['en', 'fr']);
    expect(contentOf('valid/national-iceland_met_office.xml')?.appliesTo).toMatchObject([
      { country: 'IS' },
    ]);
    const refused = items.filter(({ expected }) => expected === 'invalid').map(({ file }) => file);
    const shown = all.filter(({ file }) => refused.includes(file));
    expect(
      shown.every(({ entry }) => entry.doubts?.some(({ rule }) => rule === 'alert-refused')),
    ).toBe(true);
    expect(new Set(shown.map(({ file }) => file)).size).toBeGreaterThan(25);
  });

  test('C2 · bytes flipped, cut out, doubled or cut off: every document is answered, and what is kept can be kept', () => {
    const documents = items
      .filter(({ file }) => !file.includes('deep'))
      .map(({ file }) => read(file));
    const publisher = createCap({ sourceId: 'any', url: 'https://cap.example/', options: {} });
    const spot = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), byte: fc.nat(255) });
    const damage = fc.record({
      document: fc.constantFrom(...documents),
      spots: fc.array(spot, { minLength: 1, maxLength: 4 }),
      how: fc.constantFrom('flip', 'cut-out', 'double', 'cut-off'),
    });
    fc.assert(
      fc.property(damage, ({ document, spots, how }) => {
        const bytes = spots.reduce<Buffer>(
          (all, { at, byte }) => damaged(all, { at, byte, how }),
          document,
        );
        expect([
          'wellformed',
          'security',
          'xsd',
          'extended',
          'semantic',
          'signature',
          null,
        ]).toContain(verdictOn(judgeDocument(bytes)).layer);
        for (const { content } of readBy(publisher, bytes)?.entries ?? []) {
          expect(contentSchema.parse({ ...content, issuer: 'any' }).status).toBe('actual');
        }
      }),
      { numRuns: 500 },
    );
  });

  test.skipIf(!hasStrace)(
    'C2 · judging every document opens neither a socket nor any other file (where strace is)',
    () => {
      const files = items.map(({ file }) => join(folder, file));
      const trace = [
        '-f',
        '-qq',
        '-e',
        'trace=network,openat',
        process.execPath,
        program,
        'cap',
        '--json',
      ];
      const { stdout, stderr, status } = spawnSync('strace', [...trace, ...files], {
        encoding: 'utf8',
        env: {},
        maxBuffer: 64 * 1024 * 1024,
      });
      expect({ status, lines: stdout.trim().split('\n').length }).toEqual({ status: 0, lines: 73 });
      const calls = stderr.split('\n');
      expect(
        calls.filter(
          (call) => /\b(?:connect|sendto|sendmsg|bind)\(/.test(call) || /AF_INET/.test(call),
        ),
      ).toEqual([]);
      const first = calls.findIndex((call) => call.includes(files[0] ?? ''));
      const last = calls.findLastIndex((call) => call.includes(files.at(-1) ?? ''));
      const opened = calls
        .slice(first, last)
        .flatMap((call) => /openat\(\w+, "([^"]+)"/.exec(call)?.[1] ?? [])
        .filter((file) => !file.startsWith('/sys/devices/system/cpu/')); // the runtime looks at its clock when it likes
      expect(new Set(opened)).toEqual(new Set(files.slice(0, -1)));
    },
  );

  describe('our reading of the schemas is that of xmllint', () => {
    const schemas = [
      { version: '1.0', file: 'schema/cap10.xsd' },
      { version: '1.1', file: 'schema/cap11.xsd' },
      { version: '1.2', file: 'schema/cap12.xsd' },
      { version: '1.2', file: 'schema/CAP-v1.2-wmo.xsd' },
      { version: '1.2', file: 'schema/cap12_extended.xsd' },
    ];
    const roots = items.flatMap(({ file, expected, capVersion, xsd }) => {
      const root = rootOf(read(file));
      // The schema of 1.1 has no place for signatures; ours has.
      if (root === undefined || expected.includes('feed') || root.name !== 'alert') return [];
      return [{ file, root, capVersion, isValid: expected === 'valid', xsd }];
    });

    test.each(schemas)('of every labelled message, by $file', async ({ version, file }) => {
      const alerts = roots
        .filter((it) => it.capVersion === version || (version === '1.0' && it.isValid))
        .map(({ root }) => (version === '1.0' ? asFirst(shortened(root)) : withoutSignature(root)));
      expect(alerts.length).toBeGreaterThan(2);
      await expectAgreement(read(file).toString('utf8'), alerts, file.includes('extended'));
    });

    test.each(schemas)('of valid messages changed anyhow, by $file', async ({ version, file }) => {
      const valid = roots.filter(
        (it) => it.isValid && (it.capVersion === version || version === '1.0'),
      );
      const whole = rootOf(Buffer.from(wholeMessage.replace('cap:1.2', `cap:${version}`)));
      const alerts = [...valid.map(({ root }) => root), ...(whole ? [whole] : [])].map(shortened);
      const bases = version === '1.0' ? alerts.map(asFirst) : alerts;
      const mutants = [...bases.flatMap(smallestMutantsOf), ...fc.sample(mutantsOf(bases), 800)];
      const schema = read(file).toString('utf8');
      const shares: number[] = [];
      // As many as xmllint takes at once.
      for (let from = 0; from < mutants.length; from += 400) {
        const some = mutants.slice(from, from + 400);
        shares.push(await expectAgreement(schema, some, file.includes('extended')));
      }
      // A test in which nothing is ever valid, or nothing ever wrong, shows nothing.
      const share = shares.reduce((sum, it) => sum + it, 0) / shares.length;
      expect(share).toBeGreaterThan(0.02);
      expect(share).toBeLessThan(0.6);
    });
  });
});

withCorpus('feeds/imd-cap', (folder) => {
  test('the Indian service’s list leads to its alerts, which hold for the country that is drawn, under the name beside it', () => {
    const publisher = createCap({ sourceId: 'imd', url: 'https://cap.example/', options: {} });
    const index = readBy(publisher, readFileSync(join(folder, 'imd-cap-index-2026-09-03.xml')));
    expect(index?.entries).toEqual([]);
    expect(index?.unreadable).toEqual([]);
    expect(index?.follow.map(({ url }) => URL.parse(url)?.pathname)).toEqual([
      '/in-imd-en/2026-09-02-08-41-21.xml',
      '/in-imd-en/2026-09-03-07-19-24.xml',
      '/in-imd-en/2026-09-03-07-21-21.xml',
    ]);
    const alert = readBy(
      publisher,
      readFileSync(join(folder, 'imd-cap-alert-2026-09-03-07-21-21.xml')),
    );
    expect(alert?.entries).toMatchObject([
      {
        content: { language: 'en', appliesTo: [{ country: 'IN', region: 'ODISHA', level: null }] },
      },
    ]);
    expect(alert?.entries[0]).not.toHaveProperty('doubts');
  });
});

interface Damage {
  readonly at: number;
  readonly byte: number;
  readonly how: string;
}

function damaged(bytes: Buffer, { at, byte, how }: Damage): Buffer {
  const place = Math.floor(at * bytes.length);
  const [before, after] = [bytes.subarray(0, place), bytes.subarray(place)];
  if (how === 'cut-off') return before;
  if (how === 'cut-out') return Buffer.concat([before, after.subarray(byte)]);
  if (how === 'double') return Buffer.concat([before, before.subarray(-byte), after]);
  return Buffer.concat([before, Buffer.of(byte), after.subarray(1)]);
}

/** On the day of the oldest of them, when none had run out. */
function readBy(publisher: Publisher, body: Buffer): Reading | undefined {
  const fetchedAt = new Date('2002-01-01T00:00:00Z');
  try {
    return publisher.read({
      url: 'https://cap.example/',
      contentType: 'text/xml',
      body,
      fetchedAt,
    });
  } catch (error) {
    if (error instanceof AppError && error.code === 'SOURCE_UNREADABLE') return undefined;
    throw error;
  }
}

function rootOf(bytes: Buffer): XmlElement | undefined {
  const reading = readXml(bytes);
  return reading.kind === 'read' ? reading.root : undefined;
}

/** The share of them that is valid. */
async function expectAgreement(
  schema: string,
  alerts: readonly XmlElement[],
  isExtended: boolean,
): Promise<number> {
  const xml = alerts.map((root, n) => ({ fileName: `${n}.xml`, contents: textOfXml(root) }));
  const { rawOutput } = await validateXML({
    xml,
    schema,
    initialMemoryPages: 2048,
    maxMemoryPages: 8192,
  });
  const theirs = new Set(
    [...rawOutput.matchAll(/^(\d+\.xml) validates$/gm)].map(([, name]) => name),
  );
  const ours = xml.map(({ fileName, contents }) => {
    const root = rootOf(Buffer.from(contents));
    const grammar = root && capGrammars.get(root.uri);
    const fault =
      root && grammar
        ? (schemaFault(root, grammar) ??
          (isExtended ? extendedFault(root, grammar.version) : undefined))
        : 'no alert';
    return { fileName, contents, fault };
  });
  const differing = ours.filter(
    ({ fileName, fault }) => (fault === undefined) !== theirs.has(fileName),
  );
  expect(
    differing.map(({ fault, fileName, contents }) => ({
      ours: fault ?? 'valid',
      theirs: rawOutput.split('\n').find((line) => line.startsWith(`${fileName}:`)) ?? 'valid',
      contents,
    })),
  ).toEqual([]);
  return theirs.size / xml.length;
}

function withoutSignature(root: XmlElement): XmlElement {
  const children = root.children.filter((it) => typeof it === 'string' || it.name !== 'Signature');
  return { ...root, children, instructions: [] };
}

/** A message of CAP 1.0 with the words of a later one. */
function asFirst(element: XmlElement): XmlElement {
  const uri = 'http://www.incident.com/cap/1.0';
  const attributes = element.attributes.map((it) =>
    it.value.includes(':cap:1.') ? { ...it, value: uri } : it,
  );
  const children = element.children
    .filter(
      (it) => typeof it === 'string' || !/^(?:responseType|derefUri|references)$/.test(it.name),
    )
    .map((it) => (typeof it === 'string' ? it.replace('Observed', 'Likely') : asFirst(it)));
  const isPair = /^(?:eventCode|parameter|geocode)$/.test(element.name);
  return { ...element, uri, attributes, children: isPair ? ['a=b'] : children, instructions: [] };
}
