import { soft } from './phrase.ts';
import type { Phrase } from './phrase.ts';

/** The state of a mailbox that exists. */
export const statePhrases: readonly Phrase[] = [
  soft('suspended', [
    /inactive-mailbox/,
    /(?:account|mailbox|user|recipient|address|mail ?box|customer|addressee|e-?mail|domain|login|box|id)\b(?:'s)?.{0,45}\b(?:suspend|disabled?|inactiv|deactivat|de-activat|not active|isn'?t active|locked|frozen|blocked|closed|expired?|discontinued|terminated|dormant|unavailable at this time|temporarily (?:unavailable|disabled|locked|deferred|restricted)|on hold|not (?:been )?activated|not enabled|limited|cancell?ed|archived|restricted|barred|revoked|paused|quarantined|prohibited|abandon|has been (?:closed|removed for))/,
    /\b(?:suspended|disabled|inactive|deactivated|locked|frozen|blocked|closed|expired|terminated|dormant|unused|not active) (?:e-?mail |user |mail |recipient )*(?:account|mailbox|user|recipient|address|mail ?box|customer|addressee|login)/,
    /(?:not|isn'?t) (?:accepting|currently accepting|receiving) (?:any |new )*(?:messages|mail|e-?mail)/,
    /mailbox (?:is )?(?:busy|in use)/,
    /vacation/,
    /delivery to (?:this|the) (?:account|mailbox|user) (?:is )?(?:disabled|suspended)/,
  ]),
];
