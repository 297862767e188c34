import type { XmlElement } from '#src/xml/read.ts';
import { elementsIn } from '#src/xml/walk.ts';

import { capGrammars } from './versions.ts';

/** The first CAP alert in an element, at whatever depth. */
export function embeddedIn(element: XmlElement): XmlElement | undefined {
  return alertsIn(element)[0];
}

export function alertsIn(element: XmlElement): readonly XmlElement[] {
  if (element.name === 'alert' && capGrammars.has(element.uri)) return [element];
  return elementsIn(element).flatMap(alertsIn);
}
