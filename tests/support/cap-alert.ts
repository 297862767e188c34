import type { CapAlert, CapInfo } from '#src/cap/alert.ts';

/** A made-up message that is in order. */
export function aCapAlert(changes: Partial<CapAlert> = {}): CapAlert {
  return {
    version: '1.2',
    identifier: 'storm-1',
    sender: 'storms@met.example',
    sent: '2026-03-01T12:00:00-00:00',
    status: 'Actual',
    msgType: 'Alert',
    scope: 'Public',
    codes: [],
    references: [],
    infos: [aCapInfo()],
    ...changes,
  };
}

function aCapInfo(changes: Partial<CapInfo> = {}): CapInfo {
  return {
    language: 'en-GB',
    categories: ['Met'],
    event: 'Storm',
    responseTypes: [],
    urgency: 'Expected',
    severity: 'Severe',
    certainty: 'Likely',
    eventCodes: [],
    headline: 'Storm from the west',
    description: 'Gusts of 120 km/h are expected on the coast.',
    instruction: 'Stay indoors.',
    parameters: [],
    resources: [],
    areas: [],
    ...changes,
  };
}

const madeUp = {
  head: '',
  identifier: 'storm-1',
  sent: '2026-03-01T12:00:00-00:00',
  status: 'Actual',
  msgType: 'Alert',
  scope: 'Public',
  references: '',
  /** Before the end. */
  after: '',
};

/** The same as a document; what is given replaces what is made up. */
export function capXml(
  parts: Partial<typeof madeUp> & { readonly infos?: readonly string[] } = {},
): string {
  const { head, after, infos = [capInfoXml()], ...said } = { ...madeUp, ...parts };
  const { identifier, sent, status, msgType, scope, references } = said;
  const about = { identifier, sender: 'storms@met.example', sent, status, msgType, scope };
  return `${head}<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">${elements({ ...about, references })}${infos.join('')}${after}</alert>`;
}

const madeUpInfo = {
  language: 'en-GB',
  category: 'Met',
  event: 'Storm',
  responseType: '',
  urgency: 'Expected',
  severity: 'Severe',
  certainty: 'Likely',
  expires: '',
  headline: 'Storm from the west',
  description: 'Gusts of 120 km/h.',
  instruction: 'Stay indoors.',
  web: '',
};

export function capInfoXml(
  parts: Partial<typeof madeUpInfo> & { readonly areas?: string } = {},
): string {
  const { areas = inIceland, ...said } = { ...madeUpInfo, ...parts };
  return `<info>${elements(said)}${areas}</info>`;
}

const inIceland =
  '<area><areaDesc>Coast</areaDesc><geocode><valueName>ISO 3166-1</valueName><value>IS</value></geocode></area>';

/** In this order, without those that are empty. */
function elements(texts: Readonly<Record<string, string>>): string {
  return Object.entries(texts)
    .map(([name, text]) => (text === '' ? '' : `<${name}>${text}</${name}>`))
    .join('');
}
