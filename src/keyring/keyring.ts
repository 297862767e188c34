import { hkdfSync, timingSafeEqual } from 'node:crypto';

import { createChallenges } from './challenge.ts';
import type { Challenges } from './challenge.ts';
import type { DeliveryKey } from './delivery-key.ts';
import type { KeyFile } from './key-file.ts';
import { mac, macInHex } from './mac.ts';
import { numbersToken, readNumbersToken } from './numbers-token.ts';
import { createReturnPaths } from './return-path.ts';
import type { ReturnClaim } from './return-path.ts';
import { createSealing } from './sealing.ts';
import type { HeldKeys } from './sealing.ts';

export type { DeliveryKey } from './delivery-key.ts';

/** What is encrypted, tokenised and signed. Holds the keys; hands out functions. */
export interface Keyring {
  /** AES-256-GCM under the present data key; `about` binds the text to its column, so that rows cannot be swapped. */
  readonly seal: (about: string, text: string) => Buffer;
  readonly open: (about: string, sealed: Buffer) => string;
  /** Which data keys are held at this moment, once the key file has been looked at. */
  readonly held: () => HeldKeys;
  /** Keyed hash by which an address is found without being readable. */
  readonly lookup: (address: string) => Buffer;
  /** Keyed token of what a citizen follows, as in `country:ML`. */
  readonly interest: (label: string) => Buffer;
  /** Keyed hash of where requests come from, or of whatever else is counted. */
  readonly bucket: (label: string) => Buffer;
  /** Short and keyed, for what a form brings back: nobody else can have made it. */
  readonly stamp: (text: string) => string;
  /** HMAC over purpose, address row and epoch: nothing stored, printable in every later mail, revoked by raising the epoch. */
  readonly unsubscribeToken: (addressId: number, epoch: number) => string;
  readonly readUnsubscribeToken: (token: string) => AddressClaim | undefined;
  /** Stands only in the notice about an unsubscribe. Alerts are forwarded with their unsubscribe link: it must not bring anybody back. */
  readonly undoToken: (addressId: number, epoch: number) => string;
  readonly readUndoToken: (token: string) => AddressClaim | undefined;
  /** Of a link in a mail to an embassy's people: nothing stored. */
  readonly contactToken: (purpose: ContactPurpose, numbers: readonly number[]) => string;
  readonly readContactToken: (
    purpose: ContactPurpose,
    token: string,
  ) => readonly number[] | undefined;
  /** The same for every attempt of a delivery, so that mailboxes can drop a copy. */
  readonly messageId: (delivery: DeliveryKey) => string;
  /** Local part of a return path, `b+<opaque>.<mac>`: no address and no country in it. */
  readonly returnPath: (delivery: DeliveryKey) => string;
  /** Undefined for one that we did not make. Mail servers may have changed the case of its letters. */
  readonly readReturnPath: (localPart: string) => ReturnClaim | undefined;
  /** What a receiver is to answer with to show that the address is its own. */
  readonly challenges: Challenges;
  /** Keyed token of an address's domain. */
  readonly domain: (address: string) => Buffer;
  /** Keyed hash of a list of people, by its own hash: without the key nobody can try whether a list is one that was brought in. */
  readonly list: (hash: Buffer) => Buffer;
  /** Keyed hash of a message that came in. */
  readonly received: (message: string | Buffer) => Buffer;
}

type ContactPurpose = 'acknowledge' | 'verify';

interface AddressClaim {
  readonly addressId: number;
  readonly epoch: number;
}

/** `reread` gives the key file anew when it has changed: data keys are handed out and retired while a process runs. */
export function createKeyring(
  file: KeyFile,
  reread: () => KeyFile | undefined = () => undefined,
): Keyring {
  const sealing = createSealing(file, reread);
  const index = Buffer.from(file.index, 'base64');
  const tokens = Buffer.from(file.tokens, 'base64');
  const [lookupKey, interestKey] = [derive(index, 'address'), derive(index, 'interest')];
  const [unsubscribeKey, undoKey] = [
    derive(tokens, 'unsubscribe'),
    derive(tokens, 'undo-unsubscribe'),
  ];
  const [bucketKey, stampKey] = [derive(index, 'bucket'), derive(tokens, 'stamp')];
  const messageKey = derive(tokens, 'message-id');
  const returnKey = derive(tokens, 'return-path');
  const returnPaths = createReturnPaths(returnKey);
  const domainKey = derive(index, 'domain');
  const receivedKey = derive(index, 'received');
  const listKey = derive(index, 'list');
  const contactKeys = {
    acknowledge: derive(tokens, 'contact-acknowledge'),
    verify: derive(tokens, 'contact-verify'),
  };

  return {
    ...sealing,
    lookup: (address) => mac(lookupKey, address),
    interest: (label) => mac(interestKey, label).subarray(0, 16),
    bucket: (label) => mac(bucketKey, label).subarray(0, 16),
    stamp: (text) => macInHex(stampKey, text, 8),
    unsubscribeToken: (addressId, epoch) => claimToken(unsubscribeKey, { addressId, epoch }),
    readUnsubscribeToken: (token) => readClaimToken(unsubscribeKey, token),
    undoToken: (addressId, epoch) => claimToken(undoKey, { addressId, epoch }),
    readUndoToken: (token) => readClaimToken(undoKey, token),
    contactToken: (purpose, numbers) => numbersToken(contactKeys[purpose], numbers),
    readContactToken: (purpose, token) => readNumbersToken(contactKeys[purpose], token),
    messageId: (delivery) => macInHex(messageKey, identityOf(delivery), 16),
    ...returnPaths,
    challenges: createChallenges(derive(tokens, 'endpoint-challenge')),
    domain: (address) =>
      mac(domainKey, address.slice(address.lastIndexOf('@') + 1).toLowerCase()).subarray(0, 16),
    list: (hash) => mac(listKey, hash),
    received: (message) => mac(receivedKey, message),
  };
}

function identityOf({ publicationId, channel, recipientId, purpose }: DeliveryKey): string {
  return `${publicationId}/${channel}/${recipientId}/${purpose}`;
}

function derive(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', `consular-alerts/${purpose}`, 32));
}

function claimToken(key: Buffer, { addressId, epoch }: AddressClaim): string {
  const claim = Buffer.alloc(12);
  claim.writeBigUInt64BE(BigInt(addressId), 0);
  claim.writeUInt32BE(epoch, 8);
  return Buffer.concat([claim, mac(key, claim).subarray(0, 16)]).toString('base64url');
}

function readClaimToken(key: Buffer, token: string): AddressClaim | undefined {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== 28) return undefined;
  const claim = bytes.subarray(0, 12);
  if (!timingSafeEqual(bytes.subarray(12), mac(key, claim).subarray(0, 16))) return undefined;
  return { addressId: Number(claim.readBigUInt64BE(0)), epoch: claim.readUInt32BE(8) };
}
