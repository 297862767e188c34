/**
 * Notes on the page and not on the world: "Safety and security – editorial change", "Updated links", "Spelling mistake
 * corrected on the ‘Health’ page". They are told by their words: every one must belong to pages and how they are made.
 */
const form =
  /^(?:editorial\w*|format(?:ting)?|layout|typos?|typographical|typing|spelling|grammar|grammatical|punctuation|(?:hyper|web)?links?|urls?|broken|duplicat\w+|stylistic|cosmetic|minor|small|slight)$/;

const edit =
  /^(?:editorials?|updat\w+|edit(?:s|ed|ing)?|chang\w+|amend\w*|correct\w*|fix\w*|remov\w+|delet\w+|revis\w+|adjust\w*|improv\w+|repair\w*|review\w*|re-?issued|made|was|were|is|are|has|have|been|some|several|other|various|general|full|fully|complete|thorough|thoroughly)$/;

const page =
  /^(?:safety|security|risks?|levels?|entry|exit|requirements?|health|travel|medical|laws?|customs|culture|local|natural|disasters?|climate|needs?|help|getting|assistance|information|info|advice|advisory|advisories|pages?|sections?|tabs?|parts?|summary|contents?|texts?|websites?|insurance|regional|warnings?|terrorism|contacts?|details|country|public|agency|canada|external|internal|obsolete|outdated|headings?|titles?|mistakes?|errors?|wording|maps?|and|or|the|of|in|on|to|for|with|an?|by|under|throughout|this|these|our|all|its)$/;

/** What a note must not be taken for a remark on form that speaks of. */
const graver = /^(?:risks?|levels?|warnings?|advisory|advisories|terrorism)$/;

/** The name of a page in quotation marks says where, whatever the page is called. */
export function withoutPageNames(note: string): string {
  return note
    .replaceAll(/["'][\p{L} ,&/-]{2,60}["'] (?:page|section|tab)s?\b/giu, 'page')
    .replaceAll(/\(\s*(?:the )?page\s*\)/gi, '');
}

/** Every part of it names sections or tells of edits; one at least says that they are edits of form. */
export function speaksOfForm(sentence: string): boolean {
  const parts = partsOf(sentence);
  return parts.some(isOnForm) && parts.every((part) => isPageName(part) || isOnPage(part));
}

/** "Safety and security - minor edits": what follows the names of sections, which say only where. */
export function behindPageNames(sentence: string): string {
  const parts = partsOf(sentence);
  const first = parts.findIndex((part) => !isPageName(part));
  return first <= 0 ? sentence : parts.slice(first).join(' - ');
}

/** "Map updated with no changes to advice": beside that nothing changed, only pages are spoken of. */
export function deniesChange(sentence: string): boolean {
  const rest = sentence.replace(noChange, '');
  return rest !== sentence && isOnPage(rest);
}

const noChange =
  /\b(?:no|without(?: any)?)(?: [\w-]+)? changes?\b(?!.*\b(?:but|except|however|although)\b).*$/i;

function isOnForm(part: string): boolean {
  const words = wordsIn(part);
  return words.some((word) => form.test(word)) && words.some((word) => edit.test(word));
}

function isPageName(part: string): boolean {
  const words = wordsIn(part);
  return words.length > 0 && words.every((word) => page.test(word));
}

function isOnPage(part: string): boolean {
  return wordsIn(part).every(
    (word) => !graver.test(word) && [form, edit, page].some((known) => known.test(word)),
  );
}

function partsOf(sentence: string): readonly string[] {
  return sentence.split(/\s-\s|:\s/).filter((part) => /\p{L}/u.test(part));
}

/** A digit counts as a word that is not known. */
function wordsIn(text: string): readonly string[] {
  return (
    text
      .toLowerCase()
      .replaceAll('(s)', 's')
      .match(/[\p{L}\p{N}][\p{L}\p{N}-]*/gu) ?? []
  );
}
