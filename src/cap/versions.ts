import type { ElementType, Grammar, Sequence } from './grammar.ts';
import { any, one, optional, sequence, some, strangers } from './grammar.ts';
import { dateTime, decimal, instant, integer, language, oneOf, text, uri } from './simple-types.ts';
import type { SimpleType } from './simple-types.ts';

export type CapVersion = '1.0' | '1.1' | '1.2';

const signatures = 'http://www.w3.org/2000/09/xmldsig#';

/** The three schemas of OASIS. Where they differ, a column says how. */
interface Differences {
  readonly status: readonly string[];
  readonly time: SimpleType;
  readonly category: readonly string[];
  readonly certainty: readonly string[];
  readonly responseType: readonly string[];
  /** Of event codes, parameters and geocodes. */
  readonly pair: ElementType;
  readonly height: SimpleType;
}

const pair = sequence(one('valueName', text), one('value', text));
const categories = 'Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other';
const responses = 'Shelter Evacuate Prepare Execute Avoid Monitor Assess AllClear None';

const v12: Differences = {
  status: words('Actual Exercise System Test Draft'),
  time: instant,
  category: words(categories),
  certainty: words('Observed Likely Possible Unlikely Unknown'),
  responseType: words(responses),
  pair,
  height: decimal,
};
const v11: Differences = {
  ...v12,
  time: dateTime,
  responseType: words('Shelter Evacuate Prepare Execute Monitor Assess None'),
  height: text,
};
const v10: Differences = {
  ...v11,
  status: words('Actual Exercise System Test'),
  category: v12.category.filter((name) => name !== 'CBRNE'),
  certainty: ['Very Likely', ...words('Likely Possible Unlikely Unknown')],
  responseType: [],
  pair: text,
};

/** By namespace. */
export const capGrammars: ReadonlyMap<string, Grammar & { readonly version: CapVersion }> = new Map(
  [
    grammarOf('1.0', 'http://www.incident.com/cap/1.0', v10),
    grammarOf('1.1', 'urn:oasis:names:tc:emergency:cap:1.1', v11),
    grammarOf('1.2', 'urn:oasis:names:tc:emergency:cap:1.2', v12),
  ].map((grammar) => [grammar.namespace, grammar]),
);

function grammarOf(version: CapVersion, namespace: string, differences: Differences) {
  return { version, namespace, root: 'alert', of: alertOf(version, differences) };
}

function alertOf(version: CapVersion, differences: Differences): Sequence {
  const scope = oneOf('Public', 'Restricted', 'Private');
  const isFirst = version === '1.0';
  return [
    one('identifier', text),
    one('sender', text),
    one('sent', differences.time),
    one('status', oneOf(...differences.status)),
    one('msgType', oneOf('Alert', 'Update', 'Cancel', 'Ack', 'Error')),
    ...(isFirst ? [optional('password', text)] : []),
    optional('source', text),
    isFirst ? optional('scope', scope) : one('scope', scope),
    optional('restriction', text),
    optional('addresses', text),
    any('code', text),
    optional('note', text),
    optional('references', text),
    optional('incidents', text),
    any('info', sequence(...infoOf(version, differences))),
    // Only 1.2's schema has a place for signatures; senders sign the older ones in the same place.
    strangers(0, (namespace) => namespace === signatures),
  ];
}

function infoOf(version: CapVersion, differences: Differences): Sequence {
  const isFirst = version === '1.0';
  const category = oneOf(...differences.category);
  const { time } = differences;
  return [
    optional('language', language),
    isFirst ? any('category', category) : some('category', category),
    one('event', text),
    ...(isFirst ? [] : [any('responseType', oneOf(...differences.responseType))]),
    one('urgency', oneOf('Immediate', 'Expected', 'Future', 'Past', 'Unknown')),
    one('severity', oneOf('Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown')),
    one('certainty', oneOf(...differences.certainty)),
    optional('audience', text),
    any('eventCode', differences.pair),
    optional('effective', time),
    optional('onset', time),
    optional('expires', time),
    optional('senderName', text),
    optional('headline', text),
    optional('description', text),
    optional('instruction', text),
    optional('web', uri),
    optional('contact', text),
    any('parameter', differences.pair),
    any('resource', sequence(...resourceOf(version))),
    any('area', sequence(...areaOf(differences))),
  ];
}

function resourceOf(version: CapVersion): Sequence {
  return [
    one('resourceDesc', text),
    version === '1.2' ? one('mimeType', text) : optional('mimeType', text),
    optional('size', integer),
    optional('uri', uri),
    ...(version === '1.0' ? [] : [optional('derefUri', text)]),
    optional('digest', text),
  ];
}

function areaOf({ pair: geocode, height }: Differences): Sequence {
  return [
    one('areaDesc', text),
    any('polygon', text),
    any('circle', text),
    any('geocode', geocode),
    optional('altitude', height),
    optional('ceiling', height),
  ];
}

function words(list: string): readonly string[] {
  return list.split(' ');
}
