import type { CapVersion } from './versions.ts';

/** A CAP message, whatever its version, as its schema guarantees it. Texts are trimmed; what is empty is absent. */
export interface CapAlert {
  readonly version: CapVersion;
  readonly identifier: string;
  readonly sender: string;
  /** As it stood: it is part of the message's identity. */
  readonly sent: string;
  readonly status: 'Actual' | 'Exercise' | 'System' | 'Test' | 'Draft';
  readonly msgType: 'Alert' | 'Update' | 'Cancel' | 'Ack' | 'Error';
  readonly source?: string;
  readonly scope: 'Public' | 'Restricted' | 'Private';
  readonly restriction?: string;
  readonly addresses?: string;
  readonly codes: readonly string[];
  readonly note?: string;
  readonly references: readonly CapReference[];
  readonly incidents?: string;
  readonly infos: readonly CapInfo[];
}

/** The identity of a message. */
export interface CapReference {
  readonly sender: string;
  readonly identifier: string;
  readonly sent: string;
}

export interface CapInfo {
  /** `en-US` where the message is silent, as CAP has it. */
  readonly language: string;
  readonly categories: readonly string[];
  readonly event: string;
  readonly responseTypes: readonly string[];
  readonly urgency: string;
  readonly severity: string;
  readonly certainty: string;
  readonly audience?: string;
  readonly eventCodes: readonly CapPair[];
  readonly effective?: string;
  readonly onset?: string;
  readonly expires?: string;
  readonly senderName?: string;
  readonly headline?: string;
  readonly description?: string;
  readonly instruction?: string;
  readonly web?: string;
  readonly contact?: string;
  readonly parameters: readonly CapPair[];
  readonly resources: readonly CapResource[];
  readonly areas: readonly CapArea[];
}

export interface CapPair {
  readonly name: string;
  readonly value: string;
}

export interface CapResource {
  readonly description: string;
  readonly mimeType?: string;
  readonly size?: string;
  readonly uri?: string;
  readonly derefUri?: string;
  readonly digest?: string;
}

export interface CapArea {
  readonly description: string;
  /** As they stood: pairs `latitude,longitude` between blanks. */
  readonly polygons: readonly string[];
  readonly circles: readonly string[];
  readonly geocodes: readonly CapPair[];
  readonly altitude?: string;
  readonly ceiling?: string;
}
