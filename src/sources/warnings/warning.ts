import type { Place } from '#src/advisory/place.ts';

/** A hazard warning in CAP's words, however it was written: JSON, GeoJSON, or fields in an Atom entry. */
export interface Warning {
  readonly identifier: string;
  readonly sent: Date | undefined;
  readonly status: string;
  readonly msgType: string;
  /** Earlier messages that this one continues, the earliest first. */
  readonly references: readonly string[];
  /** One or more a language. */
  readonly infos: readonly [WarningInfo, ...WarningInfo[]];
}

export interface WarningInfo {
  /** As in `de`. */
  readonly language: string;
  readonly headline: string;
  readonly description: string;
  readonly instruction: string;
  /** 1 to 4, graver being higher; undefined where the publisher does not say. Never an advisory's level: weather is no advice. */
  readonly gravity: number | undefined;
  /** The publisher's own word for it. */
  readonly gravityWording: string;
  readonly isAllClear: boolean;
  readonly onset: Date | undefined;
  readonly expires: Date | undefined;
  readonly places: readonly Place[];
  /** An area that no table knows. */
  readonly unknownPlace: string | undefined;
}
