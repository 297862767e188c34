/** CAP's own form of an instant: to the second, and UTC is `-00:00`, never `Z`. The same whatever zone the issuer moves to. */
export function capInstant(at: Date): string {
  return `${at.toISOString().slice(0, 19)}-00:00`;
}

/** Text for an XML element: trimmed, of characters that XML can hold, and none that would reorder what stands after it. */
export function xmlText(text: string): string {
  return withoutLooseIsolates(text)
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[\u202A-\u202E\u061C\u200E\u200F]/gu, '')
    .replaceAll(/[^\t\n\u0020-\u007E\u00A0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .trim()
    .replaceAll(/[&<>]/g, (character) => entities[character] ?? character);
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Isolates keep a number whole in a text that runs the other way. One that is not closed would take all the rest in. */
function withoutLooseIsolates(text: string): string {
  let open = 0;
  for (const character of text) {
    if (/[\u2066-\u2068]/u.test(character)) open += 1;
    else if (character === '\u2069') open -= 1;
    if (open < 0) break;
  }
  return open === 0 ? text : text.replaceAll(/[\u2066-\u2069]/gu, '');
}
