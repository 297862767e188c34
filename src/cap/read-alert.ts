import type { XmlElement } from '#src/xml/read.ts';
import { elementsIn, firstIn, textIn, textOf } from '#src/xml/walk.ts';

import type { CapAlert, CapArea, CapInfo, CapPair, CapReference, CapResource } from './alert.ts';
import type { CapVersion } from './versions.ts';

/** An alert that its schema has passed, typed. */
export function readAlert(root: XmlElement, version: CapVersion): CapAlert {
  return {
    version,
    identifier: textIn(root, 'identifier') ?? '',
    sender: textIn(root, 'sender') ?? '',
    sent: textIn(root, 'sent') ?? '',
    status: oneWord(root, 'status', ['Actual', 'Exercise', 'System', 'Test', 'Draft']) ?? 'Draft',
    msgType: oneWord(root, 'msgType', ['Alert', 'Update', 'Cancel', 'Ack', 'Error']) ?? 'Error',
    // CAP 1.0 may leave it out, and was for the public then.
    scope: oneWord(root, 'scope', ['Public', 'Restricted', 'Private']) ?? 'Public',
    ...texts(root, ['source', 'restriction', 'addresses', 'note', 'incidents']),
    codes: allIn(root, 'code'),
    references: referencesIn(textIn(root, 'references') ?? ''),
    infos: elementsIn(root, 'info').map(readInfo),
  };
}

/** `sender,identifier,sent` between blanks. Of CAP 1.0's `identifier/sender` nothing is made. */
function referencesIn(list: string): readonly CapReference[] {
  return list.split(/\s+/).flatMap((triple) => {
    const [sender, identifier, sent] = triple.split(',');
    if (!sender || !identifier || !sent) return [];
    return [{ sender, identifier, sent }];
  });
}

function readInfo(info: XmlElement): CapInfo {
  return {
    language: textIn(info, 'language') ?? 'en-US',
    categories: allIn(info, 'category'),
    event: textIn(info, 'event') ?? '',
    responseTypes: allIn(info, 'responseType'),
    urgency: textIn(info, 'urgency') ?? 'Unknown',
    severity: textIn(info, 'severity') ?? 'Unknown',
    certainty: textIn(info, 'certainty') ?? 'Unknown',
    ...texts(info, ['audience', 'effective', 'onset', 'expires', 'senderName', 'headline']),
    ...texts(info, ['description', 'instruction', 'web', 'contact']),
    eventCodes: pairsIn(info, 'eventCode'),
    parameters: pairsIn(info, 'parameter'),
    resources: elementsIn(info, 'resource').map(readResource),
    areas: elementsIn(info, 'area').map(readArea),
  };
}

function readResource(resource: XmlElement): CapResource {
  return {
    description: textIn(resource, 'resourceDesc') ?? '',
    ...texts(resource, ['mimeType', 'size', 'uri', 'derefUri', 'digest']),
  };
}

function readArea(area: XmlElement): CapArea {
  return {
    description: textIn(area, 'areaDesc') ?? '',
    // Some send them empty.
    polygons: allIn(area, 'polygon').filter((it) => it !== ''),
    circles: allIn(area, 'circle').filter((it) => it !== ''),
    geocodes: pairsIn(area, 'geocode'),
    ...texts(area, ['altitude', 'ceiling']),
  };
}

function allIn(parent: XmlElement, name: string): readonly string[] {
  return elementsIn(parent, name).map((element) => textOf(element).trim());
}

/** CAP 1.0 wrote `name=value`. */
function pairsIn(parent: XmlElement, name: string): readonly CapPair[] {
  return elementsIn(parent, name).map((element) => {
    if (firstIn(element, 'valueName') !== undefined) {
      return { name: textIn(element, 'valueName') ?? '', value: textIn(element, 'value') ?? '' };
    }
    const [key = '', ...rest] = textOf(element).split('=');
    return { name: key.trim(), value: rest.join('=').trim() };
  });
}

function texts<Name extends string>(
  parent: XmlElement,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const found: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = textIn(parent, name);
    if (value !== undefined) found[name] = value;
  }
  return found;
}

function oneWord<Word extends string>(
  parent: XmlElement,
  name: string,
  known: readonly Word[],
): Word | undefined {
  const given = textIn(parent, name);
  return known.find((word) => word === given);
}
