/** The messages of a file: one, or as many as an mbox file holds, whose first line begins with "From ". */
export function messagesIn(file: Buffer): readonly Buffer[] {
  const messages: Buffer[] = [];
  let from = 0;
  let at = isEnvelope(file, 0) ? file.indexOf(mark) : -1;
  while (at !== -1) {
    const next = at + 1;
    if (endsMessage(file, at) && isEnvelope(file, next)) {
      messages.push(file.subarray(from, next));
      from = next;
    }
    at = file.indexOf(mark, next);
  }
  return [...messages, file.subarray(from)];
}

const mark = '\nFrom ';

/** After an empty line, as it should be, or right after the last boundary of a report. */
function endsMessage(file: Buffer, at: number): boolean {
  return /(?:\n|--)\r?$/.test(file.subarray(Math.max(0, at - 3), at).toString('latin1'));
}

/** `From name Thu Apr 29 23:34:45 2025`, not a sentence that begins with the word. */
function isEnvelope(file: Buffer, at: number): boolean {
  const line = file.subarray(at, at + 400).toString('latin1');
  return /^From \S{1,320} {1,4}[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d(?::\d\d)?[^\n]{0,40}\n/.test(
    line,
  );
}
