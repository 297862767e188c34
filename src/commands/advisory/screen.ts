import type { Screen } from './command.ts';

/** The terminal, or a file or pipe, where nothing can be drawn over. */
export function createScreen(output: NodeJS.WriteStream): Screen {
  let isDrawn = false;
  return {
    isTerminal: output.isTTY,
    line(text) {
      output.write(`${isDrawn ? '\n' : ''}${text}\n`);
      isDrawn = false;
    },
    redraw(text) {
      // Narrower than the text, a terminal would wrap it and draw below.
      output.write(`\r\u001b[2K${text.slice(0, Math.max((output.columns || 80) - 1, 20))}`);
      isDrawn = true;
    },
  };
}

/** With --json nothing but the document is said. */
export const silentScreen: Screen = { isTerminal: false, line() {}, redraw() {} };
