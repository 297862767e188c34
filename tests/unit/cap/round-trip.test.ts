import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memoryPages, validateXML } from 'xmllint-wasm';

import type { CapAlert, CapInfo } from '#src/cap/alert.ts';
import { judgeDocument } from '#src/cap/judge.ts';
import type { OutgoingAlert, OutgoingInfo } from '#src/cap/outgoing.ts';
import { writeCap } from '#src/cap/write.ts';
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
    const found = sorts.map(({ name, alert }) => [name, judged(writeCap(alert))]);
    const meant = sorts.map(({ name, alert }) => [name, { warnings: [], alert: putInto(alert) }]);
    expect(found).toEqual(meant);
  });

  test('our reader takes whatever we write', () => {
    fc.assert(
      fc.property(anyRevision, (revision) => {
        const { alert } = judged(capOf(revision)) ?? {};
        expect(alert).toMatchObject({ identifier: alertOf(revision).identifier });
      }),
      { numRuns: 300 },
    );
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

/** What our own reader makes of a message; undefined where it refuses it. */
function judged(xml: string) {
  const [item] = judgeDocument(Buffer.from(xml)).items;
  if (item?.kind !== 'alert' || !item.judged.accepted) return undefined;
  const { alert, warnings } = item.judged;
  return { alert, warnings };
}

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

/** An alert as it was meant, in the words of our reader: texts trimmed, and absent where there is nothing to say. */
function putInto(alert: OutgoingAlert): CapAlert {
  const { identifier, sender, sent, status, msgType, note, incidents } = alert;
  return {
    version: '1.2',
    identifier,
    sender,
    sent: instant(sent),
    status,
    msgType,
    scope: 'Public',
    incidents,
    ...said({ note }),
    codes: [],
    references: alert.references.map((one) => ({ ...one, sent: instant(one.sent) })),
    infos: alert.info.map(putIntoInfo),
  };
}

function putIntoInfo(info: OutgoingInfo): CapInfo {
  const { language, urgency, severity, certainty, categories, responseTypes } = info;
  const { senderName, headline, description, instruction, web, contact } = info;
  const { effective, onset, expires } = info;
  return {
    language,
    categories,
    responseTypes,
    urgency,
    severity,
    certainty,
    event: readable(info.event),
    ...said({ senderName, headline, description, instruction, web, contact }),
    ...said({
      effective: effective && instant(effective),
      onset: onset && instant(onset),
      expires: expires && instant(expires),
    }),
    eventCodes: [],
    parameters: info.parameters.map(({ name, value }) => ({ name, value: readable(value) })),
    resources: [],
    areas: info.areas.map(({ description: name, geocode }) => ({
      description: readable(name),
      polygons: [],
      circles: [],
      geocodes: [geocode],
    })),
  };
}

function said(texts: Readonly<Record<string, string | undefined>>) {
  const filled = Object.entries(texts).map(([name, text = '']) => [name, readable(text)] as const);
  return Object.fromEntries(filled.filter(([, text]) => text !== ''));
}

function instant(at: Date): string {
  return at.toISOString().replace(/\.\d{3}Z$/, '-00:00');
}

/** Without what only turns text around on a screen. */
function readable(text: string): string {
  return text.replaceAll(/\p{Bidi_Control}/gu, '').trim();
}
