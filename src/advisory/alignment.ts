interface Step {
  readonly kind: 'common' | 'gone' | 'come';
  readonly word: string;
}

type Same = (a: string | undefined, b: string | undefined) => boolean;

/** The way from one text to the other, word by word, along the longest common subsequence. */
export function alignment(
  a: readonly string[],
  b: readonly string[],
  isSame: Same,
): readonly Step[] {
  const common = commonLengths(a, b, isSame);
  const left = (i: number, j: number) => common[i * (b.length + 1) + j] ?? 0;
  const steps: Step[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (isSame(a[i], b[j])) {
      steps.push({ kind: 'common', word: b[j] ?? '' });
      i += 1;
      j += 1;
    } else if (left(i + 1, j) >= left(i, j + 1)) {
      steps.push({ kind: 'gone', word: a[i] ?? '' });
      i += 1;
    } else {
      steps.push({ kind: 'come', word: b[j] ?? '' });
      j += 1;
    }
  }
  return [...steps, ...all('gone', a.slice(i)), ...all('come', b.slice(j))];
}

function all(kind: 'gone' | 'come', words: readonly string[]): readonly Step[] {
  return words.map((word) => ({ kind, word }));
}

/** Length of the longest common subsequence of what is left from (i, j) on, row by row. */
function commonLengths(a: readonly string[], b: readonly string[], isSame: Same): Uint32Array {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const diagonal = (lengths[(i + 1) * width + j + 1] ?? 0) + 1;
      const below = lengths[(i + 1) * width + j] ?? 0;
      const right = lengths[i * width + j + 1] ?? 0;
      lengths[i * width + j] = isSame(a[i], b[j]) ? diagonal : Math.max(below, right);
    }
  }
  return lengths;
}
