import { shown } from './classify/head.ts';
import { readMessage } from './classify/mime.ts';
import { isAnswer } from './classify/structure.ts';

/**
 * Whether a message says more than "unsubscribe": a person in danger takes whichever of our addresses their mail program
 * offers. What was quoted, and what programs put there, says nothing; in doubt it does, for officers then read a line in vain.
 */
export function saysMoreThanUnsubscribe(raw: Buffer): boolean {
  const { head, parts } = readMessage(raw);
  if (parts.some(({ kind }) => kind === 'other')) return true; // a picture, a recording
  const texts = parts.filter(({ kind }) => kind === 'text').map(({ text }) => text);
  const html = parts.filter(({ kind }) => kind === 'html').map(({ text }) => text);
  const typed = texts.some((text) => text.trim() !== '') ? texts : html;
  const subject = isAnswer(head) ? '' : shown(head, 'subject');
  return [subject, withoutQuotes(typed.join('\n'))].some((words) => !isBare(words));
}

/** What stands before an answer's copy of our mail and before a signature. */
function withoutQuotes(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  const end = lines.findIndex((line) =>
    /^(?:-- ?|_{5,}|-{3,} ?\S.{0,60}-{3,})$|^(?:sent|get|envoyé|gesendet) .{0,60}(?:iphone|ipad|android|outlook|mobile)/i.test(
      line,
    ),
  );
  return lines
    .slice(0, end === -1 ? undefined : end)
    .filter((line) => !line.startsWith('>') && !/^.{0,200}<?\S+@\S+>?.{0,60}[:：]$/.test(line))
    .join(' ')
    .trim();
}

function isBare(words: string): boolean {
  const plain = words.trim();
  return plain === '' || bare.test(plain) || (plain.length < 200 && generated.test(plain));
}

/** Nothing but the wish, in the languages of our mails and a few of their readers'. */
const bare =
  /^(?:please |bitte |s'il vous plaît |कृपया )?(?:(?:un-?sub?scribe|opt[ -]?out|stop|remove)(?: me| us)?(?: from (?:this|the|your) (?:mailing )?list)?|d[ée]s(?:abonn|inscri)\S*(?: moi)?|abmelden|abbestellen|cancelar|सदस्यता (?:समाप्त|रद्द)(?: करें)?|अनसब्सक्राइब|إلغاء الاشتراك)(?: please)?[\s.!]*$/iu;

/** Of mail programs that write it for whoever pressed their button. */
const generated =
  /automatically generated|unsubscribe from|unsubscribe request|sent this (?:e-?mail|message) to unsubscribe/i;
