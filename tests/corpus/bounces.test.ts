import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { addressesIn } from '#src/inbound/classify/addresses.ts';
import { classify } from '#src/inbound/classify/classify.ts';
import { labelsSchema, measureBounces, noticesIn, scoreOf } from '#tests/bench/bounce-figures.ts';
import { withCorpus } from '#tests/support/corpora.ts';

withCorpus('bounces', (folder) => {
  const labels = readFileSync(join(folder, 'expected.json'), 'utf8');
  const samples = labelsSchema.parse(JSON.parse(labels)).samples.map((sample) => ({
    ...sample,
    bytes: readFileSync(join(folder, sample.file)),
  }));

  test('B1: of the addresses that the labels want suppressed few are missed, and few others are suppressed', async () => {
    const figures = await measureBounces(folder, labels);
    expect(figures.messages).toBe(samples.length);
    expect(figures.precision).toBeGreaterThanOrEqual(0.95);
    expect(figures.recall).toBeGreaterThanOrEqual(0.93);
    expect(figures.recipientsExact).toBeGreaterThanOrEqual(0.93);
  });

  test('B1: what is no bounce is a person’s, and suppresses nobody', () => {
    const others = samples.filter(({ recipients }) => recipients.length === 0);
    expect(others.length).toBeGreaterThan(2);
    for (const { file, bytes } of others)
      expect({ file, ...classify(bytes) }).toMatchObject({ file, kind: 'human', notices: [] });
  });

  test('B5: complaints, opt-outs, reports on authentication and automatic answers are told apart without a fault', () => {
    const special = ['complaint', 'unsubscribe', 'auth-failure-report', 'autoreply'];
    const labelled = samples.filter(({ recipients }) =>
      recipients.some((label) => special.includes(label.class)),
    );
    expect(labelled.length).toBeGreaterThan(15);
    for (const { file, bytes, recipients } of labelled) {
      const found = noticesIn(bytes).map((notice) => notice.class);
      expect({ file, found }).toEqual({ file, found: recipients.map((label) => label.class) });
    }
  });

  test(
    'B2: however a message is damaged, nobody else is suppressed for it, and nothing is thrown',
    { timeout: 600_000 },
    () => {
      for (const { file, bytes, recipients } of samples) {
        const meant = meantBy(bytes, recipients);
        const strangers = addressesOf(bytes).filter((address) => !meant.has(address));
        fc.assert(
          fc.property(damage(bytes.length), (edits) => {
            const damaged = edits.reduce(damagedBy, bytes);
            const suppressed = classify(damaged)
              .notices.filter(({ action }) => action === 'suppress')
              .flatMap(({ recipient }) => recipient?.toLowerCase() ?? []);
            const wrongly = suppressed.filter((address) => strangers.includes(address));
            expect({ file, wrongly }).toEqual({ file, wrongly: [] });
            // Nothing is made up: who is suppressed stands in the damaged message.
            const there = suppressed.length === 0 ? '' : textsOf(damaged);
            expect(suppressed.filter((address) => !there.includes(address))).toEqual([]);
          }),
          { numRuns: 200, seed: 20250701 },
        );
      }
    },
  );
});

/** Whom a message is about: the labelled, and whoever the mail was for that it returns. */
function meantBy(
  bytes: Buffer,
  recipients: readonly { readonly recipient?: string | null | undefined }[],
): ReadonlySet<string> {
  const labelled = recipients.flatMap(({ recipient }) => recipient?.toLowerCase() ?? []);
  const to = textsOf(bytes).matchAll(/^[> \t]*(?:to|x-hmxmroriginalrecipient):.*(?:\n[ \t].*)*/gm);
  const found = noticesIn(bytes).flatMap(({ recipient }) => recipient?.toLowerCase() ?? []);
  return new Set([
    ...labelled,
    ...found,
    ...[...to].slice(1).flatMap(([line]) => addressesIn(line)),
  ]);
}

function addressesOf(bytes: Buffer): readonly string[] {
  return [...new Set(addressesIn(textsOf(bytes)))];
}

/** As it came, and with what may be encoded in it, in lower case. */
function textsOf(bytes: Buffer): string {
  const plain = bytes.toString('latin1').replaceAll('\r', '');
  const unquoted = plain
    .replace(/=[ \t]*\n/g, '')
    .replace(/=([0-9a-f]{2})/gi, (_all, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  const encoded = [...plain.matchAll(/(?:^[a-z0-9+/]{20,}={0,2}\n)+/gim)].map(([block]) =>
    Buffer.from(block, 'base64').toString('utf8'),
  );
  return [plain, unquoted, ...encoded].join('\n').toLowerCase();
}

type Edit =
  | { readonly kind: 'cut'; readonly at: number; readonly length: number }
  | { readonly kind: 'insert'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'end'; readonly at: number }
  | { readonly kind: 'drop-line' | 'double-line'; readonly at: number };

function damage(length: number): fc.Arbitrary<readonly Edit[]> {
  const at = fc.nat(length);
  const edit = fc.oneof(
    fc.record({ kind: fc.constant('cut' as const), at, length: fc.integer({ min: 1, max: 40 }) }),
    fc.record({
      kind: fc.constant('insert' as const),
      at,
      bytes: fc.uint8Array({ minLength: 1, maxLength: 20 }),
    }),
    fc.record({ kind: fc.constant('end' as const), at }),
    fc.record({ kind: fc.constantFrom('drop-line' as const, 'double-line' as const), at }),
  );
  return fc.array(edit, { minLength: 1, maxLength: 4 });
}

function damagedBy(bytes: Buffer, edit: Edit): Buffer {
  const at = Math.min(edit.at, bytes.length);
  switch (edit.kind) {
    case 'cut':
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + edit.length)]);
    case 'insert':
      return Buffer.concat([bytes.subarray(0, at), edit.bytes, bytes.subarray(at)]);
    case 'end':
      return bytes.subarray(0, at);
    case 'drop-line':
      return Buffer.concat([
        bytes.subarray(0, lineStart(bytes, at)),
        bytes.subarray(lineEnd(bytes, at)),
      ]);
    case 'double-line':
      return Buffer.concat([
        bytes.subarray(0, lineEnd(bytes, at)),
        bytes.subarray(lineStart(bytes, at)),
      ]);
  }
}

function lineStart(bytes: Buffer, at: number): number {
  return bytes.subarray(0, at).lastIndexOf(10) + 1;
}

function lineEnd(bytes: Buffer, at: number): number {
  const next = bytes.indexOf(10, at);
  return next === -1 ? bytes.length : next + 1;
}

test('B1: the figures count what is wrong', () => {
  const notice = { class: 'hard', status: undefined, action: 'suppress', rule: '' } as const;
  const labels = [
    { recipient: 'a@example.org', class: 'hard', expectedAction: 'suppress' },
    { recipient: 'b@example.org', class: 'soft', expectedAction: 'count' },
  ];
  expect(scoreOf([{ ...notice, recipient: 'b@example.org' }], labels)).toEqual({
    rightly: 0,
    wrongly: 1,
    missed: 1,
    isExact: false,
  });
});
