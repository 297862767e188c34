import type { Logger } from 'pino';

import { inbound } from '#config/inbound.ts';
import { codeOf, placeOf } from '#src/errors.ts';
import { addressSchema } from '#src/subscription/subscription.ts';

import { classify } from './classify/classify.ts';
import type { Classified } from './classify/classify.ts';
import { verdictOn } from './consequences.ts';
import type { Verdict, VerdictName } from './consequences.ts';
import { readLetter } from './letter.ts';
import type { Letter } from './letter.ts';
import { saysMoreThanUnsubscribe } from './more-words.ts';
import type { CameTo } from './own-addresses.ts';
import type { Claim, FindClaim } from './tokens.ts';

/** A message that was kept and is to be judged. */
export interface Waiting {
  readonly id: number;
  /** Throws where it cannot be decrypted. */
  readonly read: () => Message;
}

interface Message {
  readonly from: string;
  readonly cameTo: CameTo;
  readonly raw: Buffer;
}

/** What was found out about a message. */
export interface Finding {
  readonly verdict: Verdict;
  readonly claim: Claim | undefined;
  readonly letter: Letter;
  /** A person wrote and may be told how to get help (RFC 3834). */
  readonly mayBeAnswered: boolean;
}

/** All that came, or only what came to addresses that people write to: it waits for no bounces. */
export type Whose = 'all' | 'people';

export interface Judging {
  /** Takes one for a while, so that no other worker judges it at the same time; undefined when none waits. */
  readonly takeNext: (whose: Whose) => Promise<Waiting | undefined>;
  /** The address that a claim is about, to see whether a notice names it; undefined when nobody has it any more. */
  readonly addressOf: (claim: Claim) => Promise<string | undefined>;
  /** Does what follows, once, whoever judges it again. */
  readonly settle: (waiting: Pick<Waiting, 'id'>, finding: Finding) => Promise<void>;
}

interface JudgeDeps {
  readonly judging: Judging;
  readonly findClaim: FindClaim;
  /** The mailbox of the officers on duty; undefined where there is none. */
  readonly officers: string | undefined;
  readonly log: Pick<Logger, 'info' | 'error'>;
}

/** Judges what waits, one after the other, until nothing does, it was enough or the signal says stop. Gives what it found. */
export function createJudge(deps: JudgeDeps) {
  const { judging, log } = deps;
  return async function judgeSome(
    whose: Whose,
    signal: AbortSignal,
  ): Promise<readonly VerdictName[]> {
    const found: VerdictName[] = [];
    while (!signal.aborted && found.length < inbound.judgedAtOnce) {
      const waiting = await judging.takeNext(whose);
      if (waiting === undefined) break;
      const name = await judge(waiting);
      if (name !== undefined) found.push(name);
    }
    return found;
  };

  /** One that cannot be judged stands in nobody's way: it is tried again later. */
  async function judge(waiting: Waiting): Promise<VerdictName | undefined> {
    const { id: received } = waiting;
    try {
      const message = waiting.read();
      const finding = await find(deps, message);
      await judging.settle(waiting, finding);
      const { verdict, claim } = finding;
      log.info(
        { received, cameTo: message.cameTo.kind, verdict: verdict.name, ...aboutWhom(claim) },
        'received.judged',
      );
      return verdict.name;
    } catch (error) {
      log.error({ received, code: codeOf(error), at: placeOf(error) }, 'received.not-judged');
      return undefined;
    }
  }
}

async function find(
  { judging, findClaim, officers }: JudgeDeps,
  { from, cameTo, raw }: Message,
): Promise<Finding> {
  const classified = classify(raw.subarray(0, inbound.classified));
  const letter = await readLetter(raw);
  const claim = findClaim({ cameTo, raw, classified });
  const isAutomatic = from === '' || letter.isAutomatic;
  const own = await ownerNamed(judging, classified, claim);
  const verdict = verdictOn({
    cameTo: cameTo.kind,
    classified,
    isAutomatic,
    isFromOfficers: [from, letter.from].some((address) => isSame(address, officers)),
    token: claim?.by === 'call' ? 'return-path' : claim?.by,
    namesUs: (recipient) => isSame(recipient, own),
    saysMore: cameTo.kind === 'unsubscribe' && saysMoreThanUnsubscribe(raw),
    wasForUs: own !== undefined && originalRecipients(raw).some((one) => isSame(one, own)),
  });
  const mayBeAnswered = verdict.name === 'answer' && !isAutomatic;
  return { verdict, claim, letter, mayBeAnswered };
}

function aboutWhom(claim: Claim | undefined) {
  if (claim === undefined) return {};
  return claim.by === 'call' ? { endpointRow: claim.endpointId } : { recipientId: claim.addressId };
}

/** Asked only where a notice names somebody: whether that is who we wrote to. */
async function ownerNamed(
  { addressOf }: Pick<Judging, 'addressOf'>,
  { notices }: Classified,
  claim: Claim | undefined,
): Promise<string | undefined> {
  if (claim === undefined || notices.every(({ recipient }) => recipient === undefined))
    return undefined;
  return addressOf(claim);
}

/** However a mail system writes them. */
function isSame(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && written(one) === written(other);
}

/** In one way, however a mail system writes it. */
function written(address: string): string {
  return (addressSchema.safeParse(address).data ?? address).toLowerCase();
}

/** RFC 3464 §2.3.1: whom a message was for before an alias or a redirection made another of it. */
function originalRecipients(raw: Buffer): readonly string[] {
  const text = raw.subarray(0, inbound.classified).toString('utf8');
  const fields = text.matchAll(
    /^original-recipient:[ \t]{0,8}rfc822[ \t]{0,8};[ \t]{0,8}<?([^\s<>]{3,320})/gim,
  );
  return [...fields].slice(0, mostOriginal).map(([, address = '']) => withoutXtext(address));
}

const mostOriginal = 100;

/** RFC 3461 §4: signs as `+2B`. An address with a plus of its own is mostly written as it is. */
function withoutXtext(address: string): string {
  return address.replaceAll(/\+(2B|3D|40)/g, (_sign, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}
