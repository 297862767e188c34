import type { Doubt, Entry } from './publisher.ts';

const listedTwice: Doubt = {
  rule: 'listed-twice',
  wording: 'the source lists it twice and says different things; the graver one is shown.',
};

/** One entry for each key: of two that differ the graver, for an officer to look at. */
export function oneEach(entries: readonly Entry[]): readonly Entry[] {
  const byKey = new Map<string, Entry>();
  for (const entry of entries) {
    const other = byKey.get(entry.key);
    byKey.set(entry.key, other === undefined ? entry : graver(other, entry));
  }
  return [...byKey.values()];
}

function graver(a: Entry, b: Entry): Entry {
  if (a.stamp === b.stamp) return a;
  const chosen = gravityOf(b) > gravityOf(a) ? b : a;
  if (JSON.stringify(a.content.appliesTo) === JSON.stringify(b.content.appliesTo)) return chosen;
  return { ...chosen, doubts: [...(chosen.doubts ?? []), listedTwice] };
}

function gravityOf({ content }: Entry): number {
  return Math.max(-1, ...content.appliesTo.map(({ level }) => level ?? -1));
}
