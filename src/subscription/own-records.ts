import type { Revision } from '#src/advisory/revision.ts';

import type { Explanation } from './explain.ts';
import type { OwnExport } from './own-export.ts';
import type { OwnMail } from './own-mail.ts';
import type { LinkUse } from './subscription.ts';
import type { Suppression } from './suppression.ts';

/** Why one message came to a citizen, or did not. */
export interface Why {
  readonly revision: Revision;
  /** How many messages there are of the advisory. */
  readonly newest: number;
  readonly mail: OwnMail | undefined;
  /** The first message of the advisory that told this citizen of it, if one before this did. */
  readonly toldBy: number | undefined;
  /** A digest, or what was in force for a new wish, in which this very message was told. */
  readonly toldIn: { readonly notice: string; readonly at: Date } | undefined;
  /** In the order of the wishes; none when there was none yet. */
  readonly explanations: readonly Explanation[];
  readonly suppressed: Pick<Suppression, 'kind' | 'reason' | 'since'> | undefined;
  /** `planning`: recipients are still being found. `forgotten`: who was told is not kept any more. */
  readonly record: 'complete' | 'planning' | 'forgotten';
}

/** What a citizen may read of themselves while a mailed manage link holds. Nothing here changes anything. */
export interface OwnRecords {
  /** The latest mails, newest first. */
  readonly mails: (token: string) => Promise<LinkUse<readonly OwnMail[]>>;
  /** Undefined for a message that there is not. */
  readonly why: (
    token: string,
    message: { readonly advisoryId: string; readonly number: number },
  ) => Promise<LinkUse<Why | undefined>>;
  /** Everything held on its owner. */
  readonly everything: (token: string) => Promise<LinkUse<OwnExport>>;
}
