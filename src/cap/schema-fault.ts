import type { XmlElement } from '#src/xml/read.ts';
import { elementsIn, textOf } from '#src/xml/walk.ts';

import { shownName } from './fault.ts';
import type { ElementType, Grammar, Particle, Sequence } from './grammar.ts';
import type { SimpleType } from './simple-types.ts';

const instances = 'http://www.w3.org/2001/XMLSchema-instance';

/** The first thing in an element that its schema does not allow, in words; undefined where all is in order. */
export function schemaFault(element: XmlElement, grammar: Grammar): string | undefined {
  if (element.name !== grammar.root || element.uri !== grammar.namespace) {
    return `expected <${grammar.root}> of ${grammar.namespace}, got <${shownName(element.name)}>`;
  }
  return faultIn(element, { kind: 'sequence', of: grammar.of }, grammar.namespace);
}

function faultIn(element: XmlElement, type: ElementType, namespace: string): string | undefined {
  const attribute = element.attributes.find(isForbidden);
  if (attribute) {
    return at(
      element,
      `expected no attributes in <${element.name}>, got ${shownName(attribute.name)}`,
    );
  }
  return type.kind === 'sequence'
    ? sequenceFault(element, type.of, namespace)
    : textFault(element, type);
}

/** Namespaces are declared and schemas hinted at anywhere; nothing follows such a hint. */
function isForbidden({ name, prefix, uri }: XmlElement['attributes'][number]): boolean {
  if (prefix === 'xmlns' || (prefix === '' && name === 'xmlns')) return false;
  return !(uri === instances && /^(?:noNamespaceS|s)chemaLocation$/.test(name));
}

function textFault(element: XmlElement, type: SimpleType): string | undefined {
  const child = element.children.find((it) => typeof it !== 'string');
  if (child !== undefined) {
    return at(child, `expected text only in <${element.name}>, got <${shownName(child.name)}>`);
  }
  const given = textOf(element);
  const value = type.trims ? given.replaceAll(/^[ \t\r\n]+|[ \t\r\n]+$/g, '') : given;
  return type.holds(value)
    ? undefined
    : at(element, `expected ${type.expected} in <${element.name}>`);
}

function sequenceFault(
  element: XmlElement,
  particles: Sequence,
  namespace: string,
): string | undefined {
  const walk = { particles, place: { particle: 0, seen: 0 }, namespace };
  if (element.children.some((child) => typeof child === 'string' && !/^[ \t\r\n]*$/.test(child)))
    return at(element, `expected elements only in <${element.name}>, got text between them`);
  for (const child of elementsIn(element)) {
    const fault = childFault(child, walk);
    if (fault !== undefined) return fault;
  }
  const { particle, seen } = walk.place;
  const wanted = particles.slice(particle).find(({ min }, n) => (n === 0 ? seen : 0) < min);
  return (
    wanted && at(element, `expected ${namesOf(wanted)} in <${element.name}>, got the end of it`)
  );
}

function childFault(child: XmlElement, walk: Walk): string | undefined {
  const missing = stepTo(child, walk);
  if (missing !== undefined)
    return at(child, `expected ${missing}, got <${shownName(child.name)}>`);
  const type = typeOf(walk.particles[walk.place.particle], child, walk.namespace);
  return type === undefined || type === 'unknown'
    ? undefined
    : faultIn(child, type, walk.namespace);
}

interface Walk {
  readonly particles: Sequence;
  readonly place: { particle: number; seen: number };
  readonly namespace: string;
}

/** Moves to the particle that takes the child; what was expected instead, where none does. */
function stepTo(child: XmlElement, { particles, place, namespace }: Walk): string | undefined {
  const from = place.particle;
  for (;;) {
    const particle = particles[place.particle];
    if (particle === undefined) return expectedFrom(particles.slice(from));
    if (place.seen < particle.max && typeOf(particle, child, namespace) !== undefined) {
      place.seen += 1;
      return undefined;
    }
    if (place.seen < particle.min) return namesOf(particle);
    place.particle += 1;
    place.seen = 0;
  }
}

function typeOf(
  particle: Particle | undefined,
  { name, uri }: XmlElement,
  namespace: string,
): ElementType | 'unknown' | undefined {
  if (particle?.wildcard?.(uri)) return 'unknown';
  return uri === namespace ? particle?.elements.get(name) : undefined;
}

function expectedFrom(particles: Sequence): string {
  const names = particles.map(namesOf).filter((name) => name !== '');
  return names.length === 0 ? 'nothing more' : `${names.slice(0, 4).join(' or ')} or nothing more`;
}

function namesOf(particle: Particle): string {
  const names = [...particle.elements.keys()].map((name) => `<${name}>`);
  return names.length > 0 ? names.join(' or ') : 'an element of another namespace';
}

function at({ line }: XmlElement, message: string): string {
  return `${message} (line ${line})`;
}
