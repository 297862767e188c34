import { soft } from './phrase.ts';
import type { Phrase } from './phrase.ts';

/** Too much, for the moment or for this mailbox. */
export const limitPhrases: readonly Phrase[] = [
  soft('message-too-big', [
    /(?:message|mail|e-?mail|header|body|line|attachments?)\b.{0,40} (?:size|length|large|big|long|limit).{0,30}(?:exceed|limit|maximum|allowed|permitted)/,
    /(?:exceed|over|larger|bigger|above).{0,50}(?:message|mail|line|attachment|item)s? (?:size|length)/,
    /(?:message|mail|e-?mail|line|body|item)(?: is| was| has)?(?: too| exceeds? (?:the )?(?:maximum|max|fixed|allowed|size))\b.{0,20}(?:big|large|long|size|length)/,
    /(?:size|length|line) limit(?: is)? exceed/,
    /size (?:of (?:your|the|this) message )?exceeds/,
    /larger than the (?:current|maximum)/,
    /too (?:large|big) for (?:this|the) (?:recipient|mailbox|host|system)/,
    /recipsizelimit/,
    /message length exceed/,
  ]),
  soft('mailbox-full', [
    /quota-issues/,
    /(?:mailbox|mail ?box|inbox|mailfolder|account|maildir|folder|user|recipient|disk|quota|storage|mailstore|postbox|box)(?:'s)?\b.{0,40}(?:\bfull\b|over ?quota|quota|overdrawn|over (?:its|their|the) (?:size|storage|limit|allowed)|out of (?:storage|space|disk)|exceed(?:s|ed|ing)?\b)/,
    /\bfull (?:mailbox|inbox|mail ?box)/,
    /quota\b.{0,30}(?:exceed|full|violation|reached|limit|error)/,
    /(?:over|exceed\w*|exceeds|exceeded|out of|above)(?: (?:the|its|their|his|mail|mailbox|disk|storage|allocated|assigned|local|account|email|user|space))* (?:quota|storage|diskspace|space)/,
    /insufficient (?:disk|mailbox|system|storage)/,
    /(?:not enough|no|lack of|low on) (?:free |available |disk |storage |mailbox )*(?:space|storage)/,
    /too many messages (?:in|on|for)(?! this session)/,
    /mailbox size limit/,
    /delivery would exceed/,
    /disk full/,
    /storage allocation/,
    /exceeded the local limit/,
    /over ?quota/,
  ]),
  soft('too-many', [
    /too many (?:connections?|sessions?|concurrent|simultaneous|recipients|messages|errors|invalid|unknown|commands|transactions|emails|mails|hops? in)/,
    /(?:connection|recipients?|message|rate|sending|hourly|daily|session|smtp relay|policy|transaction)s? (?:limit|rate|frequency|quota)s?\b.{0,20}(?:exceed|reach|hit|over)/,
    /exceed\w*.{0,30}(?:limit of|rate limit|connection limit|allowed (?:rate|connections)|number of (?:recipients|connections|messages|times))/,
    /throttl/,
    /receiving mail (?:too quickly|at a rate)/,
    /rate[- ]limit/,
    /slow down/,
    /try sending.{0,20}slower/,
    /max(?:imum)? (?:number of )?(?:connections|concurrent|sessions|messages)/,
    /too (?:fast|frequent|quickly)/,
    /resources (?:temporarily )?(?:unavailable|restricted)/,
    /sent (?:to )?too many/,
  ]),
  soft('greylisted', [
    /gr[ae]y[- ]?list/,
    /please try again later \(?gr/,
  ]),

  soft('suspended', [
    /(?:account|mailbox|user|recipient|recipient'?s? (?:account|mailbox)|mail ?box|customer|addressee)(?: account| mailbox)? (?:is |has been |was |been |currently |temporarily |permanently |status is )*(?:suspended|disabled|inactive|deactivated|locked|frozen|blocked|closed|expired|discontinued|terminated|unavailable at this time)/,
  ]),

];
