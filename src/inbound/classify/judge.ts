import { limits } from './limits.ts';
import type { NoticeClass } from './notice.ts';
import { vague } from './phrase.ts';
import type { Phrase } from './phrase.ts';
import { phraseOf } from './phrases.ts';
import { withoutEchoes } from './prose.ts';
import { codesIn, detail, mostSpecific } from './smtp.ts';
import type { Codes } from './smtp.ts';
import { classOfReply, classOfStatus } from './status-classes.ts';

/** Whatever a notice says about one recipient. */
export interface Evidence {
  /** The field of RFC 3464: failed, delayed, delivered, relayed, expanded; empty where there is none. */
  readonly action: string;
  /** The Status field with its comment. */
  readonly status: string;
  readonly diagnosticType: string;
  /** The words of the system that refused. */
  readonly diagnostic: string;
  /** The words for people about this recipient, and those of the lines that name it among several. */
  readonly prose: string;
  readonly naming: string;
}

export interface Judgement {
  readonly class: NoticeClass;
  readonly status: string | undefined;
  readonly rule: string;
}

/**
 * The words decide where they say something that the table knows, for systems send their figures carelessly: 5.1.1 for
 * "sent too many this hour", 5.7.1 for "user unknown". Then the enhanced status, then the reply code. That a recipient is
 * unknown needs a witness beside the words, a status about addresses or a refusal of RCPT: said after the content was seen,
 * it often means that a person filters, and suppressing that address would be a mistake.
 */
export function judge(evidence: Evidence): Judgement {
  const { action } = evidence;
  if (receipts.has(action))
    return { class: 'delivered', status: successIn(evidence), rule: `action:${action}` };
  const codes = codesOf(evidence);
  const { status } = codes;
  if (evidence.diagnosticType === 'x-unix') return { class: 'soft', status, rule: 'type:x-unix' };
  const phrase = saidIn(evidence);
  const byWords = phrase === undefined || yields(phrase, codes) ? undefined : weigh(phrase, codes);
  const found = byWords ?? byFigures(codes, evidence);
  const passing = found.class === 'hard' && isPassing(codes, evidence);
  return { ...found, class: passing ? 'soft' : found.class, status };
}

/** `deliverable` is Postfix's, asked whether it could. */
const receipts = new Set(['delivered', 'relayed', 'expanded', 'deliverable']);

function successIn({ status, diagnostic }: Evidence): string | undefined {
  return /(?<![\d.])2\.\d\.\d{1,3}/.exec(`${diagnostic} ${status}`)?.[0];
}

/** "Rejected" says less than 5.1.1, and more than 5.0.0. */
function yields(phrase: Phrase, { status }: Codes): boolean {
  if (!phrase.vague || status === undefined) return false;
  return detail(status) === 2 || isAboutAddress(status);
}

type Found = Omit<Judgement, 'status'>;

function weigh(phrase: Phrase, codes: Codes): Found {
  const rule = `text:${phrase.reason}`;
  if (phrase.class !== 'hard' && phrase.class !== 'unknown-recipient')
    return { class: phrase.class, rule };
  if (isOfOthers(phrase, codes)) return { class: 'block', rule: `${rule}:of-others` };
  if (phrase.class === 'hard') return { class: 'hard', rule };
  return isWitnessed(codes)
    ? { class: 'hard', rule }
    : { class: 'soft', rule: `${rule}:unwitnessed` };
}

/**
 * Before RCPT nobody had been named but the sender. A host that is unknown after DATA is one in the content, and one that
 * makes a matter of security (x.7.n) is ours.
 */
function isOfOthers({ reason }: Phrase, { command, status }: Codes): boolean {
  if (command === 'mail') return true;
  return reason === 'host-unknown' && (command === 'data' || /^\d\.7\./.test(status ?? ''));
}

function isWitnessed({ status, command }: Codes): boolean {
  return command === 'rcpt' || (status !== undefined && isAboutAddress(status));
}

/** x.1.n, but for those about a sender (7, 8), an ambiguity (4) and the like. */
function isAboutAddress(status: string): boolean {
  return /^\d\.1\.(?![45789]$|20$)/.test(status);
}

function byFigures({ status, reply }: Codes, { action }: Evidence): Found {
  const ofStatus = status === undefined ? undefined : classOfStatus(status);
  const ofReply = reply === undefined ? undefined : classOfReply(reply);
  if (ofStatus !== undefined && detail(status ?? '') > 0)
    return { class: ofStatus, rule: `status:${status}` };
  if (ofReply !== undefined) return { class: ofReply, rule: `reply:${reply}` };
  if (action === 'delayed') return { class: 'soft', rule: 'action:delayed' };
  return { class: 'undetermined', rule: 'nothing-known' };
}

/** What is said for now only is never the end of an address. */
function isPassing({ status, reply }: Codes, { action }: Evidence): boolean {
  if (action === 'delayed' || reply?.startsWith('4') === true) return true;
  return status?.startsWith('4') === true && detail(status) > 0;
}

/** The figures that the refusing system gave, before those that the notifying one chose. */
function codesOf({ status, diagnostic, prose }: Evidence): Codes {
  const field = codesIn(status).status;
  const said = codesIn(diagnostic.slice(0, limits.evidence));
  const told = codesIn(prose.slice(0, limits.evidence));
  const own = said.status ?? told.status;
  return {
    status: mostSpecific([own, field].filter((found) => found !== undefined)),
    reply: said.reply ?? told.reply,
    command: told.command ?? said.command,
  };
}

function saidIn({ diagnostic, status, naming, prose }: Evidence): Phrase | undefined {
  const answered = phraseIn(`${diagnostic} ${status}`);
  if (answered !== undefined) return firstSaid(diagnostic) ?? answered;
  const told = withoutEchoes(prose);
  // Lines that name this recipient, then lines with a figure; whatever else stands there is mostly advice.
  const said = [naming, linesWithFigures(told)].flatMap((text) => phraseIn(text) ?? []);
  const rest = phraseIn(told);
  return said.find((phrase) => !phrase.vague) ?? (rest && vague(rest)) ?? said[0];
}

/** Of a reply in many lines, what the first say: advice follows. */
function firstSaid(diagnostic: string): Phrase | undefined {
  const [first = '', second = '', ...others] = diagnostic.split(/(?=\b[45]\d\d[- ])/, 4);
  const found = others.length === 0 ? undefined : phraseIn(first + second);
  return found === undefined || found.vague ? undefined : found;
}

function linesWithFigures(prose: string): string {
  const lines = prose.split('\n');
  const first = lines.findIndex((line) => {
    const { status, reply } = codesIn(line);
    return status !== undefined || reply !== undefined;
  });
  return first === -1 ? '' : lines.slice(first, first + 5).join('\n');
}

function phraseIn(words: string): Phrase | undefined {
  const plain = plainWords(words.slice(0, limits.evidence));
  return phraseOf(plain);
}

/** Names say nothing: an address may be called `spam@` and a host `blocked`. */
function plainWords(words: string): string {
  return (
    words
      .replace(/\bhttps?:\/\/\S{0,500}/gi, ' ')
      .replace(/[^\s<>"'()]{1,80}@[^\s<>"'()]{1,120}/g, '@')
      .replace(hostName, ' ')
      // Where a reply goes on in the next line.
      .replace(/\b[45]\d\d-(?:[45]\.\d\.\d{1,3}\s)?/g, ' ')
      // IronPort puts this before whatever the other system said to RCPT.
      .replace(/unknown address error/gi, ' ')
      .toLowerCase()
      .replaceAll('’', "'")
      .replaceAll('doesnt', "doesn't")
      .replace(/\s+/g, ' ')
  );
}

const hostName =
  /\b(?:[\w-]{1,63}\.){2,6}[a-z]{2,24}\b\.?|\b[\w-]{1,63}\.(?:com|net|org|edu|gov|mil|jp|ru|de|fr|uk|br|cn|kr|eu|ch|nl|se|pl|cz|ua|info|biz|invalid|local|test|example)\b/gi;
