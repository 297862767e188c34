import type { OutgoingReference, NamedValue, OutgoingAlert, OutgoingInfo } from './outgoing.ts';
import { capInstant, xmlText } from './xml-text.ts';

/** A CAP 1.2 document (OASIS, 1 July 2010), its elements in the order of the schema; what is empty is left out. */
export function writeCap(alert: OutgoingAlert): string {
  const root = [
    text('identifier', alert.identifier),
    text('sender', alert.sender),
    text('sent', capInstant(alert.sent)),
    text('status', alert.status),
    text('msgType', alert.msgType),
    text('scope', 'Public'),
    text('note', alert.note),
    text('references', alert.references.map(referenceText).join(' ')),
    text('incidents', alert.incidents),
    ...alert.info.map(writeInfo),
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">',
    ...filled(root),
    '</alert>',
    '',
  ].join('\n');
}

function referenceText({ sender, identifier, sent }: OutgoingReference): string {
  return `${sender},${identifier},${capInstant(sent)}`;
}

function writeInfo(info: OutgoingInfo): string {
  return block('info', [
    text('language', info.language),
    ...info.categories.map((category) => text('category', category)),
    required('event', info.event),
    ...info.responseTypes.map((response) => text('responseType', response)),
    text('urgency', info.urgency),
    text('severity', info.severity),
    text('certainty', info.certainty),
    text('effective', timeText(info.effective)),
    text('onset', timeText(info.onset)),
    text('expires', timeText(info.expires)),
    text('senderName', info.senderName),
    text('headline', info.headline),
    text('description', info.description),
    text('instruction', info.instruction),
    text('web', info.web),
    text('contact', info.contact),
    ...info.parameters.map((parameter) => named('parameter', parameter)),
    ...info.areas.map(({ description, geocode }) =>
      block('area', [required('areaDesc', description, geocode.value), named('geocode', geocode)]),
    ),
  ]);
}

function timeText(at: Date | undefined): string | undefined {
  return at === undefined ? undefined : capInstant(at);
}

function named(element: string, { name, value }: NamedValue): string {
  return block(element, [required('valueName', name), required('value', value)]);
}

function block(name: string, parts: readonly string[]): string {
  return [`<${name}>`, ...filled(parts), `</${name}>`].join('\n');
}

/** An element of text; none where nothing is left to say once cleaned. */
function text(name: string, value: string | undefined): string {
  const cleaned = xmlText(value ?? '');
  return cleaned === '' ? '' : `<${name}>${cleaned}</${name}>`;
}

/** One that must stand. */
function required(name: string, value: string, otherwise = '-'): string {
  return text(name, value) || text(name, otherwise);
}

function filled(parts: readonly string[]): readonly string[] {
  return parts.filter((part) => part !== '');
}
