import { setTimeout as sleep } from 'node:timers/promises';

import type { Content } from '#src/advisory/advisory.ts';
import type { App } from '#src/app.ts';
import type { Progress } from '#src/dispatch/publication.ts';
import { aContent, aFollowUp } from '#tests/support/builders-content.ts';
import { beginDigest } from '#tests/support/digest.ts';
import { publish } from '#tests/support/publishing.ts';

/** A revision or a digest that was published in a scenario. */
export interface Issue {
  /** Stands in the subject; the relay tells publications apart by it. */
  readonly mark: string;
  readonly publicationId: number;
  readonly advisoryId: string;
  /** False when it was stopped or superseded: then not everyone is to get it. */
  readonly isForEveryone: boolean;
}

export interface Press {
  /** `follows` is the revision that this one corrects; a digest follows nothing. */
  readonly publish: (options?: { follows?: Issue }) => Promise<Issue>;
  /** It is not for everyone any more. */
  readonly withdraw: (issue: Issue) => void;
  readonly issues: () => readonly Issue[];
  /** Undefined also while the database does not answer. */
  readonly progress: (issue: Issue) => Promise<Progress | undefined>;
  /** Until every row of each has its outcome. */
  readonly finished: (issues: readonly Issue[], signal: AbortSignal) => Promise<void>;
}

const lookEveryMs = 50;

/** Alerts. */
export function createPress(app: App): Press {
  return pressOf(app, async (mark, follows) => {
    const content = marked(mark, follows === undefined ? aContent() : aFollowUp('correction'));
    const advisory = follows === undefined ? {} : { advisoryId: follows.advisoryId };
    return publish(app, { content, ...advisory });
  });
}

/** Advice that can wait, and at once the digest that tells of it; its day of the month is the mark. */
export function createDigestPress(app: App, zone: string): Press {
  return pressOf(app, async (mark) => {
    const { advisoryId } = await publish(app, {
      content: marked(mark, aContent()),
      lane: 'routine',
    });
    const day = `2027-01-${mark.padStart(2, '0')}`;
    return { advisoryId, publicationId: await beginDigest(app, { zone, day }) };
  });
}

type Printed = Pick<Issue, 'publicationId' | 'advisoryId'>;

function pressOf(
  app: App,
  print: (mark: string, follows: Issue | undefined) => Promise<Printed>,
): Press {
  let issues: readonly Issue[] = [];
  const progress = ({ publicationId }: Issue) =>
    app.publications.find(publicationId).catch(() => undefined);

  const isFinished = async (issue: Issue) => {
    const { state, closedAt } = (await progress(issue)) ?? {};
    return state === 'done' || closedAt !== undefined;
  };

  return {
    async publish({ follows } = {}) {
      const mark = String(issues.length + 1);
      const { publicationId, advisoryId } = await print(mark, follows);
      const issue = { mark, publicationId, advisoryId, isForEveryone: true };
      issues = [...issues, issue];
      return issue;
    },
    withdraw(withdrawn) {
      issues = issues.map((issue) =>
        issue.publicationId === withdrawn.publicationId
          ? { ...issue, isForEveryone: false }
          : issue,
      );
    },
    issues: () => issues,
    progress,
    async finished(awaited, signal) {
      for (const issue of awaited) {
        while (!(await isFinished(issue))) await sleep(lookEveryMs, undefined, { signal });
      }
    },
  };
}

/** In English only, its mark in the headline. */
function marked(mark: string, content: Content): Content {
  const { en } = content.words;
  if (en === undefined) throw new Error('expected English words');
  return { ...content, words: { en: { ...en, headline: `Take care, publication-${mark}` } } };
}
