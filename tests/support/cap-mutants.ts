import * as fc from 'fast-check';

import { canonicalDocument } from '#src/cap/canonical.ts';
import type { XmlElement } from '#src/xml/read.ts';
import { elementsIn, textOf } from '#src/xml/walk.ts';

/**
 * Texts that one type of CAP's schemas allows and another does not. No time with blanks around it: by XML Schema they do not
 * count, and xmllint overlooks that where the type has no restrictions.
 */
const texts = [
  '',
  ' ',
  'Actual',
  ' Actual',
  'Draft',
  'Alert',
  'Public',
  'Extreme',
  'Observed',
  'Very Likely',
  'CBRNE',
  'AllClear',
  'en',
  'en-GB',
  '12345',
  'abcdefghi',
  'x-klingon',
  '??',
  '-5',
  '+5.',
  '.5',
  '2003-04-02T14:39:01-05:00',
  '2003-04-02T14:39:01Z',
  '2003-02-29T14:39:01-05:00',
  '1.5e3',
  '2004-02-29T24:00:00-05:00',
  '2003-04-02T14:39:01.5-05:00',
  '2003-04-02T14:39:01-14:30',
  '2003-04-02T14:39:01+14:00',
  '2003-04-02T14:39:60-05:00',
  '2003-04-02T14:39:01,05:00',
  '0000-04-02T14:39:01-05:00',
  '2003-14-02T14:39:01-05:00',
  '5.0',
  'http://a.example/x?y=1#z',
  'a b',
  '%zz',
  '%41',
  'http://a.example:80x/',
  'a:b',
  '1:b',
  './1:b',
  'http://[::1]/',
  'http://ü.example/ä',
  '//a.example',
  '?q',
  '#f',
  '#f#g',
  '1,2 3',
  '1, 2 3',
  'x',
  'a,b,2002-04-02T14:39:01-05:00',
  'a,b',
  '91,181 -3',
  '-12.3,+45.6 7.8',
  '12345678901234567890',
  'a,b,2002-04-02T14:39:01-05:00  c,d,2002-04-02T14:39:01-05:00 ',
  'me@example.org',
  '1.2.3',
];
const names = (
  'identifier sender sent status msgType source scope restriction addresses code note references incidents info language ' +
  'category event responseType urgency severity certainty audience eventCode effective onset expires senderName headline ' +
  'description instruction web contact parameter resource area areaDesc polygon circle geocode altitude ceiling valueName ' +
  'value resourceDesc mimeType size uri derefUri digest password foo'
).split(' ');

type Change = (siblings: readonly XmlElement[], at: number) => readonly XmlElement[];

const change = fc.oneof(
  fc.constant<Change>((all, at) => all.toSpliced(at, 1)),
  fc.constant<Change>((all, at) => all.flatMap((it, n) => (n === at ? [it, it] : [it]))),
  fc.nat(8).map<Change>((to) => (all, at) => {
    const [moved, rest] = [all[at], all.toSpliced(at, 1)];
    return moved === undefined ? rest : rest.toSpliced(to % (rest.length + 1), 0, moved);
  }),
  fc
    .constantFrom(...names)
    .map<Change>((name) => (all, at) => all.map((it, n) => (n === at ? { ...it, name } : it))),
  fc
    .constantFrom('', 'urn:example:other')
    .map<Change>((uri) => (all, at) => all.map((it, n) => (n === at ? inNamespace(it, uri) : it))),
  fc.constant<Change>((all, at) => all.map((it, n) => (n === at ? withAttribute(it) : it))),
  fc
    .constantFrom(...texts)
    .map<Change>(
      (text) => (all, at) =>
        all.map((it, n) =>
          n === at ? { ...it, children: [...elementsIn(it), text], instructions: [] } : it,
        ),
    ),
  fc.constantFrom(...texts).chain((text) =>
    fc.constantFrom(...names).map<Change>((name) => (all, at) => {
      const model = all[at];
      return model === undefined ? all : all.toSpliced(at, 0, { ...model, name, children: [text] });
    }),
  ),
);

/** A message changed in one to three places: elements dropped, doubled, moved, renamed, strangers put in, other texts. */
export function mutantsOf(roots: readonly XmlElement[]): fc.Arbitrary<XmlElement> {
  return fc
    .tuple(
      fc.constantFrom(...roots),
      fc.array(fc.tuple(fc.nat(), change), { minLength: 1, maxLength: 3 }),
    )
    .map(([root, changes]) => changes.reduce(changed, root));
}

/** Every message with one element dropped, doubled, put after its neighbour or renamed: each kind of element in each kind of place. */
export function smallestMutantsOf(root: XmlElement): readonly XmlElement[] {
  const places = new Map(
    placesIn(root).map((place) => [
      `${place.parent.name}/${elementsIn(place.parent)[place.at]?.name}`,
      place,
    ]),
  );
  return [...places.values()].flatMap((place) =>
    smallest.map((turn) => replacedIn(root, place, turn)),
  );
}

const smallest: readonly Change[] = [
  (all, at) => all.toSpliced(at, 1),
  (all, at) => all.flatMap((it, n) => (n === at ? [it, it] : [it])),
  (all, at) => all.toSpliced(at, 2, ...all.slice(at, at + 2).toReversed()),
  (all, at) => all.map((it, n) => (n === at ? { ...it, name: 'foo' } : it)),
  (all, at) => all.map((it, n) => (n === at ? { ...it, children: [], instructions: [] } : it)),
];

export function textOfXml(root: XmlElement): string {
  const how = { isExclusive: false, prefixes: [] };
  return canonicalDocument({ root, prolog: [], epilog: [] }, how, new Set());
}

/** The same message with long texts cut: where an image is enclosed, mutants would all be mutants of it. */
export function shortened(element: XmlElement): XmlElement {
  const children = element.children
    .filter((child) => typeof child !== 'string' || elementsIn(element).length === 0)
    .filter((child) => typeof child === 'string' || child.name !== 'Signature')
    .map((child) => (typeof child === 'string' ? child.slice(0, 200) : shortened(child)));
  return { ...element, children, instructions: [] };
}

function changed(root: XmlElement, [seed, turn]: [number, Change]): XmlElement {
  const places = placesIn(root);
  const place = places[seed % Math.max(1, places.length)];
  return place === undefined ? root : replacedIn(root, place, turn);
}

interface Place {
  readonly parent: XmlElement;
  readonly at: number;
}

function placesIn(parent: XmlElement): readonly Place[] {
  const children = elementsIn(parent);
  return children.flatMap((child, at) => [{ parent, at }, ...placesIn(child)]);
}

function replacedIn(element: XmlElement, place: Place, turn: Change): XmlElement {
  const own = elementsIn(element);
  if (own.length === 0) return element;
  const children =
    element === place.parent
      ? turn(own, place.at)
      : own.map((child) => replacedIn(child, place, turn));
  const said = textOf({
    ...element,
    children: element.children.filter((it) => typeof it === 'string'),
  });
  return { ...element, children: [...children, ...(said === '' ? [] : [said])] };
}

function inNamespace(element: XmlElement, uri: string): XmlElement {
  const declaration = { name: 'xmlns', prefix: '', uri: '', value: uri };
  return { ...element, uri, prefix: '', attributes: [...element.attributes, declaration] };
}

function withAttribute(element: XmlElement): XmlElement {
  const attribute = { name: 'lang', prefix: '', uri: '', value: 'en' };
  return { ...element, attributes: [...element.attributes, attribute] };
}

const time = '2026-03-01T12:00:00-00:00';

/** A message in which every element of CAP 1.2 stands once. */
export const wholeMessage = `
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>a</identifier><sender>b</sender><sent>${time}</sent><status>Actual</status><msgType>Update</msgType>
  <source>c</source><scope>Restricted</scope><restriction>d</restriction><addresses>e</addresses><code>f</code>
  <note>g</note><references>b,h,${time}</references><incidents>i</incidents>
  <info>
    <language>en</language><category>Met</category><event>j</event><responseType>Monitor</responseType>
    <urgency>Past</urgency><severity>Minor</severity><certainty>Likely</certainty><audience>k</audience>
    <eventCode><valueName>l</valueName><value>m</value></eventCode>
    <effective>${time}</effective><onset>${time}</onset><expires>${time}</expires><senderName>n</senderName>
    <headline>o</headline><description>p</description><instruction>q</instruction><web>https://a.example/</web>
    <contact>r</contact><parameter><valueName>s</valueName><value>t</value></parameter>
    <resource>
      <resourceDesc>u</resourceDesc><mimeType>image/png</mimeType><size>5</size><uri>https://a.example/b</uri>
      <derefUri>AAAA</derefUri><digest>v</digest>
    </resource>
    <area>
      <areaDesc>w</areaDesc><polygon>1,1 1,2 2,2 1,1</polygon><circle>1,2 3</circle>
      <geocode><valueName>x</valueName><value>y</value></geocode><altitude>1</altitude><ceiling>2</ceiling>
    </area>
  </info>
</alert>`.trim();
