import type { AppliesTo } from './advisory.ts';
import type { Draft } from './draft.ts';
import { isEnding } from './ending.ts';

/** Who a draft is for, as an approval binds it: the definition, whoever matches it when it goes out. */
export interface Addressed {
  /** Whoever follows one of these, or what lies in it, at a threshold that the level reaches. Empty for what ends an advisory. */
  readonly places: readonly AppliesTo[];
  /** An emergency passes every threshold, and every choice of kinds of change. */
  readonly everyThreshold: boolean;
  /** Whoever was told of this advisory before, whatever they wish now. */
  readonly toldOf: string | undefined;
  /** Nationalities addressed; empty for the issuer's own citizens. Said in the message, and matched with nothing. */
  readonly nationalities: readonly string[];
}

export function addressedBy({ content, lane, advisoryId }: Draft): Addressed {
  return {
    places: isEnding(content) ? [] : content.appliesTo,
    everyThreshold: lane === 'emergency',
    toldOf: advisoryId,
    nationalities: content.audience,
  };
}
