import { policy } from '#config/policy.ts';
import type { MailWords } from '#src/rendering/message.ts';

import { waitingKinds } from './waiting.ts';
import type { WaitingKind } from './waiting.ts';

/** What is mailed to the officers on duty: each trouble once, when it begins. */
export interface DutyNotice {
  readonly kind: DutyKind;
  /** The id of the draft, publication, storm, event or advisory. */
  readonly subject: string;
  readonly since: Date;
  /** False in an exercise or a test. */
  readonly isActual: boolean;
}

export type DutyKind = WaitingKind | 'advisory.review-due';

/** Queues what has begun and was not told yet. Several processes may ask at once. */
export interface Duty {
  readonly tell: () => Promise<void>;
}

interface Told {
  readonly subject: string;
  readonly what: string;
  readonly next: readonly string[];
}

const toldOf: { readonly [K in DutyKind]: (id: string) => Told } = {
  'approval.awaited': (id) => ({
    subject: 'Emergency waits for your approval',
    what: `Draft ${id} is an emergency. It waits for the approval of an officer who wrote none of it. If nobody approves it or sends it back within ${policy.loneReleaseAfterMinutes} minutes, one person may release it.`,
    next: [
      `show ${id}`,
      `preview ${id} --language en`,
      `approve ${id} --hash …`,
      `send-back ${id} --reason …`,
    ],
  }),
  'draft.not-published': (id) => ({
    subject: 'Draft was not published at its time',
    what: `Draft ${id} was to go out by itself and did not. It is still open and says why.`,
    next: [`show ${id}`, `publish ${id} --at …`, `unschedule ${id}`],
  }),
  'release.unreviewed': (id) => ({
    subject: 'Emergency was released by one person',
    what: `Publication ${id} went out without a second person. An approver who had no hand in it is to review that.`,
    next: ['lone-releases', `review ${id} --verdict upheld --note …`],
  }),
  'source.storm': (id) => ({
    subject: 'Much of a source changed at once and is held',
    what: `Storm ${id}: so much of a source changed in one look at it that a mistake is likelier than news. None of it has gone out, and none of it will before an officer has looked.`,
    next: [`storm ${id}`, `storm-release ${id} --reason …`, `storm-dismiss ${id} --reason …`],
  }),
  'source.held': (id) => ({
    subject: 'Something urgent of a source waits for you',
    what: `Draft ${id} is what a source says and may not publish by itself. It is urgent, and nobody has been told.`,
    next: ['held', `show ${id}`, `publish ${id} --hash …`, `dismiss ${id} --reason …`],
  }),
  'acknowledgement.missing': (id) => ({
    subject: 'Emergency is not acknowledged by a mission',
    what: `Event ${id} is an emergency that at least one mission has not acknowledged. Its contacts were mailed one after the other, and none of them has answered. Reach the mission by telephone.`,
    next: ['acknowledgements', `acknowledge ${id} --endpoint ep_… --by "who said so"`],
  }),
  'advisory.review-due': (id) => ({
    subject: 'Advisory is to be reviewed',
    what: `Advisory ${id} is in force and its time for review has passed. Readers see "review overdue" on its page.`,
    next: [`correct ${id} --change-note …`, `all-clear ${id} --change-note … --still-holds …`],
  }),
};

export const dutyKinds: readonly DutyKind[] = [...waitingKinds, 'advisory.review-due'];

/** For officers, whose tools speak English: no template, since no citizen ever reads it. No place stands in it, and no person. */
export function dutyWords({ kind, subject: id, since, isActual }: DutyNotice): MailWords {
  const { subject: headline, what, next } = toldOf[kind](id);
  const subject = isActual ? headline : `EXERCISE: ${headline}`;
  const mark = isActual ? [] : ['This is an exercise: nothing has happened.'];
  const lines = [...mark, what, `Since ${since.toISOString()}.`, 'What you can do:'];
  const commands = next.map((command) => `npm run advisory -- ${command}`);
  const text = [...lines, ...commands].join('\n\n');
  const html = `<!doctype html><html lang="en"><title>${subject}</title>${lines.map((line) => `<p>${line}</p>`).join('')}<ul>${commands.map((command) => `<li><code>${command}</code></li>`).join('')}</ul></html>`;
  return { subject: `${subject} (${id.slice(0, 8)})`, html, text, language: 'en', dir: 'ltr' };
}
