import { alignment } from './alignment.ts';

/** A stretch of text that both have, that is gone, or that has come. */
export interface Stretch {
  readonly kind: 'common' | 'gone' | 'come';
  readonly text: string;
}

/** More pairs of words than this are not compared one by one: then all between the common ends is gone and come. */
const mostPairs = 250_000;

/** How a text became another, word by word, for people to read: a word counts with its punctuation, a line's end as a word. */
export function wordDifference(before: string, after: string): readonly Stretch[] {
  const [a, b] = [wordsIn(before), wordsIn(after)];
  const start = commonStart(a, b);
  const end = commonStart(a.slice(start).toReversed(), b.slice(start).toReversed());
  const [gone, come] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  const steps = [
    ...all('common', b.slice(0, start)),
    ...(gone.length * come.length > mostPairs
      ? [...all('gone', gone), ...all('come', come)]
      : alignment(gone, come, Object.is)),
    ...all('common', b.slice(b.length - end)),
  ];
  return joined(steps.flatMap(withoutLoneWords));
}

interface Step {
  readonly kind: Stretch['kind'];
  readonly word: string;
}

function wordsIn(text: string): readonly string[] {
  return text.normalize('NFC').match(/\n|[^\s]+/g) ?? [];
}

function commonStart(a: readonly string[], b: readonly string[]): number {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  return start;
}

function all(kind: Step['kind'], words: readonly string[]): readonly Step[] {
  return words.map((word) => ({ kind, word }));
}

/** One word that stayed between two places that changed reads better as part of the change. */
function withoutLoneWords(step: Step, place: number, steps: readonly Step[]): readonly Step[] {
  const { kind, word } = step;
  const [before, after] = [steps[place - 1], steps[place + 1]];
  const isLone = isChange(before) && isChange(after) && kind === 'common' && word !== '\n';
  return isLone
    ? [
        { kind: 'gone', word },
        { kind: 'come', word },
      ]
    : [step];
}

function isChange(step: Step | undefined): boolean {
  return step !== undefined && step.kind !== 'common';
}

/** Between two words that both stayed nothing is gathered in; gone and come of one place stand side by side. */
function joined(steps: readonly Step[]): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let open: Record<Stretch['kind'], string[]> = { common: [], gone: [], come: [] };
  const close = () => {
    for (const kind of ['common', 'gone', 'come'] as const)
      if (open[kind].length > 0) stretches.push({ kind, text: textOf(open[kind]) });
    open = { common: [], gone: [], come: [] };
  };
  for (const { kind, word } of steps) {
    const hasChange = open.gone.length + open.come.length > 0;
    if (kind === 'common' ? hasChange : open.common.length > 0) close();
    open[kind].push(word);
  }
  close();
  return stretches;
}

function textOf(words: readonly string[]): string {
  return words.join(' ').replaceAll(/ ?\n ?/g, '\n');
}
