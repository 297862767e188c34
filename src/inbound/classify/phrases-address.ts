import { hard, soft, unknown } from './phrase.ts';
import type { Phrase } from './phrase.ts';

const who =
  '(?:users?|recipients?|mail ?box(?:es)?|add?ress(?:es)?|addressees?|accounts?|customer|member|person|subscriber|login|user-?id|alias|local[- ]?part|contact|e-?mail|rcpt|maildrop)';
const kind =
  '(?:(?:such|valid|known|mail|e-?mail|local|this|that|the|a|an|any|our|smtp|rcpt|recipient|user|destination|mailbox|virtual|remote|person|active|or|final)[ /-]+){0,4}';
/** What stands between a name and what is said of it: "(s)", "you entered is", "has been". */
const between =
  '(?:\\(s\\)|\\(e?s\\))?(?:[^a-z]{1,6}(?:name|address|account|id|user|mailbox|specified|above|listed|here|in|at|on|of|with|this|the|that|you|entered|tried|trying|to|reach|contact|sent|wrote|used|typed|gave|are|has|have|been|is|was|were|be|cannot|can|not|could|might|may|seems?|appears?|also|currently|either|does|do|by|name|server|domain|requested|given)){0,10}[^a-z]{1,6}';
const missing =
  "(?:unknown|invalid|incorrect|inexistent|non-?exist\\w*|undeliverable|unrout\\w+|unrecogni[sz]ed|not (?:found|known|exist\\w*|valid|listed|registered|defined|local|recogni[sz]ed|present|matched|hosted|handled|available|located|verified|a (?:valid|known|user|member)|our)|n[o']t exist|do(?:es)? ?no?[nt']{0,2} exists?|doesn't (?:exist|match|have|belong)|does not (?:have|match|belong)|(?:be |n't be )?found here|unavailable|no longer (?:exists?|valid|available|here|in use|on|accept\\w*|a )|removed|deleted|gone)";
const bad =
  '(?:no(?: such| valid)?|unknown|invalid|bad|incorrect|illegal|wrong|non-?exist\\w*|non-existing|undefined|undeliverable|unrout\\w+|unrecogni[sz]ed|obsolete|deleted|unable to find(?: the)?|could not find(?: the)?|cannot find(?: the)?|not find(?: the)?|not an?(?: valid| known| real| existing| active)?|not (?:valid|known))';

/** The address is dead, or its host is. */
export const addressPhrases: readonly Phrase[] = [
  hard('moved', [
    /(?:mailbox|user|recipient|account|person|addressee)\b.{0,12}\bmoved\b/,
    /(?:has|have) (?:moved|changed (?:his|her|their|its) (?:e-?mail )?address)/,
    /no forwarding/,
    /new (?:e-?mail )?address is/,
    /left (?:the|this|our) (?:company|organi[sz]ation|firm)/,
    /no longer (?:with (?:the|this|our|us)|works?|employed)/,
  ]),
  hard('accepts-no-mail', [
    /null ?mx/,
    /(?:host|domain|server|site|system)[^a-z]{0,4}(?:[^\s]{1,60} )?(?:does not|doesn't|do not|never) accepts? (?:any )?(?:e-?mail|mail|messages)(?! (?:from|at this|due|of|by))/,
    /domain (?:is )?not (?:configured|set up|able) (?:for|to) (?:receive )?(?:e-?mail|mail)/,
    /no (?:mail exchanger?|mx)(?: records?| host| server)?(?: or| found| for| exist|\b.{0,4}$)/,
    /(?:mail exchanger?|mx) or (?:ip|a record|any a)/,
    /indicated no smtp service/,
    /not a mail (?:server|host|domain)/,
  ]),
  soft('host-lookup-later', [
    /host ?name lookup failure/,
    /(?:try again|temporar\w*|servfail|timed? ?out|transient).{0,30}(?:dns|name ?server|lookup|resol|host name)/,
    /(?:dns|name ?server|host name|lookup|resol\w+|host not found|type=\w+).{0,40}(?:try again|temporar|servfail|timed? ?out|soft error)/,
  ]),
  hard('host-unknown', [
    /\b(?:unknown|no such|invalid|illegal|nonexistent|non-existent|unresolvable|non-existing|unrouteable|missing) (?:recipient |mail |remote |destination |e-?mail |target )?(?:host|domain|hostname|domain name)\b/,
    /\b(?:host|domain|hostname|domain part|host or domain)(?: name)?\b(?: \S{1,60})?(?: is| was| has been| could| can|,)? ?(?:unknown|not found|not exist|invalid|unresolv\w+|non-?existent|unrout\w+|not be (?:found|resolved)|n't be found|cannot be (?:found|resolved)|does not exist|doesn't exist|has no (?:mx|mail|dns|a record)|no longer exists?|not valid|not resolv\w+)/,
    /find any host|couldn't find (?:any )?(?:the )?(?:host|domain)|(?:can't|cannot|could not|unable to) (?:find|locate|resolve) (?:the )?(?:recipient )?(?:host|domain)/,
    /nxdomain/,
    /point(?:s|ed)? to non-?existent/,
    /name or service not known|name service error|no address associated/,
    /dns (?:error|failure|hard error|lookup failure|server returned answer with no data)/,
    /lookup of \S{0,80} ?failed|address lookups? failed perm|address resolution of/,
    /bad destination system/,
    /no route to (?:domain|that)/,
    /illegal host/,
  ]),
  // Exchange Online says so of addresses that its directory does not have.
  hard('refused-by-directory', [/5\.4\.1\b.{0,40}recipient address rejected: access denied/]),
  // Said by systems of their own users, before anybody saw the content.
  hard('not-in-directory', [
    /not listed in (?:the )?(?:public |domino |name |company )/,
    /annuaire domino|domino-verzeichnis|directorio (?:de )?domino/,
    /msexch:.{0,160}(?:unknown (?:recipient|user)|user unknown)|unknown recipient.{0,40}msexch:|000c05a6/,
    /delivery error: dd (?:this user doesn't have|not a valid recipient)|action aborted, mailbox not found/,
    /unknown local-?part|invalid final delivery user|no valid recipients for this mm\b/,
    /5\.5\.0 requested action not taken: mailbox unavailable/,
    /(?:does not|doesn't) exist at (?:the|this) organi[sz]ation/,
    /unrouteable address/,
    /(?<!\d )unknown user: @/,
    /other recipients in the same domain/,
    /\bbad-(?:mailbox|domain)\b/,
  ]),
  unknown('unknown-recipient', [
    new RegExp(`\\b${bad}[ -]${kind}${who}\\b`),
    new RegExp(`\\b${who}${between}${missing}`),
    new RegExp(`\\b${who}[ :_.-]{1,3}${missing}`),
    /(?:don't|do not|doesn't|does not) know (?:of )?(?:a|any|that|this|such)\b.{0,12}(?:user|name|address|mailbox|recipient)/,
    /no one (?:here )?(?:by|with) that name|there is no one|who are you|nobody here/,
    /(?:is|are) not (?:a )?(?:known|valid) (?:here|at|on|in)/,
    /unknown (?:to|at|in|on) (?:this|the|our|local)/,
    /recip(?:ient)?notfound|nosuchuser|usernotfound/,
    /not our (?:customer|user|member)|(?:does|do) not receive (?:e-?mail|mail)/,
    /recipients? (?:failed to match|did not match)/,
    /(?:address|mailbox|recipient|e-?mail)\b.{0,40}could ?n(?:o|')t be found/,
    /this user does(?:n't| not) have an? .{0,40}account/,
    /\b(?:mail ?box|account|user|recipient)\b.{0,60} (?:does not exist|doesn't exist|not found)/,
    /does not exist$|no such (?:person|name|entry|object|mailbox)|unknown local/,
    /addressee unknown|adressee unknown/,
    /(?:is|was|been) marked as invalid|unavailable mail user/,
    /(?:does not|doesn't|do not|don't) exists? (?:that|this|such) (?:user|account|address|mailbox|recipient)/,
    /(?<!you are )\bnot (?:a |an )?(?:user|customer|mailbox|recipient)s? (?:of|on|at|in)\b/,
    /\b(?:recipient|user|mailbox|address)\b[^.,;]{0,20}\bnot (?:on|at|in) (?:this|our) (?:server|system|host|domain)/,
    /\brecipients? (?:can ?not|can't|could not|couldn't) be (?:verified|resolved)/,
    /@[^a-z]{0,4}(?:is |was )?(?:does not exist|doesn't exist|not exist)/,
    /\b(?:recipient|user|mailbox|rcpt)\b[^.,;]{0,40}\bnot (?:in|on|part of) (?:the |our |my |any )?(?:(?:valid|known|local|recipient|user|address|member|relay)s? )*(?:list|director\w+|database|table)\b(?! of (?:allowed|approved|permitted|sender))/,
  ]),
];
