import { expect, test } from 'vitest';

import { figuresOfPolicy } from '#src/advisory/figures.ts';
import { createCap } from '#src/sources/cap/cap.ts';
import type { ReplayLine } from '#src/sources/replay/line.ts';
import { createReplay } from '#src/sources/replay/replay.ts';
import { capXml } from '#tests/support/cap-alert.ts';

const url = 'https://met.example/alerts';
const at = (hour: number) => `2026-03-01T0${hour}:00:00-00:00`;
const refer = (n: number) => `storms@met.example,storm-${n},${at(n)}`;
const message = (n: number, parts: Parameters<typeof capXml>[0] = {}) =>
  capXml({ identifier: `storm-${n}`, sent: at(n), ...parts });

test('C4 · in a replay, too, a cancel that names only the last message takes back what the first began', () => {
  const lines = replayed([
    message(1),
    message(2, { msgType: 'Update', references: refer(1) }),
    message(3, { msgType: 'Cancel', references: refer(2), infos: [] }),
    message(2, { msgType: 'Update', references: refer(1) }), // comes late, and is over
  ]);
  expect(lines.map((line) => line.change)).toEqual(['new', 'timestamp', 'substance']);
});

function replayed(messages: readonly string[]): readonly ReplayLine[] {
  const lines: ReplayLine[] = [];
  const replay = createReplay({
    sourceId: 'xx-met',
    publisher: createCap({ sourceId: 'xx-met', url, options: { country: 'IS' } }),
    mode: 'publish',
    figures: figuresOfPolicy,
    emit: (line) => void lines.push(line),
  });
  for (const [index, xml] of messages.entries()) {
    const fetchedAt = new Date(Date.UTC(2026, 2, 1, 4 + index));
    const body = Buffer.from(xml);
    const document = { url, contentType: 'application/cap+xml', body, fetchedAt };
    replay.poll({
      label: fetchedAt.toISOString(),
      at: fetchedAt,
      documents: [document],
      unopened: [],
    });
  }
  return lines;
}
