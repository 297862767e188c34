/** What one notice says about one address. */
export type NoticeClass =
  /** The address is dead for good. */
  | 'hard'
  /** Temporary, or the state of a mailbox. */
  | 'soft'
  /** Our reputation, policy, authentication or content was refused; the address is fine. */
  | 'block'
  /** Something failed, and the notice does not say what. */
  | 'undetermined'
  | 'complaint'
  | 'unsubscribe'
  | 'auth-failure-report'
  | 'autoreply'
  | 'delivered';

type NoticeAction =
  /** No more mail to this address from now on. */
  | 'suppress'
  /** Counts towards a suppression after several over some time. */
  | 'count'
  /** Never towards a suppression of the address by itself; operators hear of many. */
  | 'count-and-alert-ops'
  | 'alert-ops'
  | 'confirm'
  | 'ignore';

export interface Notice {
  /** Undefined where the notice names nobody, or its address was cut out. */
  readonly recipient: string | undefined;
  readonly class: NoticeClass;
  /** Enhanced status (RFC 3463) that says most, such as 5.1.1. */
  readonly status: string | undefined;
  readonly action: NoticeAction;
  /** Which rule decided, for the evidence: `text:mailbox-full`, `status:5.1.1`, `feedback:abuse`. */
  readonly rule: string;
}

/** What can be read of the message that the notice is about. */
export interface Original {
  readonly returnPath: string | undefined;
  readonly messageId: string | undefined;
  /** The ENVID of RFC 3461 that we gave, if the notice returns it. */
  readonly envelopeId: string | undefined;
}

const actions: Readonly<Record<NoticeClass, NoticeAction>> = {
  hard: 'suppress',
  complaint: 'suppress',
  unsubscribe: 'suppress',
  soft: 'count',
  undetermined: 'count',
  block: 'count-and-alert-ops',
  'auth-failure-report': 'alert-ops',
  delivered: 'confirm',
  autoreply: 'ignore',
};

export function noticeOf(
  recipient: string | undefined,
  found: Pick<Notice, 'class' | 'rule'> & { readonly status?: string | undefined },
): Notice {
  return {
    recipient,
    class: found.class,
    status: found.status,
    action: actions[found.class],
    rule: found.rule,
  };
}
