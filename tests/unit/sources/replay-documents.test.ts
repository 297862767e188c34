import { expect, test } from 'vitest';

import { figuresOfPolicy } from '#src/advisory/figures.ts';
import type { ReplayLine } from '#src/sources/replay/line.ts';
import { createReplay } from '#src/sources/replay/replay.ts';
import { createUkFcdo } from '#src/sources/uk-fcdo/uk-fcdo.ts';

const url = 'https://uk.example/api/content/foreign-travel-advice';
const id = 'c1b2a3d4-0000-4000-8000-000000000001';

interface Day {
  readonly day: number;
  readonly note: string;
}

function indexOn({ day, note }: Day): unknown {
  const child = {
    content_id: id,
    public_updated_at: dateOf(day),
    details: { change_description: note, country: { slug: 'mali', name: 'Mali' } },
  };
  return { links: { children: [child] } };
}

function pageOn({ day, note }: Day, statuses: readonly string[]): unknown {
  const parts = [
    { title: 'Warnings', body: '<p>Carry your papers and keep to main roads.</p>' },
    { title: 'Health', body: '<p>Drink boiled water.</p>' },
  ];
  return {
    content_id: id,
    title: 'Mali travel advice',
    public_updated_at: dateOf(day),
    withdrawn_notice: {},
    details: {
      country: { slug: 'mali', name: 'Mali' },
      alert_status: statuses,
      change_description: note,
      parts,
    },
  };
}

function dateOf(day: number): string {
  return new Date(Date.UTC(2026, 0, day, 10)).toISOString();
}

/** What would have been done with what was recorded day by day, beginning with the second day. */
function replayed(days: readonly (readonly unknown[])[]): readonly string[] {
  const lines: ReplayLine[] = [];
  const replay = createReplay({
    sourceId: 'uk-govuk',
    publisher: createUkFcdo({ sourceId: 'uk-govuk', url, options: undefined }),
    mode: 'publish',
    figures: figuresOfPolicy,
    emit: (line) => void lines.push(line),
  });
  for (const [n, recorded] of days.entries()) {
    const at = new Date(Date.UTC(2026, 0, 1 + n, 12));
    const documents = recorded.map((it) => ({
      url,
      contentType: 'application/json',
      body: Buffer.from(JSON.stringify(it)),
      fetchedAt: at,
    }));
    replay.poll({ label: at.toISOString().slice(0, 10), at, documents, unopened: [] });
  }
  return lines
    .filter(({ rule }) => rule !== 'first-sight')
    .map(({ decision, rule, toLevel }) => `${decision} ${rule} ${toLevel ?? '-'}`);
}

const first = { day: 1, note: 'Roads in the north are open again.' };
const checked = { day: 3, note: 'This travel advice has been checked for accuracy.' };
const raised = { day: 4, note: 'The FCDO advises against all travel to Mali.' };
const high = ['avoid_all_travel_to_whole_country'];

test('C4 · a page that is recorded only on days on which it moved says the same on the others', () => {
  const days = [
    [indexOn(first), pageOn(first, [])],
    [indexOn(first)],
    [indexOn(checked)],
    [indexOn(raised), pageOn(raised, high)],
    [indexOn(raised)],
  ];
  expect(replayed(days)).toEqual(['ignore reviewed 1', 'publish level 4']);
});

test('C4 · the first page after nothing but the list is no change of the level, and the next one is', () => {
  const days = [
    [indexOn(first)],
    [indexOn(first), pageOn(first, [])],
    [indexOn(checked), pageOn(checked, [])],
    [indexOn(raised), pageOn(raised, high)],
  ];
  expect(replayed(days)).toEqual(['ignore timestamp 1', 'ignore reviewed 1', 'publish level 4']);
});

test('C4 · what the list itself says is news even where the page was not recorded', () => {
  const days = [[indexOn(first), pageOn(first, [])], [indexOn(raised)], [indexOn(raised)]];
  expect(replayed(days)).toEqual(['publish substance 1']);
});
