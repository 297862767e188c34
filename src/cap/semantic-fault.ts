import type { CapAlert, CapArea, CapResource } from './alert.ts';
import { circleIn, crossesItself, effortForOneMessage, pointsIn } from './geometry.ts';
import type { Effort } from './geometry.ts';
import { isBase64 } from './simple-types.ts';

/** What no schema can say: rules between the parts of a message, and places that are on the Earth. */
export function semanticFault(alert: CapAlert): string | undefined {
  const resources = alert.infos.flatMap((info) => info.resources);
  const areas = alert.infos.flatMap((info) => info.areas);
  const effort = effortForOneMessage();
  return (
    scopeFault(alert) ??
    referenceFault(alert) ??
    alert.infos.map(({ web }) => webFault(web)).find(isFault) ??
    resources.map(resourceFault).find(isFault) ??
    areas.map((area) => areaFault(area, effort)).find(isFault)
  );
}

function isFault(fault: string | undefined): fault is string {
  return fault !== undefined;
}

function scopeFault({ scope, restriction, addresses, version }: CapAlert): string | undefined {
  if (version === '1.0') return undefined;
  if (scope === 'Restricted' && restriction === undefined)
    return 'expected a <restriction> where <scope> is Restricted';
  if (scope !== 'Restricted' && restriction !== undefined)
    return 'expected a <restriction> only where <scope> is Restricted';
  if (scope === 'Private' && addresses === undefined)
    return 'expected <addresses> where <scope> is Private';
  return undefined;
}

function referenceFault({ sender, identifier, sent, references }: CapAlert): string | undefined {
  if (references.some((it) => it.identifier === identifier && it.sender === sender))
    return 'expected <references> to earlier messages, got the message itself';
  const at = Date.parse(sent);
  if (references.some((it) => Date.parse(it.sent) > at))
    return 'expected <references> to earlier messages, got a later one';
  return undefined;
}

function webFault(web: string | undefined): string | undefined {
  return web === undefined || hasScheme(web) ? undefined : 'expected an absolute address in <web>';
}

function resourceFault({ mimeType, size, uri, derefUri }: CapResource): string | undefined {
  const checks: readonly (readonly [boolean, string])[] = [
    [
      mimeType === undefined || isMediaType(mimeType),
      'expected a media type such as image/png in <mimeType>',
    ],
    [!size?.startsWith('-'), 'expected a <size> that is not negative'],
    [derefUri === undefined || isBase64(derefUri), 'expected base64 in <derefUri>'],
    [
      uri === undefined || derefUri !== undefined || hasScheme(uri),
      'expected an absolute <uri> where the content is not enclosed',
    ],
  ];
  return checks.find(([holds]) => !holds)?.[1];
}

/** IANA's top-level types, and a name below it; parameters may follow. */
function isMediaType(given: string): boolean {
  return /^(?:application|audio|font|haptics|image|message|model|multipart|text|video)\/[\w.+!#$&^-]{1,127}\s*(?:;.*)?$/is.test(
    given,
  );
}

function hasScheme(uri: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(uri);
}

function areaFault(
  { polygons, circles, altitude, ceiling }: CapArea,
  effort: Effort,
): string | undefined {
  if (circles.some((circle) => circleIn(circle) === undefined))
    return 'expected a <circle> on the Earth';
  if (ceiling !== undefined && altitude === undefined)
    return 'expected an <altitude> beside the <ceiling>';
  if (Number(ceiling) < Number(altitude))
    return 'expected a <ceiling> that is not below the <altitude>';
  return polygons.map((polygon) => polygonFault(polygon, effort)).find(isFault);
}

function polygonFault(polygon: string, effort: Effort): string | undefined {
  const corners = pointsIn(polygon);
  if (corners === undefined) return 'expected a <polygon> of latitude,longitude pairs on the Earth';
  if (corners.length < 4 || String(corners[0]) !== String(corners.at(-1)))
    return 'expected a <polygon> of four points or more that ends where it begins';
  return crossesItself(corners, effort)
    ? 'expected a <polygon> whose edges do not cross'
    : undefined;
}
