import type { SendOutcome } from '#src/channels/channel.ts';

import { outcomeOfLoss, outcomeOfReply, replyReason } from './outcome.ts';
import type { SmtpReply } from './outcome.ts';
import { strainOf } from './strain.ts';
import type { Conversation } from './talk.ts';

/** What a dialogue has to say, gathered into one write by whoever holds the wire. */
export interface Wire<Message> {
  /** MAIL, RCPT and DATA. */
  readonly envelope: (message: Message) => void;
  /** The content and the final dot. */
  readonly content: (message: Message) => void;
  readonly loneDot: () => void;
  readonly reset: () => void;
  /** The end of the message that was to be sent; once for each. */
  readonly conclude: (conversation: Conversation) => void;
}

/** One message at a time over one connection, each reply matched to its command. Does nothing but call its wire. */
export interface Dialogue<Message> {
  /** Its envelope goes out unless it was announced; its content when the relay has invited it. Nothing else may be announced. */
  readonly send: (message: Message, upcoming: Message | undefined) => void;
  readonly hear: (reply: SmtpReply) => void;
  /** To be called when all that arrived together has been heard: only then does content leave. */
  readonly proceed: () => void;
  /** The connection is gone, or worth nothing any more. */
  readonly lose: (reason: string) => void;
  /** Takes back what was announced, unless it is this message; false when only closing the connection can do that. */
  readonly withdraw: (except?: Message) => boolean;
  /** Nothing is said or awaited, and nothing announced. */
  readonly isIdle: () => boolean;
  /** Close the connection. */
  readonly isOver: () => boolean;
}

type Awaited = 'mail' | 'rcpt' | 'data' | 'dot' | 'lone-dot' | 'reset';

/** A transaction whose MAIL, RCPT and DATA have gone out. */
interface Opened<Message> {
  readonly message: Message;
  /** What the first refusal makes of the message: a later one only follows from it. */
  verdict: Conversation | undefined;
  recipientTaken: boolean;
  /** The answer to DATA; undefined until then. */
  invited: boolean | undefined;
}

const ACCEPTED: Conversation = { outcome: { kind: 'accepted' }, hungUp: false };

// oxlint-disable-next-line max-lines-per-function -- one machine: its functions share its state
export function createDialogue<Message>(wire: Wire<Message>): Dialogue<Message> {
  const awaited: Awaited[] = [];
  let sending: { readonly message: Message; readonly upcoming: Message | undefined } | undefined;
  let opened: Opened<Message> | undefined;
  let over = false;

  function open(message: Message): void {
    wire.envelope(message);
    awaited.push('mail', 'rcpt', 'data');
    opened = { message, verdict: undefined, recipientTaken: false, invited: undefined };
  }

  function openUpcoming(upcoming: Message | undefined): void {
    if (upcoming !== undefined) open(upcoming);
  }

  function conclude(conversation: Conversation): void {
    if (sending === undefined) return;
    sending = undefined;
    wire.conclude(conversation);
  }

  function reset(): void {
    wire.reset();
    awaited.push('reset');
  }

  /**
   * Ends a transaction that is not to go on. A relay that asks for content all the same gets a lone dot, but only if it
   * refused the recipient: else that would deliver an empty message.
   */
  function close({ invited, recipientTaken }: Opened<Message>): boolean {
    if (invited === undefined || (invited && recipientTaken)) return false;
    if (invited) {
      wire.loneDot();
      awaited.push('lone-dot');
    }
    reset(); // some relays keep a refused transaction open and answer the next MAIL by 503
    opened = undefined;
    return true;
  }

  function proceed(): void {
    if (over || sending === undefined || opened?.message !== sending.message) return;
    if (opened.invited === undefined) return;
    const { message, upcoming } = sending;
    if (opened.verdict === undefined) {
      wire.content(message);
      awaited.push('dot');
      opened = undefined;
      return openUpcoming(upcoming);
    }
    const { verdict } = opened;
    if (close(opened)) openUpcoming(upcoming);
    else over = true;
    conclude(verdict);
  }

  /** False for a reply that cannot be one to this command. */
  function understand(to: Awaited, reply: SmtpReply): boolean {
    if (to === 'reset') return reply.code < 300;
    if (to === 'lone-dot') return isFinal(reply);
    if (to === 'dot') return isFinal(reply) && concludeBy(reply);
    return opened !== undefined && note(opened, to, reply);
  }

  function concludeBy(reply: SmtpReply): true {
    const outcome = outcomeOfReply('data', reply);
    conclude(outcome.kind === 'accepted' ? ACCEPTED : answered('data', reply));
    if (outcome.kind !== 'accepted' && opened === undefined) reset();
    return true;
  }

  /** 421: the relay closes the connection, whatever it was asked. */
  function farewell(to: Awaited | undefined, reply: SmtpReply): void {
    const outcome: SendOutcome = { kind: 'later', reason: replyReason(reply) };
    end({ outcome, hungUp: to !== 'dot', strain: 'relay' });
  }

  /** The recipient's own refusal stands, whatever came after it. */
  function end(otherwise: Conversation): void {
    over = true;
    const verdict = opened?.message === sending?.message ? opened?.verdict : undefined;
    conclude(verdict ?? otherwise);
  }

  function lose(reason: string): void {
    if (over) return;
    const progress = awaited.includes('dot') ? 'content' : 'envelope';
    const hungUp = progress === 'envelope' && reason === 'connection-lost';
    end({ outcome: outcomeOfLoss(progress, reason), hungUp });
  }

  return {
    send(message, upcoming) {
      sending = { message, upcoming };
      if (opened === undefined) open(message);
      proceed();
    },
    hear(reply) {
      if (over) return;
      const [to] = awaited;
      if (reply.code === 421) return farewell(to, reply);
      if (to === undefined || !understand(to, reply)) return lose('protocol-error');
      awaited.shift();
    },
    proceed,
    lose,
    withdraw(except) {
      if (over || opened === undefined || opened.message === except) return true;
      return close(opened);
    },
    isIdle: () => sending === undefined && opened === undefined && awaited.length === 0,
    isOver: () => over,
  };
}

function answered(step: 'mail' | 'rcpt' | 'data', reply: SmtpReply): Conversation {
  const strain = strainOf(step, reply);
  return { outcome: outcomeOfReply(step, reply), hungUp: false, strain };
}

/** Nothing more is asked for. */
function isFinal({ code }: SmtpReply): boolean {
  return code < 300 || code >= 400;
}

/** Keeps what a reply says about a transaction. */
function note<Message>(
  opened: Opened<Message>,
  to: 'mail' | 'rcpt' | 'data',
  reply: SmtpReply,
): boolean {
  const refuses = reply.code >= 400;
  if (refuses) opened.verdict ??= answered(to, reply);
  if (to === 'rcpt') opened.recipientTaken = !refuses;
  if (to === 'data') opened.invited = reply.code === 354;
  return refuses || (to === 'data' ? opened.invited === true : reply.code < 300);
}
