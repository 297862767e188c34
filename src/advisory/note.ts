import { speaksOfDanger } from './danger.ts';
import { behindPageNames, deniesChange, speaksOfForm, withoutPageNames } from './page-words.ts';
import { plain } from './text-units.ts';

/** What a publisher's own note says of its change: only looked through, only edited, or something to tell. */
export type NoteKind = 'reviewed' | 'editorial' | 'news';

/**
 * By the words of many publishers, an open list: each sentence of the note must be known to say nothing, or the note is news.
 * A sentence that speaks of danger, or of a level otherwise than to say that it stayed, is never quiet.
 */
export function noteKindOf(note: string): NoteKind | undefined {
  const sentences = sentencesIn(note);
  if (sentences.length === 0) return undefined;
  const kinds = sentences.map(kindOfSentence);
  if (kinds.includes('news')) return 'news';
  return kinds.includes('reviewed') ? 'reviewed' : 'editorial';
}

/** True of a note that owns up to having changed words: then words may differ without its being untrue. */
export function admitsEdits(note: string): boolean {
  return /\bedit|\bupdat|\bminor\b|\bchanged?\b|rewritten|reword|correct|redaktionell|format|typo|duplicate|remov/i.test(
    plain(note).replaceAll(/\b(?:no|without(?: any)?)(?: \w+)? (?:changes?|updates?|edits?)/gi, ''),
  );
}

function sentencesIn(note: string): readonly string[] {
  return withoutPageNames(plain(note))
    .replace(/^\s*(?:letzte änderungen?|latest updates?|what changed|change note)\s*:/i, '')
    .replaceAll(/[^\S\n]+/g, ' ')
    .split(/[.!?;\n]+(?:\s|$)/)
    .map((sentence) => sentence.replaceAll(/^[\s"'(–—:-]+|[\s"'):–—-]+$/g, ''))
    .filter((sentence) => /\p{L}/u.test(sentence));
}

/** "Editorial change: …", "Full TAA review: …": some publishers name the type first, and it holds for what follows. */
function kindOfSentence(sentence: string): NoteKind {
  if (speaksOfForm(sentence))
    return quietKindOf(sentence) === 'reviewed' ? 'reviewed' : 'editorial';
  if (deniesChange(sentence)) return 'reviewed';
  const [type = '', ...rest] = behindPageNames(sentence).split(/:\s+/);
  const kind = rest.length === 0 ? 'news' : quietKindOf(type.trim());
  if (kind === 'news') return kindOfWhole(behindPageNames(sentence));
  return speaksOfDanger(sentence.replaceAll(stays, ' ')) ? 'news' : kind;
}

function kindOfWhole(sentence: string): NoteKind {
  if (unchanged.some((pattern) => pattern.test(sentence))) return 'reviewed';
  const quiet = quietKindOf(sentence);
  if (quiet === 'news') return 'news';
  const told = sentence.replaceAll(stays, ' ');
  return speaksOfDanger(told) || speaksOfNews(told) ? 'news' : quiet;
}

function quietKindOf(sentence: string): NoteKind {
  if (editorial.some((pattern) => pattern.test(sentence))) return 'editorial';
  return reviewed.some((pattern) => pattern.test(sentence)) ? 'reviewed' : 'news';
}

/** What is said to go on, or not to have happened, is no news. */
const stays =
  /\b(?:updates?|changes?|edits?) to (?:the )?(?:[\w-]+ )?(?:format(?:ting)?|layout|spelling|grammar|links?)\b|\b(?:following|after|due to) (?:an? |the |our |its )?(?:\w+ ){0,2}review\b|\bcontinues? to advise\b.*$|\b(?:no|without(?: any)?)(?: \w+)? (?:changes?|updates?|edits?)\b.*$|\b(?:has|have|was|were|is|are)(?: not|n't) (?:been )?(?:changed|updated)\b.*$/gi;

function speaksOfNews(text: string): boolean {
  return /\bupdates? to\b|\bto (?:reflect|add|include|inform|warn)\b|\b(?:now|rais\w+|lower\w+|increas\w+|decreas\w+|upgrad\w+|downgrad\w+|new|add(?:ed|s|ing|ition)|because|due to|following)\b/i.test(
    text,
  );
}

const page =
  "(?:(?:this|the|our|your|entire|whole|full|fcdo|fco|dfat|smartraveller|department's) )*(?:(?:country|travel|consular|security) )*(?:advice|advisory|advisories|page|content|information|text|summary|taa)(?: page)?(?: (?:for|on|of) [\\p{L} ,'()-]{2,60}?)?";
const was = '(?:has been|have been|was|were|is|are)';
const through =
  '(?:reviewed|re-?issued|republished|re-?published|checked|re-?validated|revalidated|confirmed)';
const how =
  '(?:(?:also|again|fully|thoroughly|routinely|periodically|regularly|comprehensively) )*';

const unchanged = [
  /^(?:there (?:are|is|were|was|have been) |with |contains? )?(?:no|without(?: any)?)(?: (?:significant|substantive|substantial|material|major|other|further))? (?:changes?|updates?|edits?)\b(?!.*\b(?:but|except|however|although)\b)/i,
  /^(?:we (?:have not|haven't|did not|didn't) changed?|(?:our|the) (?:overall )?(?:level|advice)(?: of (?:our |the )?(?:travel )?advice| level)? (?:has not|hasn't|have not) (?:been )?changed?|(?:our|the) (?:overall )?(?:level|advice)(?: of (?:our |the )?(?:travel )?advice)? (?:remains|is) (?:unchanged|the same))\b(?!.*\b(?:but|except|however|although)\b)/i,
  /^keine (?:inhaltlichen |wesentlichen )?[aä]nderungen/i,
];

const reviewed = [
  new RegExp(`^${page} (?:${was} )?${how}${through}\\b`, 'iu'),
  new RegExp(`^${through}\\b`, 'iu'),
  new RegExp(`^we(?: have|'ve)? ${how}${through} (?:our|the|this) `, 'iu'),
  /^(?:(?:an?|the|our|full|complete|comprehensive|mandatory|annual|yearly|periodic|regular|routine|scheduled|quarterly|standard|content|taa|travel advice|travel advisory|advisory|advice) )+reviews?(?: (?:was|has been|were))?(?: (?:completed|conducted|done|carried out|made))?$/i,
  /^(?:jährliche|regelmäßige|turnusmäßige) (?:überprüfung|durchsicht)|^überprüft\b|^(?:révision|mise à jour) (?:annuelle|périodique|complète)$/i,
];

const editorial = [
  /^(?:an? |some |several |minor |small |slight |other |various )*(?:editorial|formatting|typographical|grammatical|grammar|spelling|stylistic|cosmetic|layout|typing|wording|technical|linguistic|plain[- ]english) (?:and \w+ )?(?:changes?|edits?|updates?|corrections?|amendments?|fix(?:es)?|errors?|revisions?|improvements?|adjustments?)\b/i,
  /^(?:minor|small|slight) (?:edits?|changes?|amendments?|corrections?|text changes|wording changes|tweaks?)(?: (?:was|were|has been|have been) made)?(?: (?:for clarity|throughout|to (?:the |this )?(?:page|text|wording|layout|format(?:ting)?|links?)))?$/i,
  /^(?:fixed|corrected|removed|deleted|removal of|correction of|correcting|removing|amended) (?:an? |some |the |several )?(?:minor )?(?:typos?|typing errors?|spelling|grammar|grammatical|duplicated?|repeated|broken|obsolete|outdated|dead|formatting|punctuation)\b(?! (?:level|advice|warning))/i,
  /^(?:an? |some |the )?(?:minor )?(?:typos?|spelling(?: mistakes?)?|broken links?|links?|formatting|layout|punctuation) (?:was |were |has been |have been )?(?:fixed|corrected|updated|repaired)$/i,
  /^(?:re-?issued|republished|updated) (?:with|to remove) (?:the )?(?:obsolete|outdated|broken|duplicated?) [\w -]{0,40}(?:links?|page links|text)(?: removed)?$/i,
  new RegExp(
    `^${page} ${was} (?:rewritten|restructured|reformatted|reorgani[sz]ed|edited)(?: to (?:make it|be) (?:easier|clearer|simpler)\\b.*| for clarity| in plain english)?$`,
    'iu',
  ),
  /^redaktionelle?[rns]? (?:[aä]nderung|anpassung|[uü]berarbeitung|korrektur)(?:en)?\b/i,
  /^(?:(?:une?|des|quelques) )?(?:modification|changement|correction|mise à jour)s?(?: mineure?s?)? (?:éditoria(?:le?s?|ux)|rédactionnel(?:le)?s?|de forme)\b/i,
];
