import { styleText } from 'node:util';

/** Tells a person what happens, while it happens. */
export interface Narrator {
  readonly step: (title: string) => void;
  readonly line: (text: string) => void;
  /** Something as it should be. */
  readonly good: (text: string) => void;
  /** Something that is rightly absent. */
  readonly none: (text: string) => void;
  /** Something that is not as it should be. */
  readonly bad: (text: string) => void;
  readonly plain: (text: string) => void;
  /** The title of the step that is under way. */
  readonly current: () => string;
}

export function createNarrator(stream: NodeJS.WriteStream, startedAt: number): Narrator {
  type Style = Parameters<typeof styleText>[0];
  const styled = (style: Style, text: string) => styleText(style, text, { stream });
  const print = (text: string) => stream.write(`${text}\n`);
  const below = (mark: string, text: string) => print(`     ${mark} ${text}`);
  let count = 0;
  let current = 'the start';
  return {
    step(title) {
      count += 1;
      current = title;
      const clock = `${((performance.now() - startedAt) / 1000).toFixed(1)} s`.padStart(7);
      print(`\n${styled('dim', clock)}  ${styled('bold', `${count}. ${title}`)}`);
    },
    line: (text) => below(' ', text),
    good: (text) => below(styled('green', '✓'), text),
    none: (text) => below(styled('dim', '–'), text),
    bad: (text) => below(styled('red', '✗'), text),
    plain: print,
    current: () => current,
  };
}
