import type { Grammar } from './grammar.ts';
import { any, one, oneOfThese, optional, sequence, strangers } from './grammar.ts';
import { base64, dateTime, integer, oneToken, text, uri } from './simple-types.ts';

const namespace = 'urn:oasis:names:tc:emergency:EDXL:DE:1.0';

const isOther = (given: string) => given !== namespace && given !== '';
const anyXml = sequence(strangers(1, isOther));
const valueList = sequence(one('valueListUrn', text), some('value'));
const status = oneToken('Actual', 'Exercise', 'System', 'Test');
const type = oneToken(
  ...'Report Update Cancel Request Response Dispatch Ack Error'.split(' '),
  ...'SensorConfiguration SensorControl SensorStatus SensorDetection'.split(' '),
);

const nonXml = sequence(
  one('mimeType', text),
  optional('size', integer),
  optional('digest', text),
  optional('uri', uri),
  optional('contentData', base64),
);

const contentObject = sequence(
  optional('contentDescription', text),
  any('contentKeyword', valueList),
  optional('incidentID', text),
  optional('incidentDescription', text),
  any('originatorRole', valueList),
  any('consumerRole', valueList),
  optional('confidentiality', text),
  oneOfThese(
    ['nonXMLContent', nonXml],
    ['xmlContent', sequence(any('keyXMLContent', anyXml), any('embeddedXMLContent', anyXml))],
  ),
  strangers(0, isOther),
);

const targetArea = sequence(
  ...['circle', 'polygon', 'country', 'subdivision', 'locCodeUN'].map((name) => any(name, text)),
);

/** The Emergency Data Exchange Language's envelope, EDXL-DE 1.0. */
export const edxl: Grammar = {
  namespace,
  root: 'EDXLDistribution',
  of: [
    one('distributionID', text),
    one('senderID', text),
    one('dateTimeSent', dateTime),
    one('distributionStatus', status),
    one('distributionType', type),
    one('combinedConfidentiality', text),
    optional('language', text),
    ...['senderRole', 'recipientRole', 'keyword'].map((name) => any(name, valueList)),
    any('distributionReference', text),
    any(
      'explicitAddress',
      sequence(one('explicitAddressScheme', text), some('explicitAddressValue')),
    ),
    any('targetArea', targetArea),
    any('contentObject', contentObject),
  ],
};

function some(name: string) {
  return { ...any(name, text), min: 1 };
}
