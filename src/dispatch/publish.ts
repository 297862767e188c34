import type { Draft } from '#src/advisory/draft.ts';
import type { Audience, Published, Publishing, PublishRequest } from '#src/advisory/publishing.ts';
import { whatIsMissing } from '#src/advisory/release.ts';
import { AppError } from '#src/errors.ts';

/** What publishing needs from storage. */
export interface PublishingLedger {
  readonly audience: (draft: Draft) => Promise<Audience>;
  /** True when some citizen of the audience is outside the allow-list; stops at the first. */
  readonly hasOutsiders: (draft: Draft, allows: (address: string) => boolean) => Promise<boolean>;
  /**
   * In one transaction, alone among publishers: the revision, its publication, the calls to endpoints, the older
   * publications superseded, the draft closed. Throws DRAFT_CHANGED or DRAFT_CLOSED when the draft is not what it was.
   */
  readonly publish: (
    release: Pick<PublishRequest, 'draft' | 'by' | 'follows' | 'aloneBecause'>,
  ) => Promise<Published>;
}

interface WakePublishing {
  (queue: 'publications', job: { readonly publicationId: number }): Promise<unknown>;
  (queue: 'deliver-webhooks', job: Readonly<Record<string, never>>): Promise<unknown>;
}

interface PublishingDeps {
  readonly ledger: PublishingLedger;
  readonly wake: WakePublishing;
  /** Who may be mailed; undefined for everybody, so that nobody's address is read to find that out. */
  readonly allows: ((address: string) => boolean) | undefined;
}

/** The publication row is the outbox: publishing succeeds while the queue is down, and the sweep wakes what was missed. */
export function createPublishing({ ledger, wake, allows }: PublishingDeps): Publishing {
  return {
    audience: ledger.audience,
    check,
    async publish({ withholdOutsideAllowlist, ...release }) {
      await check({ draft: release.draft, withholdOutsideAllowlist });
      const published = await ledger.publish(release);
      const { publicationId } = published;
      await Promise.all([wake('publications', { publicationId }), wake('deliver-webhooks', {})]);
      return published;
    },
  };

  async function check({
    draft,
    withholdOutsideAllowlist,
  }: Parameters<Publishing['check']>[0]): Promise<void> {
    requireComplete(draft);
    if (!withholdOutsideAllowlist) await requireNoOutsiders(draft);
  }

  async function requireNoOutsiders(draft: Draft): Promise<void> {
    if (draft.content.status !== 'actual') return; // an exercise never leaves its allow-list anyway
    if (allows === undefined || !(await ledger.hasOutsiders(draft, allows))) return;
    throw new AppError(
      'RECIPIENTS_OUTSIDE_ALLOWLIST',
      'Some recipients are outside RECIPIENT_ALLOWLIST and would be withheld: widen it (only * means everyone), or publish with withholdOutsideAllowlist',
    );
  }
}

function requireComplete({ content }: Draft): void {
  const missing = whatIsMissing(content);
  if (missing !== undefined) throw new AppError('DRAFT_INCOMPLETE', missing);
}
