/** A paragraph narrower than this was not broken by a machine: it is a letterhead, a heading, a list. */
const narrowest = 50;
const widest = 120;
/** A line that a machine broke is nearly as long as the longest. */
const nearlyFull = 0.7;

/**
 * The lines of a text as they were meant: those that were broken at a width are whole again, and a letterhead's "Embassy of
 * India" stands with the city below it.
 */
export function linesIn(text: string): readonly string[] {
  const whole = text.split(/\n{2,}/).flatMap((paragraph) => unbroken(paragraph.split('\n')));
  const lines: string[] = [];
  for (const line of whole.filter((one) => one.trim() !== '')) {
    const above = lines.at(-1);
    if (above !== undefined && isHalfOfHead(above) && city.test(line))
      lines[lines.length - 1] = `${above} ${line}`;
    else lines.push(line);
  }
  return lines;
}

function isHalfOfHead(line: string): boolean {
  return /^\W*(?:Embassy|High Commission|Consulate(?: General)?) of India,?\s*$/i.test(line);
}

const city = /^\p{Lu}[\p{L}’' -]{2,30}(?:$|[,(–—-]|\d)/u;

function unbroken(lines: readonly string[]): readonly string[] {
  const width = Math.max(...lines.map(({ length }) => length));
  if (width < narrowest || width > widest) return lines;
  const whole: string[] = [];
  let above = '';
  for (const line of lines) {
    const last = whole.at(-1);
    if (
      last !== undefined &&
      !/[.!?:;]["”’)]*$/.test(above) &&
      isBroken(above, { line, width, of: lines.length })
    )
      whole[whole.length - 1] = `${last} ${line}`;
    else whole.push(line);
    above = line;
  }
  return whole;
}

/** Whether a line ends only because the first word of the next had no room. */
function isBroken(
  above: string,
  { line, width, of }: { readonly line: string; readonly width: number; readonly of: number },
): boolean {
  if (/^(?:[-•*–]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]) /.test(line)) return false;
  if (/^\p{Ll}/u.test(line)) return above.length > width * nearlyFull;
  const [word = ''] = line.split(' ');
  return of > 2 && above.length + 1 + word.length > width;
}
