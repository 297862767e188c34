/** CAP's own form of an instant: to the second, and UTC is `-00:00`, never `Z`. The same whatever zone the issuer moves to. */
export function capInstant(at: Date): string {
  return `${at.toISOString().slice(0, 19)}-00:00`;
}

/**
 * Text for an XML element: trimmed, of characters that XML can hold, without those that turn the direction of what stands after
 * them: readers take even closed isolates for an attempt.
 */
export function xmlText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, '')
    .replaceAll(/[^\t\n\u0020-\u007E\u00A0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .trim()
    .replaceAll(/[&<>]/g, (character) => entities[character] ?? character);
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
