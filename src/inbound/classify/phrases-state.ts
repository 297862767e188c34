import { soft } from './phrase.ts';
import type { Phrase } from './phrase.ts';

/** The state of a mailbox that exists. */
export const statePhrases: readonly Phrase[] = [
  // A service that sends for us did not even try.
  soft('suppressed', [/suppression list|suppressed sending/]),
  // Whoever the mail is for does not want it, or does not want it from us.
  soft('filtered', [
    /(?:reject|refus|block|filter)\w* by (?:the |its |this )?(?:recipients?|addressee|mailbox owner|user)\b(?!'s)/,
  ]),
  soft('suspended', [
    /inactive-mailbox/,
    /(?:account|mailbox|user|recipient|address|mail ?box|customer|addressee|e-?mail|domain|login|box|\bid)\b(?:'s)?.{0,45}\b(?:suspend|disabled?|inactiv|deactivat|de-activat|not active|isn'?t active|locked|frozen|blocked|closed|expired?|discontinued|terminated|dormant|unavailable at this time|temporarily (?:unavailable|disabled|locked|deferred|restricted)|on hold|not (?:been )?activated|not enabled|limited|cancell?ed|archived|restricted|barred|revoked|paused|quarantined|prohibited|abandon|has been (?:closed|removed for))/,
    /\b(?:suspended|disabled|inactive|deactivated|locked|frozen|blocked|closed|expired|terminated|dormant|unused|not active) (?:e-?mail |user |mail |recipient )*(?:account|mailbox|user|recipient|address|mail ?box|customer|addressee|login)/,
    /(?:not|isn'?t) (?:accepting|currently accepting|receiving) (?:any |new )*(?:messages|mail|e-?mail)/,
    /mailbox (?:is )?(?:busy|in use)/,
    /vacation/,
    /mailbox unavailable or access denied/,
    /mail ?box (?:is )?(?:currently|temporarily) (?:unavailable|not available)|(?:unavailable|not available) (?:at (?:this|the) (?:time|moment)|for now|right now)/,
    /no longer active/,
    /delivery to (?:this|the) (?:account|mailbox|user) (?:is )?(?:disabled|suspended)/,
  ]),
];
