import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { z } from 'zod';

import { extendedFault } from '#src/cap/extended-fault.ts';
import { judgeDocument, verdictOn } from '#src/cap/judge.ts';
import { schemaFault } from '#src/cap/schema-fault.ts';
import { capGrammars } from '#src/cap/versions.ts';
import { readXml } from '#src/xml/read.ts';
import type { XmlElement } from '#src/xml/read.ts';
import { mutantsOf, shortened, textOfXml } from '#tests/support/cap-mutants.ts';
import { withCorpus } from '#tests/support/corpora.ts';

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
      const alerts = valid.map(({ root }) => shortened(root));
      const bases = version === '1.0' ? alerts.map(asFirst) : alerts;
      const mutants = fc.sample(mutantsOf(bases), 400);
      const share = await expectAgreement(
        read(file).toString('utf8'),
        mutants,
        file.includes('extended'),
      );
      // A test in which nothing is ever valid, or nothing ever wrong, shows nothing.
      expect(share).toBeGreaterThan(0.02);
      expect(share).toBeLessThan(0.6);
    });
  });
});

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
