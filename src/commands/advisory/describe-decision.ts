import { timeOf } from '#src/commands/command-line.ts';

import type { ShownChange, ShownDecision } from './held-shapes.ts';

/** A decision for somebody at a terminal: what was decided, by which rule, and which words changed. */
export function describeDecision(decision: ShownDecision, isColoured: boolean): string {
  const { wording, difference } = decision;
  const lines = factsOf(decision).map(([name, text]) => `${name.padEnd(11)} ${text}`);
  const paint = isColoured ? coloured : marked;
  const fields = difference.map(({ field, stretches }) =>
    ['', `${field}:`, stretches.map(shortened).map(paint).join(' ')].join('\n'),
  );
  const none = ['', 'No words and no levels differ from what stands.'];
  return [
    ...(wording === '' ? [] : [wording, '']),
    ...lines,
    ...(fields.length === 0 ? none : fields),
  ].join('\n');
}

function factsOf(decision: ShownDecision): readonly (readonly [string, string])[] {
  const { change, told = change, rule, rules, before, draftId = '-', stormId = '-' } = decision;
  return [
    ['Decision', `${decision.id}, ${timeOf(decision.decidedAt)}`],
    ['Source', `${decision.sourceId} (${decision.key})`],
    ['Heard', timeOf(decision.heardAt)],
    ['Says', `${decision.countries.join(' ') || 'nowhere'}: ${decision.headline ?? '-'}`],
    ['Change', `${changeInWords(change)}; from what stands: ${changeInWords(told)}`],
    ['Outcome', decision.outcome],
    ['Rule', [...new Set([rule, ...rules])].join(', ')],
    ['Before', before === undefined ? '-' : `${before.outcome} (${before.rule})`],
    ['Looked at', lookedAt(decision.looked)],
    ['Draft', draftId],
    ['Storm', String(stormId)],
  ];
}

/** "level 2 → 4", "level of ML-1 2 → none", "substance". */
export function changeInWords({ kind, region, from, to }: ShownChange): string {
  if (from === undefined || to === undefined) return kind;
  const levels = `${from ?? 'none'} → ${to ?? 'none'}`;
  return region === undefined ? `level ${levels}` : `level of ${region} ${levels}`;
}

/** Counts and dates; the figures of the rules stand in --json. */
function lookedAt(looked: ShownDecision['looked']): string {
  const plain = Object.entries(looked).filter(([, value]) =>
    ['string', 'number', 'boolean'].includes(typeof value),
  );
  return plain.map(([name, value]) => `${name} ${String(value)}`).join(', ') || '-';
}

type Stretch = ShownDecision['difference'][number]['stretches'][number];

/** A long passage that stayed is shown by its ends. */
function shortened(stretch: Stretch, place: number, all: readonly Stretch[]): Stretch {
  if (stretch.kind !== 'common') return stretch;
  const words = stretch.text.split(' ');
  const [head, tail] = [place === 0 ? 0 : aFew, place === all.length - 1 ? 0 : aFew];
  if (words.length <= head + tail + 1) return stretch;
  const ends = [...words.slice(0, head), '…', ...words.slice(words.length - tail)];
  return { ...stretch, text: ends.join(' ') };
}

const aFew = 12;

function marked({ kind, text }: Stretch): string {
  if (kind === 'common') return text;
  return kind === 'gone' ? `[-${text}-]` : `{+${text}+}`;
}

/** Struck through in red and underlined in green: who cannot tell the colours has the lines. */
function coloured({ kind, text }: Stretch): string {
  if (kind === 'common') return text;
  return kind === 'gone' ? `\u001b[31;9m${text}\u001b[0m` : `\u001b[32;4m${text}\u001b[0m`;
}
