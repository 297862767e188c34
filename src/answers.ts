import type { Env } from '#config/env.ts';
import type { Issuer } from '#config/issuer.ts';
import { AppError } from '#src/errors.ts';
import { openDoor } from '#src/inbound/door.ts';
import type { Door } from '#src/inbound/door.ts';
import { createJudge } from '#src/inbound/judge.ts';
import { createMaildir } from '#src/inbound/maildir.ts';
import { createOwnAddresses } from '#src/inbound/own-addresses.ts';
import { createFindClaim, createProves } from '#src/inbound/tokens.ts';
import type { Replies } from '#src/rendering/house.ts';
import type { Database } from '#src/store/database.ts';
import { noteDomains } from '#src/store/domains.ts';
import { forgetReceived } from '#src/store/forgetting-received.ts';
import { forwardAnswers } from '#src/store/forwarding.ts';
import { createJudging } from '#src/store/judging.ts';
import { createInbox } from '#src/store/received.ts';
import { endExpiredSuppressions } from '#src/store/suppressing.ts';

import type { Keyring } from './keyring/keyring.ts';
import type { Logger } from './log.ts';

interface AnswersParts {
  readonly env: Env;
  readonly issuer: Issuer;
  readonly db: Database;
  readonly keyring: Keyring;
  readonly log: Logger;
  /** Addresses of the service's own that are mailed whatever comes back, by their lookup. */
  readonly except: readonly Buffer[];
}

export type Answers = ReturnType<typeof createAnswers>;

/** What comes back by mail: taken, judged, acted upon, forwarded. */
export function createAnswers({ env, issuer, db, keyring, log, except }: AnswersParts) {
  const own = createOwnAddresses({ ...issuer, domains: env.INBOUND_DOMAINS });
  const address = env.DUTY_ADDRESS;
  refuseLoop(address, own.recognise);
  const inbox = createInbox({ db, keyring });
  const judging = createJudging({ db, keyring, own, except });
  const findClaim = createFindClaim(keyring, issuer.bounceDomain);
  const judge = createJudge({ judging, findClaim, officers: address, log });
  const maildir =
    env.INBOUND_MAILDIR === undefined
      ? undefined
      : createMaildir({ dir: env.INBOUND_MAILDIR, own, inbox, log });
  const proves = createProves(keyring);
  return {
    own,
    proves,
    inbox,
    judgeAll: (signal: AbortSignal) => judge('all', signal),
    judgePeople: (signal: AbortSignal) => judge('people', signal),
    forward: () => forwardAnswers({ db, keyring, address }),
    /** Nothing to do where no maildir is read. */
    takeMaildir: async (signal: AbortSignal) => maildir?.take(signal) ?? 0,
    openDoor: (at: { readonly host: string; readonly port: number }): Promise<Door> =>
      openDoor({ ...at, name: issuer.bounceDomain, own, proves, inbox, log }),
    /** What nobody needs any more of what came back. */
    forget: () => forgetReceived(db),
    /** Suppressions end whose time is over, and addresses that were written in bulk get what is counted by. */
    async tidy() {
      while ((await endExpiredSuppressions(db)) > 0);
      while ((await noteDomains(db, keyring)) > 0);
    },
  };
}

/** What is forwarded to an address that comes back to us would be forwarded for ever. */
function refuseLoop(address: string | undefined, recognise: (address: string) => unknown): void {
  if (address === undefined || recognise(address) === undefined) return;
  throw new AppError(
    'CONFIGURATION_INVALID',
    'DUTY_ADDRESS is an address whose mail comes back to this service: what people write would be forwarded in a circle. Name a mailbox that officers read',
  );
}

/** Opens the door for mail, where one is wanted. */
export async function openDoorOf(
  { answers, env }: { readonly answers: Answers; readonly env: Pick<Env, 'INBOUND_HOST'> },
  port: number | undefined,
): Promise<Door | undefined> {
  if (port === undefined) return undefined;
  return answers.openDoor({ host: env.INBOUND_HOST, port });
}

/** Is there a way in, and somebody to whom what people write is forwarded? */
function takesAnswers(
  env: Pick<Env, 'INBOUND_PORT' | 'INBOUND_MAILDIR' | 'DUTY_ADDRESS'>,
): boolean {
  const hasWayIn = env.INBOUND_PORT !== undefined || env.INBOUND_MAILDIR !== undefined;
  return hasWayIn && env.DUTY_ADDRESS !== undefined;
}

/** What mails say about replies. Nothing is claimed that is not so: unless said otherwise, only what this service does itself. */
export function repliesOf(env: Env, issuer: Issuer): Replies | undefined {
  if (env.ISSUER_REPLIES === 'forwarded' && !takesAnswers(env)) {
    throw new AppError(
      'CONFIGURATION_INVALID',
      'ISSUER_REPLIES=forwarded: expected DUTY_ADDRESS and INBOUND_PORT or INBOUND_MAILDIR, or mails would promise what nobody does',
    );
  }
  if (env.ISSUER_REPLIES !== undefined) return env.ISSUER_REPLIES;
  const own = createOwnAddresses({ ...issuer, domains: env.INBOUND_DOMAINS });
  const comesHere = own.recognise(issuer.replyTo) !== undefined;
  return comesHere && takesAnswers(env) ? 'forwarded' : undefined;
}
