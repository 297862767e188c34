import type { Bounce } from './bounce.ts';
import { shown } from './head.ts';
import { recipientsIn } from './prose.ts';
import { hasNoReturnPath, isAnswer, isNamedLikeSystem } from './structure.ts';

/**
 * Whether a message without the parts of a report has the shape of one all the same: an SMTP reply, the announcement of a
 * failure, the returned mail, a recipient named as machines do it. One of these proves nothing, for people write "undeliverable"
 * and quote what they answer to; how many are asked for depends on how surely a mail system wrote.
 */
export function isNoticeText(bounce: Bounce): boolean {
  const { head, lines } = bounce;
  const text = lines.slice(0, 120).join('\n');
  const marks = [
    reply.test(text),
    announcement.test(shown(head, 'subject')) || announcement.test(text),
    bounce.original.head.names.size >= 3,
    recipientsIn(lines, { except: [] }).length > 0,
  ].filter(Boolean).length;
  const isSurely = hasNoReturnPath(head) && isNamedLikeSystem(head);
  if (isAnswer(head)) return envelope.test(text) ? reply.test(text) : isSurely && marks > 2;
  return marks >= (isSurely ? 2 : 3);
}

const envelope = /^\s{0,8}(?:mail from|rcpt to):/im;
/** Also codes of Exchange and Notes, which no person writes. */
const reply =
  /MSEXCH:|\bRESOLVER\.|\bX-Notes;|\bsmtp;[ ]?[45]|(?:^|[\s:(#'"])(?:[45][0-5]\d[ -](?:#?[45]\.\d\.\d|\S)|#?[45]\.[0-7]\.\d{1,3}\b)/m;

/** How mail systems begin. */
const announcement =
  /undeliver|non-?deliver|not (?:be )?deliver|n[o']t (?:be )?(?:deliver|reach)|deliver[a-z]{0,3} (?:has |have |is |was |status |error |problem |report )*(?:fail|notif|error|problem|delayed|status)|fail(?:ed|ure) (?:to deliver|notice|delivery|permanently|reasons?)|returned (?:mail|message|to sender)|unable to (?:deliver|send)|could not be (?:sent|reached|delivered)|mail (?:system )?(?:error|failure|could not)|did not reach|address(?:es)?\(?e?s?\)? (?:had|failed|have)|following (?:recipient|address)|transcript of|mailer-daemon|unzustellbar|nicht zugestellt|unzustellbarkeit|non remis|non distribu|impossible de (?:remettre|livrer)|[eé]chec de (?:la )?(?:remise|distribution)|no (?:se )?(?:ha |pudo |pudo ser )?entreg|no entregad|n[aã]o (?:foi )?(?:entregue|p[oô]de)|falha|mancat[ao] (?:consegna|recapito)|non recapitat|не доставлен|недоставлен|не может быть доставлен|невозможно доставить|配信でき|配送でき|届けられ|届きません|送信でき|送達でき|配達でき|エラーメール|退信|无法投递|無法投遞|未送达|投递失败|전송 실패|전달되지|could not be accepted|was (?:blocked|rejected|refused)|error message below/i;
