import { issuer } from '#config/issuer.ts';
import type { Mission } from '#src/advisory/mission.ts';
import type { Message, Outline } from '#src/advisory/outline.ts';
import type { Revision } from '#src/advisory/revision.ts';
import { outgoingAlert } from '#src/cap/outgoing-alert.ts';
import type { OutgoingAlert } from '#src/cap/outgoing.ts';
import { writeCap } from '#src/cap/write.ts';
import { readXml } from '#src/xml/read.ts';
import type { XmlElement } from '#src/xml/read.ts';
import { elementsIn, textOf } from '#src/xml/walk.ts';
import { aMission } from '#tests/support/builders-content.ts';
import { aVoice } from '#tests/support/voice.ts';

const voice = aVoice();
const missions: readonly Mission[] = [aMission({ email: 'duty.bamako@alerts.example' })];

/** A revision as a CAP message; follow-ups refer to every message before them unless `earlier` says otherwise. */
export function alertOf(
  revision: Revision,
  earlier: Message['earlier'] = before(revision),
): OutgoingAlert {
  const words = voice.capWords({ revision, missions });
  return outgoingAlert({ revision, earlier, sender: issuer.listId, words });
}

export function capOf(revision: Revision, earlier?: Message['earlier']): string {
  return writeCap(alertOf(revision, earlier));
}

function before({ advisoryId, number, publishedAt }: Revision): Message['earlier'] {
  return Array.from({ length: number - 1 }, (_, index) => ({
    advisoryId,
    number: index + 1,
    publishedAt: new Date(publishedAt.getTime() - (number - index) * 3_600_000),
  }));
}

/** An element as a list of its parts: enough to compare what two readers found. */
export type Tree = readonly [name: string, content: string | readonly Tree[]];

export function treeOf(xml: string): Tree {
  const reading = readXml(Buffer.from(xml));
  if (reading.kind === 'refused') throw new Error(`expected XML, got: ${reading.reason}`);
  return asTree(reading.root);
}

function asTree(element: XmlElement): Tree {
  const inner = elementsIn(element);
  return [element.name, inner.length === 0 ? textOf(element) : inner.map(asTree)];
}

/** The texts of all elements of this name, wherever they stand. */
export function allOf([name, content]: Tree, wanted: string): readonly string[] {
  if (typeof content === 'string') return name === wanted ? [content] : [];
  return content.flatMap((child) => allOf(child, wanted));
}

/** A revision as lists of very many have it. */
export function outlineOf({ content, saidBefore: _saidBefore, ...revision }: Revision): Outline {
  const { words, withdrawal: _withdrawal, provenance: _provenance, ...rest } = content;
  return { ...revision, content: rest, headline: words[content.language]?.headline ?? '' };
}
