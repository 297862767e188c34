import { addressOf, isSystemName } from './addresses.ts';
import { shown } from './head.ts';
import type { Head } from './head.ts';
import type { Message } from './mime.ts';

/** Who wrote this, by structure: what a message is made of, never by words of its text alone. */
export type Origin =
  | 'delivery-report'
  | 'feedback-report'
  | 'unsubscribe'
  | 'auto-reply'
  /** A program sent it, perhaps for a person: gateways from text messages say so. */
  | 'auto-generated'
  /** No return path, or a sender called like a mail system: a report if it has the shape of one. */
  | 'perhaps-report'
  | 'human';

export function originOf(message: Message): Origin {
  return origins.find(([, isFrom]) => isFrom(message))?.[0] ?? 'human';
}

/** The first that is true. */
const origins: readonly (readonly [Origin, (message: Message) => boolean])[] = [
  ['feedback-report', ({ parts }) => parts.some(({ kind }) => kind === 'feedback')],
  ['feedback-report', isComplaintOfMicrosoft],
  ['delivery-report', isDeliveryReport],
  ['unsubscribe', ({ head }) => head.first('x-apple-unsubscribe') === 'true'],
  ['delivery-report', ({ head }) => isMailSystem(head)],
  ['auto-reply', ({ reportType }) => reportType === 'disposition-notification'], // has read it
  ['perhaps-report', ({ head }) => hasNoReturnPath(head) || isNamedLikeSystem(head)],
  ['auto-reply', ({ head }) => isAutoReply(head)],
  ['auto-generated', ({ head }) => isGenerated(head)],
];

function isDeliveryReport(message: Message): boolean {
  const { head, parts, reportType } = message;
  if (head.names.has('x-failed-recipients')) return true;
  const hasStatus = parts.some(({ kind }) => kind === 'status');
  if (message.type === 'multipart/report') return hasStatus || reportType === 'delivery-status';
  // A person may forward the parts of a report; a mail system sends them from an address of its own.
  return (
    hasStatus && (isMailSystem(head) || hasNoReturnPath(head) || isSystemName(senderOf(head) ?? ''))
  );
}

/** The complaints of Outlook.com come as a message with the original attached, and name the recipient in its head. */
function isComplaintOfMicrosoft({ head, parts }: Message): boolean {
  return (
    /^staff@(?:hotmail|outlook)\.com$/i.test(senderOf(head) ?? '') &&
    parts.some(({ kind }) => kind === 'original')
  );
}

function isMailSystem(head: Head): boolean {
  const from = shown(head, 'from');
  const sender = senderOf(head) ?? '';
  if (/^(?:mailer-?daemon|mail-?daemon)(?:@|$)/i.test(sender)) return true;
  if (/mailer-daemon|<>/i.test(from)) return true;
  return head.names.has('x-mlserver');
}

/** Names that mail systems use and people may use too. */
export function isNamedLikeSystem(head: Head): boolean {
  const from = shown(head, 'from');
  return (
    /^(?:post[-_.]?master|sys(?:tem)?[-_.]?admin\w*|mail[-_.]?(?:admin\w*|system|delivery)|administrator|no[-_.]?reply)@/i.test(
      senderOf(head) ?? '',
    ) ||
    /mail (?:delivery|system|admin|gateway|filter)|messaging security|firewall|system administrator|postmaster/i.test(
      from,
    )
  );
}

/** Somebody's answer, by its fields and by what mail programs put before the subject. */
export function isAnswer(head: Head): boolean {
  return (
    head.names.has('references') ||
    /^\s{0,4}(?:re|r[eé]p|aw|sv|vs|antw?|fwd?|wg|rv|tr|enc|i|rif|odp|ynt|atb|回复|答复|转发|返信|ответ|رد|إعادة)\s?(?:\[\d{1,3}\])?\s?[:：]/i.test(
      shown(head, 'subject'),
    )
  );
}

/** Some servers write their own name where the path is empty. */
export function hasNoReturnPath(head: Head): boolean {
  return head.all('return-path').some((path) => /^<\s{0,4}>$|mailer-daemon/i.test(path));
}

export function senderOf(head: Head): string | undefined {
  return addressOf(shown(head, 'from'));
}

/** RFC 3834, and what was used before it and beside it. */
export function isAutoReply(head: Head): boolean {
  return saysSo(head) || prefixes.test(shown(head, 'subject')) || isAbsenceNote(head);
}

export function isGenerated(head: Head): boolean {
  return /^auto-generated\b/i.test(head.first('auto-submitted') ?? '');
}

function saysSo(head: Head): boolean {
  const submitted = head.first('auto-submitted') ?? 'no';
  const precedence = head.first('precedence') ?? '';
  return (
    !/^(?:no|auto-generated)\b/i.test(submitted) ||
    (isGenerated(head) && massMail.some((name) => head.names.has(name))) ||
    /auto[-_]?reply/i.test(precedence) ||
    ownFields.some((name) => head.names.has(name))
  );
}

/**
 * By how its subject begins, where its fields say that no answer is wanted. Further on such words prove nothing: people quote
 * our own subjects, "Re: ALERT: Mali - Automatic weapon fire", and providers put these fields on what people write.
 */
function isAbsenceNote(head: Head): boolean {
  const wantsNone =
    head.names.has('x-auto-response-suppress') ||
    hasNoReturnPath(head) ||
    /^(?:bulk|junk)$/i.test(head.first('precedence') ?? '');
  return wantsNone && absences.test(shown(head, 'subject'));
}

/** What nobody's gateway puts on one person's words: our own mails that came back carry these, too. */
const massMail = ['list-id', 'list-unsubscribe', 'feedback-id'];

const ownFields = [
  'x-autoreply',
  'x-autorespond',
  'x-autoresponder',
  'x-autoreply-from',
  'x-mail-autoreply',
  'x-autogenerated',
  'x-auto-reply',
  'x-vacation',
  'x-ez-autoreply',
];

/** What mail programs put before the subject they answer to, with its colon. Nobody types these. */
const prefixes =
  /^(?:\[?auto(?:matic|mated)?[- ]?(?:reply|response|answer|responder)\]?|out of (?:the )?office(?: auto-?reply)?|autoreply|automatische antwort|abwesenheitsnotiz|abwesend|automatisch antwoord|r[eé]ponse automatique|absence du bureau|respuesta autom[aá]tica|fuera de (?:la )?oficina|resposta autom[aá]tica|fora do escrit[oó]rio|risposta automatica|fuori sede|autosvar|automatiskt svar|automatisk svar|automaattinen vastaus|automatyczna odpowied[zź]|automatick[aá] odpov[eě][dď]|automatikus v[aá]lasz|r[aă]spuns automat|otomatik yan[ıi]t|автоответ|автоматический ответ|автоматична відповідь|自動応答|自動返信|不在通知|自动回复|自動回覆|자동 회신|부재중|trả lời tự động|الرد التلقائي|رد تلقائي|स्वचालित उत्तर|स्वत: उत्तर|תשובה אוטומטית)\s?[:：]/i;

/** The same without a colon, and what people name such a note themselves. */
const absences =
  /^\s{0,4}\[?(?:auto(?:matic|mated)?[- ]?(?:reply|response|answer|responder)\b|out of (?:the )?office\b|ooo\b|(?:annual |sick |maternity )?(?:leave|vacation|holiday|absence) (?:reply|response|message|notice|notification|note)\b|(?:i am |i'm |currently )?(?:on (?:annual |sick |maternity |parental )?(?:leave|vacation|holidays?)|away (?:from (?:the |my )?(?:office|desk)|until|till))\b|(?:automatische|r[eé]ponse automatique|respuesta autom[aá]tica|resposta autom[aá]tica|risposta automatica)\b|abwesenheit|(?:ich bin )?(?:im urlaub|abwesend)\b|urlaubs|(?:message |avis |notification )d['’]absence\b|(?:je suis )?(?:absente?\b|en (?:cong[eé]s?|vacances)\b)|(?:estoy )?(?:de vacaciones|fuera de (?:la )?oficina)\b|(?:estou )?(?:de f[eé]rias|fora do escrit[oó]rio)\b|(?:sono )?(?:in ferie|assente|fuori sede|fuori ufficio)\b|(?:op )?vakantie\b|(?:p[aå] )?semester\b|я в отпуске|в отпуске|不在|休暇|休假|في إجازة|أنا في إجازة)/i;
