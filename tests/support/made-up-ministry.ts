import { z } from 'zod';

import type { Asked, CreatePublisher, Entry, Reading } from '#src/sources/publisher.ts';
import { unreadable } from '#src/sources/refusal.ts';
import { stampOf } from '#src/sources/stamp.ts';
import { readXml } from '#src/xml/read.ts';
import type { XmlElement } from '#src/xml/read.ts';
import { attributeOf, elementsIn, textOf } from '#src/xml/walk.ts';

const optionsSchema = z
  .object({
    /** Paths beside the first document. */
    more: z.array(z.string()).default([]),
    trigger: z.string().optional(),
    merges: z.boolean().default(false),
  })
  .prefault({});

/**
 * The dialect of a ministry that does not exist, with everything that one may do: `<list complete="yes">` of `<area id="…"
 * country="ML" level="3" at="…">text</area>`; one with `href` has its text in a document of its own, one with `broken` has none.
 */
export const createMadeUp: CreatePublisher = ({ url, options }) => {
  const { more, trigger, merges } = optionsSchema.parse(options);
  const at = (path: string): Asked => ({ name: path, url: new URL(path, url).href });
  const triggers = trigger === undefined ? [] : [{ ...at(trigger), isTrigger: true } as const];
  return {
    documents: [...triggers, { name: 'list', url }, ...more.map(at)],
    read: ({ body, url: here }) => readList(rootOf(body), here),
    ...(merges ? { merge: mergeBySum } : {}),
  };
};

function rootOf(body: Buffer): XmlElement {
  const reading = readXml(body);
  if (reading.kind === 'read') return reading.root;
  throw unreadable(`expected XML (${reading.layer}): ${reading.reason}`);
}

function readList(root: XmlElement, here: string): Reading {
  if (root.name === 'stumble') throw new TypeError('a reader that stumbles');
  const areas = elementsIn(root, 'area');
  return {
    isComplete: attributeOf(root, 'complete') === 'yes',
    entries: areas.filter((area) => !isLink(area) && !isBroken(area)).map(entryOf),
    follow: areas.filter(isLink).map((area) => ({
      ...entryOf(area),
      url: new URL(attributeOf(area, 'href') ?? '', here).href,
      notBefore: new Date(attributeOf(area, 'at') ?? 0),
      ...(attributeOf(area, 'alone') === 'yes' ? { entry: entryOf(area) } : {}),
    })),
    unreadable: areas.filter(isBroken).map((area) => ({
      key: attributeOf(area, 'id'),
      reason: 'expected a level, got none',
    })),
  };
}

function isLink(area: XmlElement): boolean {
  return attributeOf(area, 'href') !== undefined;
}

function isBroken(area: XmlElement): boolean {
  return attributeOf(area, 'broken') !== undefined;
}

function entryOf(area: XmlElement): Entry {
  const said = area.attributes.map(({ name, value }) => [name, value]);
  const text = textOf(area).trim() || 'A strike of ferry crews.';
  const at = attributeOf(area, 'at') ?? '2026-03-04T09:30:00Z';
  return {
    key: attributeOf(area, 'id') ?? '',
    stamp: stampOf([said, text]),
    changedAt: new Date(at),
    content: {
      kind: 'travel-advice',
      status: 'actual',
      language: 'en',
      appliesTo: [{ country: attributeOf(area, 'country') ?? 'ML', level: null, levelWording: '' }],
      words: { en: { headline: text, whatToDo: { travellers: text }, whatHappened: text } },
    },
  };
}

/** Each key once, with the texts of all documents. */
function mergeBySum(readings: readonly Reading[]): Reading {
  const byKey = Map.groupBy(
    readings.flatMap(({ entries }) => entries),
    ({ key }) => key,
  );
  return {
    isComplete: readings.every(({ isComplete }) => isComplete),
    follow: [],
    unreadable: readings.flatMap((reading) => reading.unreadable),
    entries: [...byKey.values()].map((same) => sumOf(same)),
  };
}

function sumOf(same: readonly Entry[]): Entry {
  const [first] = same;
  if (same.some(({ key }) => key === 'stumble')) throw new TypeError('a merge that stumbles');
  if (first === undefined) throw new Error('expected a group of one or more');
  return { ...first, stamp: stampOf(same.map(({ stamp }) => stamp)) };
}
