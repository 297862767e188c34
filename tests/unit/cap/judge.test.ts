import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { judgeDocument, largestBytes, verdictOn } from '#src/cap/judge.ts';
import { capInfoXml, capXml } from '#tests/support/cap-alert.ts';

const verdict = (xml: string | Buffer) => verdictOn(judgeDocument(Buffer.from(xml)));
const withInfo = (info: Parameters<typeof capInfoXml>[0]) => capXml({ infos: [capInfoXml(info)] });
const withArea = (inside: string) =>
  withInfo({ areas: `<area><areaDesc>Coast</areaDesc>${inside}</area>` });
const square = '1,1 1,2 2,2 2,1 1,1';

test('a message in order is accepted without a word', () => {
  expect(verdict(capXml())).toEqual({ accepted: true, layer: null, reason: null, warnings: [] });
});

describe('C1 · what no schema can say', () => {
  test.each([
    [
      'a restriction of what is public',
      capXml().replace('</scope>', '</scope><restriction>staff</restriction>'),
    ],
    ['a private message to nobody', capXml({ scope: 'Private' })],
    ['a reference to the future', capXml({ references: 'a,b,2027-01-01T00:00:00-00:00' })],
    [
      'a reference to itself',
      capXml({ references: 'storms@met.example,storm-1,2026-03-01T12:00:00-00:00' }),
    ],
    ['an address without its beginning', withInfo({ web: 'met.example/storm' })],
    ['a polygon of three points', withArea('<polygon>1,1 1,2 1,1</polygon>')],
    ['a polygon that stays open', withArea('<polygon>1,1 1,2 2,2 2,1</polygon>')],
    ['a polygon with a point that is none', withArea('<polygon>1,1 1,2 2,x 1,1</polygon>')],
    ['a polygon north of the pole', withArea('<polygon>91,1 1,2 2,2 91,1</polygon>')],
    ['a polygon whose edges cross', withArea('<polygon>0,0 2,2 0,2 2,0 0,0</polygon>')],
    ['a circle beyond the date line', withArea('<circle>1,181 5</circle>')],
    ['a ceiling without a floor', withArea(`<polygon>${square}</polygon><ceiling>5</ceiling>`)],
    ['a ceiling below its floor', withArea('<altitude>6</altitude><ceiling>5</ceiling>')],
  ])('%s is refused', (_, xml) => {
    expect(verdict(xml)).toMatchObject({ accepted: false, layer: 'semantic' });
  });

  test.each([
    ['a polygon over the date line', '<polygon>1,179 1,-179 2,-179 2,179 1,179</polygon>'],
    ['a polygon that touches itself', '<polygon>0,0 0,2 1,1 0,2 2,2 0,0</polygon>'],
    ['a circle of no size', '<circle>1,2 0</circle>'],
    [
      'a floor and a ceiling',
      `<polygon>${square}</polygon><altitude>1</altitude><ceiling>1</ceiling>`,
    ],
  ])('%s is accepted', (_, area) => {
    expect(verdict(withArea(area))).toMatchObject({ accepted: true });
  });
});

describe('C1 · what must not get in whatever the schema says', () => {
  test.each([
    'javascript:alert(1)',
    ' JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'ftp://met.example/',
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://[::1]/',
    'http://[::ffff:10.0.0.1]/',
    'http://169.254.169.254/latest',
    'http://localhost:8080/',
    'http://redis/',
    'http://printer.local/',
    '//10.0.0.1/',
    'http://met.example@evil.example/',
    'http://metadata.google.internal/',
    'http://10.1.2.3./',
  ])('the address %j', (web) => {
    expect(verdict(withInfo({ web }))).toMatchObject({ accepted: false, layer: 'security' });
  });

  test.each(['https://met.example/a?b=c#d', 'http://8.8.8.8/', 'mailto:storms@met.example'])(
    'but not the address %j',
    (web) => {
      expect(verdict(withInfo({ web })).accepted).toBe(true);
    },
  );

  test.each([
    ['an override in a headline', { headline: 'Storm \u202Egnp.exe' }],
    ['an override in running text', { description: 'Storm \u202Dx' }],
    ['an embedding in a headline', { headline: 'Storm \u202Ax\u202C' }],
    ['an isolate in a headline', { headline: 'Storm \u2067x\u2069' }],
    ['a script', { description: '&lt;script&gt;alert(1)&lt;/script&gt;' }],
    ['a script in CDATA', { description: '<![CDATA[<ScRiPt src=x>]]>' }],
    ['a frame', { description: '&lt;iframe src=x&gt;' }],
    ['a handler', { description: '&lt;img src=x onerror=alert(1)&gt;' }],
    ['a link to a script', { description: "&lt;a href='javascript:x'&gt;" }],
  ])('%s', (_, info) => {
    expect(verdict(withInfo(info))).toMatchObject({ accepted: false, layer: 'security' });
  });

  test.each([
    ['markup that only decorates', { description: '&lt;b&gt;Storm&lt;/b&gt;&lt;br/&gt;' }],
    ['entities of HTML', { description: 'Wind &amp;amp; rain' }],
    ['writing from right to left, marked as such', { description: '\u202Bعاصفة\u202C' }],
  ])('%s is accepted with a warning', (_, info) => {
    const { accepted, warnings } = verdict(withInfo(info));
    expect([accepted, warnings.length]).toEqual([true, 1]);
  });

  test.each([
    ['a document type', '<!DOCTYPE alert><alert/>'],
    [
      'a billion laughs',
      `<!DOCTYPE a [<!ENTITY b "${'x'.repeat(1000)}"><!ENTITY c "&b;&b;">]><a>&c;</a>`,
    ],
    ['an inclusion', capXml({ after: '<x xmlns="http://www.w3.org/2001/XInclude"/>' })],
    [
      'more than two megabytes',
      capXml({ infos: [capInfoXml({ description: 'x'.repeat(largestBytes) })] }),
    ],
    ['elements 65 deep', `${'<a>'.repeat(65)}${'</a>'.repeat(65)}`],
  ])('C2 · %s', (_, xml) => {
    expect(verdict(xml)).toMatchObject({ accepted: false, layer: 'security' });
  });
});

test('C2 · a polygon of a hundred thousand corners is judged all the same', () => {
  const corners = Array.from({ length: 60_000 }, (_, n) => {
    const angle = (n / 60_000) * 2 * Math.PI;
    return `${(Math.sin(angle) * 80).toFixed(5)},${(Math.cos(angle) * 170).toFixed(5)}`;
  });
  const xml = withArea(`<polygon>${[...corners, corners[0]].join(' ')}</polygon>`);
  expect(verdict(xml).accepted).toBe(true);
});

test('C2 · whatever comes is answered, and nothing but a message in order is accepted', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.uint8Array().map((it) => Buffer.from(it)),
      ),
      (noise) => {
        expect(verdict(noise)).toMatchObject({ accepted: false });
      },
    ),
  );
});

test('what a document says is never quoted but for short names', () => {
  const secret = 'secret-0123456789'.repeat(9);
  for (const xml of [
    `<${secret}/>`,
    capXml().replaceAll('scope>', `${secret}>`),
    withInfo({ web: secret }),
  ]) {
    expect(verdict(xml).reason).not.toContain(secret);
  }
});
