import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memoryPages, validateXML } from 'xmllint-wasm';

import type { OutgoingAlert, OutgoingInfo } from '#src/cap/outgoing.ts';
import { writeCap } from '#src/cap/write.ts';
import type { XmlElement } from '#src/xml/read.ts';
import { readXml } from '#src/xml/read.ts';
import { elementsIn, firstIn, textIn, textOf } from '#src/xml/walk.ts';
import { anyRevision } from '#tests/support/any-revision.ts';
import { alertOf, capOf, treeOf } from '#tests/support/cap.ts';
import { everySort } from '#tests/support/every-message.ts';
import { aVoice } from '#tests/support/voice.ts';

const sorts = everySort(aVoice()).map(({ name, revision }) => ({
  name,
  alert: alertOf({ ...revision, number: 2 }),
}));

describe('C3 · what was written is read back', () => {
  test('our reader finds in every sort of message what was put into it', () => {
    expect(sorts.length).toBeGreaterThan(100);
    const found = sorts.map(({ name, alert }) => {
      const reading = readXml(Buffer.from(writeCap(alert)));
      return [name, reading.kind === 'read' ? foundIn(reading.root) : reading];
    });
    expect(found).toEqual(sorts.map(({ name, alert }) => [name, putInto(alert)]));
  });

  test('xmllint finds the same', async () => {
    const written = sorts.map(({ alert }) => writeCap(alert));
    expect(await asXmllintReadsIt(written)).toEqual(written.map(treeOf));
  });

  test('the two agree whatever a message says', async () => {
    const some = fc.array(anyRevision, { minLength: 5, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(some, async (revisions) => {
        const written = revisions.map((one) => capOf(one));
        expect(await asXmllintReadsIt(written)).toEqual(written.map(treeOf));
      }),
      { numRuns: 20 },
    );
  });
});

/** libxml2's reading, as it writes it down again in one canonical form. */
async function asXmllintReadsIt(documents: readonly string[]) {
  const contents = `<all>${documents.map(withoutDeclaration).join('')}</all>`;
  const { normalized } = await validateXML({
    xml: { fileName: 'all.xml', contents },
    normalization: 'c14n',
    maxMemoryPages: memoryPages.GiB,
  });
  const [, inner] = treeOf(normalized);
  return inner;
}

function withoutDeclaration(xml: string): string {
  return xml.replace(/^<\?xml[^>]*\?>\n/, '');
}

/** An alert as it was meant, in the form that `foundIn` gives. */
function putInto(alert: OutgoingAlert) {
  const { identifier, sender, sent, status, msgType, note, incidents } = alert;
  const references = alert.references.map(
    (one) => `${one.sender},${one.identifier},${instant(one.sent)}`,
  );
  const head = { identifier, sender, sent: instant(sent), status, msgType, incidents };
  return {
    ...head,
    note: note === undefined ? undefined : readable(note),
    references,
    info: alert.info.map(putIntoInfo),
  };
}

function putIntoInfo(info: OutgoingInfo) {
  const { language, urgency, severity, certainty, web } = info;
  const texts = {
    event: info.event,
    senderName: info.senderName,
    headline: info.headline,
    description: info.description,
    instruction: info.instruction,
    contact: info.contact,
  };
  return {
    language,
    urgency,
    severity,
    certainty,
    web,
    ...Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, readable(text)])),
    categories: info.categories,
    responseTypes: info.responseTypes,
    times: [info.effective, info.onset, info.expires].map((at) => at && instant(at)),
    parameters: info.parameters.map(({ name, value }) => `${name}: ${readable(value)}`),
    areas: info.areas.map(
      ({ description, geocode }) => `${readable(description)} (${geocode.name}: ${geocode.value})`,
    ),
  };
}

function foundIn(root: XmlElement) {
  const one = (name: string) => textIn(root, name);
  return {
    identifier: one('identifier'),
    sender: one('sender'),
    sent: one('sent'),
    status: one('status'),
    msgType: one('msgType'),
    incidents: one('incidents'),
    note: one('note'),
    references: one('references')?.split(' ') ?? [],
    info: elementsIn(root, 'info').map(foundInInfo),
  };
}

function foundInInfo(info: XmlElement) {
  const one = (name: string) => textIn(info, name);
  const texts = ['event', 'senderName', 'headline', 'description', 'instruction', 'contact'];
  const words = ['language', 'urgency', 'severity', 'certainty', 'web'];
  return {
    ...Object.fromEntries(words.map((name) => [name, one(name)])),
    ...Object.fromEntries(texts.map((name) => [name, one(name) ?? ''])),
    categories: elementsIn(info, 'category').map(textOf),
    responseTypes: elementsIn(info, 'responseType').map(textOf),
    times: ['effective', 'onset', 'expires'].map(one),
    parameters: elementsIn(info, 'parameter').map(named),
    areas: elementsIn(info, 'area').map((area) => {
      const geocode = firstIn(area, 'geocode');
      return `${textIn(area, 'areaDesc')} (${geocode && named(geocode)})`;
    }),
  };
}

function named(pair: XmlElement): string {
  return `${textIn(pair, 'valueName')}: ${textIn(pair, 'value')}`;
}

function instant(at: Date): string {
  return at.toISOString().replace(/\.\d{3}Z$/, '-00:00');
}

/** Without what only turns text around on a screen. */
function readable(text: string): string {
  return text.replaceAll(/\p{Bidi_Control}/gu, '').trim();
}
