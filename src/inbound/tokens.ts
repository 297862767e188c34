import { inbound } from '#config/inbound.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import type { Classified } from './classify/classify.ts';
import type { CameTo } from './own-addresses.ts';

/** Which of our messages something is about, proved by a token of ours. */
export type Claim =
  | { readonly by: 'return-path'; readonly addressId: number; readonly delivery: Buffer }
  /** Of every message to an address. `epoch`: whoever raises it makes older ones void. */
  | { readonly by: 'unsubscribe'; readonly addressId: number; readonly epoch: number }
  | CallClaim;

/** Of a call to a duty mailbox, by its return path: by the rows of the endpoint and of the event. */
export interface CallClaim {
  readonly by: 'call';
  readonly endpointId: number;
  readonly eventRow: number;
}

interface Clues {
  readonly cameTo: CameTo;
  readonly raw: Buffer;
  readonly classified: Pick<Classified, 'kind'> & {
    readonly original: Pick<Classified['original'], 'returnPath'>;
  };
}

export type FindClaim = (clues: Clues) => Claim | undefined;

/** Whether an address of ours holds a token of ours. */
export function createProves(
  keyring: Pick<Keyring, 'readReturnPath' | 'readUnsubscribeToken'>,
): (cameTo: CameTo) => boolean {
  return (cameTo) => {
    switch (cameTo.kind) {
      case 'return-path':
        return keyring.readReturnPath(cameTo.localPart) !== undefined;
      case 'unsubscribe':
        return keyring.readUnsubscribeToken(cameTo.token) !== undefined;
      case 'answer':
        return false;
    }
  };
}

/**
 * Looks for a token of ours: in the address that it came to; in a report also in the message that it is about, for feedback
 * loops and some servers report to one address whatever was sent from another.
 */
export function createFindClaim(
  keyring: Pick<Keyring, 'readReturnPath' | 'readUnsubscribeToken'>,
  bounceDomain: string,
): FindClaim {
  const inText = new RegExp(
    String.raw`\b(?:(b\+[0-9a-f]{32}\.[0-9a-f]{16})|u\+([\w-]{38}))@${RegExp.escape(bounceDomain)}`,
    'gi',
  );

  return ({ cameTo, raw, classified }) => {
    const direct = claimOf(cameTo);
    if (direct !== undefined || classified.kind !== 'report') return direct;
    const claims = [
      fromReturnPath(localPartOf(classified.original.returnPath)),
      ...claimsIn(raw.subarray(0, inbound.classified)),
    ].filter((claim) => claim !== undefined);
    return claims.find(({ by }) => by !== 'unsubscribe') ?? claims[0];
  };

  function claimOf(cameTo: CameTo): Claim | undefined {
    switch (cameTo.kind) {
      case 'return-path':
        return fromReturnPath(cameTo.localPart);
      case 'unsubscribe':
        return fromUnsubscribe(cameTo.token);
      case 'answer':
        return undefined;
    }
  }

  function fromReturnPath(localPart: string): Claim | undefined {
    const claim = keyring.readReturnPath(localPart);
    if (claim === undefined) return undefined;
    const { recipientId, publicationId, delivery, isCall } = claim;
    return isCall
      ? { by: 'call', endpointId: recipientId, eventRow: publicationId }
      : { by: 'return-path', addressId: recipientId, delivery };
  }

  function fromUnsubscribe(token: string): Claim | undefined {
    const claim = keyring.readUnsubscribeToken(token);
    return claim && { by: 'unsubscribe', ...claim };
  }

  /** Quoted-printable text breaks lines anywhere. */
  function claimsIn(raw: Buffer): readonly (Claim | undefined)[] {
    const text = raw.toString('latin1').replaceAll(/=\r?\n/g, '');
    return [...text.matchAll(inText)]
      .slice(0, mostTokens)
      .map(([, localPart, token = '']) =>
        localPart === undefined ? fromUnsubscribe(token) : fromReturnPath(localPart),
      );
  }
}

/** Each costs a check; a message of ours has a handful. */
const mostTokens = 50;

function localPartOf(address: string | undefined): string {
  return address?.replace(/^</, '').split('@')[0] ?? '';
}
