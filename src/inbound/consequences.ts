import { inbound } from '#config/inbound.ts';

import type { Classified } from './classify/classify.ts';
import type { Notice, NoticeClass } from './classify/notice.ts';
import type { CameTo } from './own-addresses.ts';

/**
 * What came in, as it is counted. What a person wrote is forwarded, and reports of mail that somebody sends in our name ring:
 * both are no matter of one address.
 */
export type VerdictName = NoticeClass | 'answer' | 'unknown';

/** What is done about it to the one address whose token it carries. */
export type Consequence =
  | { readonly kind: 'nothing' }
  /** B6: no more mail, with the reason. */
  | { readonly kind: 'suppress'; readonly as: 'hard' | 'complaint'; readonly reason: string }
  /** B4: counts towards a suppression. */
  | { readonly kind: 'count'; readonly reason: string }
  /** B3: somebody refuses us, not them. */
  | { readonly kind: 'block' }
  | { readonly kind: 'unsubscribe' }
  /** It arrives: whatever was counted is forgotten. */
  | { readonly kind: 'arrives' };

export interface Verdict {
  readonly name: VerdictName;
  readonly consequence: Consequence;
}

export interface Judged {
  readonly cameTo: CameTo['kind'];
  readonly classified: Pick<Classified, 'kind' | 'notices'>;
  /** No person is behind it: the envelope has no sender, or its head says so. */
  readonly isAutomatic: boolean;
  /** From the mailbox to which answers are forwarded: what a program of theirs says to that would go in a circle. */
  readonly isFromOfficers: boolean;
  /**
   * The token of ours, whose proof holds, that says which address it is about. Unsubscribe links are passed on with every alert
   * that is forwarded: they prove no more than what pressing them does.
   */
  readonly token: 'return-path' | 'unsubscribe' | undefined;
  /** Whether a notice names the very address that we wrote to. */
  readonly namesUs: (recipient: string) => boolean;
  /** It says that the message was for that address before it was passed on. */
  readonly wasForUs: boolean;
  /** To an unsubscribe address: more than that somebody wants to unsubscribe. */
  readonly saysMore: boolean;
}

/** E7: whatever it says, without a valid token nobody is suppressed. */
export function verdictOn(judged: Judged): Verdict {
  const { classified, cameTo } = judged;
  if (cameTo === 'unsubscribe' && classified.kind !== 'report') return asAsked(judged);
  if (classified.kind === 'human') return nothing('answer');
  if (classified.kind === 'auto-reply') return nothing('autoreply');
  if (classified.kind === 'auto-generated') return nothing(nameOfGenerated(judged));
  const notice = mostTelling(judged);
  return notice === undefined ? nothing('unknown') : verdictOnNotice(notice, judged);
}

/** A gateway writes to the address that people write to; programs that answer us by themselves to the return path. */
function nameOfGenerated({ cameTo, isFromOfficers }: Judged): 'answer' | 'autoreply' {
  return cameTo === 'answer' && !isFromOfficers ? 'answer' : 'autoreply';
}

/**
 * The dead mailbox of somebody else, or their press of the button for spam, silences nobody: our reader passes mail on, or once
 * sent a copy of it. Such a refusal counts, for where nothing else arrives it goes on; such a complaint ends the alerts as the
 * link in that copy would, with a notice and the way back.
 */
function verdictOnNotice(notice: Notice, judged: Judged): Verdict {
  const { token } = judged;
  const isTheirs = isAboutAnother(notice, judged);
  if (notice.class === 'hard' && isTheirs)
    return verdictByClass({ ...notice, class: 'soft' }, token);
  const verdict = verdictByClass(notice, token);
  const isSilencing = notice.class === 'complaint' && verdict.consequence.kind === 'suppress';
  if (isSilencing && (isTheirs || token === 'unsubscribe'))
    return { ...verdict, consequence: { kind: 'unsubscribe' } };
  return verdict;
}

function isAboutAnother({ recipient }: Notice, { namesUs, wasForUs }: Judged): boolean {
  return recipient !== undefined && !namesUs(recipient) && !wasForUs;
}

/**
 * Mail programs write such a message by themselves when somebody presses their button; absent people's programs do not. Whoever
 * typed more than that is heard, too, and is heard all the more where the token proves nothing: it is an address of ours.
 */
function asAsked(judged: Judged): Verdict {
  const { classified, isAutomatic, token, saysMore } = judged;
  if (classified.kind === 'auto-reply' || (isAutomatic && !saysMore)) return nothing('autoreply');
  if (token === undefined || isAutomatic) return nothing('answer');
  const verdict = verdictByClass({ class: 'unsubscribe', status: undefined }, token);
  return saysMore ? { ...verdict, name: 'answer' } : verdict;
}

type Needs = 'return-path' | 'any-token' | 'no-token';

/** What follows from each class, and the token without which nothing follows. */
const rules: {
  readonly [C in NoticeClass]: {
    readonly needs: Needs;
    readonly follows: (reason: string) => Consequence;
  };
} = {
  hard: { needs: 'return-path', follows: (reason) => ({ kind: 'suppress', as: 'hard', reason }) },
  soft: { needs: 'return-path', follows: (reason) => ({ kind: 'count', reason }) },
  undetermined: { needs: 'return-path', follows: (reason) => ({ kind: 'count', reason }) },
  block: { needs: 'return-path', follows: () => ({ kind: 'block' }) },
  delivered: { needs: 'return-path', follows: () => ({ kind: 'arrives' }) },
  complaint: {
    needs: 'any-token',
    follows: (reason) => ({ kind: 'suppress', as: 'complaint', reason }),
  },
  unsubscribe: { needs: 'any-token', follows: () => ({ kind: 'unsubscribe' }) },
  'auth-failure-report': { needs: 'no-token', follows: () => ({ kind: 'nothing' }) },
  autoreply: { needs: 'no-token', follows: () => ({ kind: 'nothing' }) },
};

function verdictByClass(
  { class: name, status }: Pick<Notice, 'class' | 'status'>,
  token: Judged['token'],
): Verdict {
  const { needs, follows } = rules[name];
  const isProved =
    needs === 'no-token' ||
    token === 'return-path' ||
    (needs === 'any-token' && token !== undefined);
  if (!isProved) return nothing('unknown');
  return { name, consequence: follows(status === undefined ? name : `${name}-${status}`) };
}

function nothing(name: VerdictName): Verdict {
  return { name, consequence: { kind: 'nothing' } };
}

/** From what people and their providers say down to what machines say, the mildest first. */
const order: readonly NoticeClass[] = [
  'complaint',
  'unsubscribe',
  'auth-failure-report',
  'delivered',
  'block',
  'undetermined',
  'soft',
  'hard',
  'autoreply',
];

/**
 * A message of ours has one recipient, and a notice about several tells what became of it behind that one, as when it is
 * passed on to a family. Where one is named whom we wrote to, that one counts; else the mildest, for somebody may read it.
 */
function mostTelling({ classified: { notices }, namesUs }: Judged): Notice | undefined {
  const ours = notices.filter(({ recipient }) => recipient !== undefined && namesUs(recipient));
  const telling = ours.length > 0 ? ours : notices;
  return telling.toSorted((one, other) => order.indexOf(one.class) - order.indexOf(other.class))[0];
}

const day = 86_400_000;

/** B4: has a mailbox been unable to take our messages for so long and so often that it is given up? */
export function isGivenUp(notices: readonly Date[]): boolean {
  const times = notices.map((at) => at.getTime());
  const lasted = Math.max(...times) - Math.min(...times);
  return notices.length >= inbound.softNotices && lasted >= inbound.softDays * day;
}
