import type { XmlElement } from '#src/xml/read.ts';
import { elementsIn, textOf } from '#src/xml/walk.ts';

import type { CapVersion } from './versions.ts';

const word = String.raw`[^ \t\r\n,&<]+`;
const strictTime = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-,+]\d\d:\d\d`;

const name = {
  form: new RegExp(`^${word}$`),
  expected: 'a name without blanks, commas, < and &',
};
const circle = {
  form: /^[ \t\r\n]*[+-]?\d{0,2}\.?\d*,[+-]?\d{0,3}\.?\d*[ \t\r\n]\+?\d*\.?\d*[ \t\r\n]*$/,
  expected: 'latitude,longitude and a radius in kilometres',
};
const height = {
  form: /^[ \t\r\n]*\+?\d*\.?\d*[ \t\r\n]*$/,
  expected: 'a height above the sea in feet',
};

interface Form {
  readonly form: RegExp;
  readonly expected: string;
}

/** What the standard asks for in words and its schema leaves open: the form of identities, references, circles and heights. */
export function extendedFault(root: XmlElement, version: CapVersion): string | undefined {
  const areas = elementsIn(root, 'info').flatMap((info) => elementsIn(info, 'area'));
  const checks = [
    ...each(root, 'identifier', name),
    ...each(root, 'sender', name),
    // CAP 1.0 did not say yet what a reference looks like.
    ...(version === '1.0' ? [] : elementsIn(root, 'references').map(referencesFault(version))),
    ...areas.flatMap((area) => [
      ...each(area, 'circle', circle),
      ...(version === '1.2' ? each(area, 'altitude', height) : []),
      ...(version === '1.2' ? each(area, 'ceiling', height) : []),
    ]),
  ];
  return checks.find((fault) => fault !== undefined);
}

function each(parent: XmlElement, child: string, { form, expected }: Form) {
  return elementsIn(parent, child).map((element) =>
    form.test(textOf(element)) ? undefined : wanted(expected, element),
  );
}

/** Word by word: one pattern over a list of thousands would run for long. */
function referencesFault(version: CapVersion) {
  // Before 1.2 any time of XML Schema will do.
  const triple = new RegExp(`^${word},${word},${version === '1.2' ? strictTime : word}$`);
  return (references: XmlElement) => {
    const all = textOf(references)
      .split(/[ \t\r\n]+/)
      .filter((it) => it !== '');
    return all.length > 0 && all.every((it) => triple.test(it))
      ? undefined
      : wanted('sender,identifier,sent, one or more between blanks,', references);
  };
}

function wanted(expected: string, element: XmlElement): string {
  return `expected ${expected} in <${element.name}> (line ${element.line})`;
}
