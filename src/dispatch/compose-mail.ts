import type { Mission, Missions } from '#src/advisory/mission.ts';
import type { Revision } from '#src/advisory/revision.ts';
import { compileEmail } from '#src/channels/email/compile.ts';
import type { CompiledEmail } from '#src/channels/email/compile.ts';
import type { EmailMessage } from '#src/channels/email/email-message.ts';
import { slot } from '#src/channels/email/slots.ts';
import { AppError } from '#src/errors.ts';
import type { Voice } from '#src/rendering/voice.ts';

import { createAddressing } from './addressing.ts';
import { createDigestComposer } from './compose-digest.ts';
import type { DigestDeps } from './compose-digest.ts';
import { remember, sealedShut } from './composed.ts';
import type { Composed } from './composed.ts';
import { digestPurpose } from './delivery.ts';
import type { ClaimedMail, Reachable } from './delivery.ts';
import { envelopeWords, manageUrl, pageOf } from './envelope.ts';
import { noticeWords, revisionsIn } from './notice-words.ts';
import type { NoticeWordsDeps } from './notice-words.ts';
import type { Notice, Notices } from './notice.ts';

interface ComposeDeps extends DigestDeps {
  readonly revisionOf: (publicationId: number) => Promise<Revision | undefined>;
  readonly notices: Notices;
  readonly missions: Missions;
  readonly voice: NoticeWordsDeps['voice'] & Pick<Voice, 'digestMail'>;
  /** Who may get an exercise or a test: never everyone. */
  readonly allowsExercise: (address: string) => boolean;
}

/** An alert compiled once for everybody who reads this language, and once for those among them who asked for a discreet subject. */
interface Alert {
  readonly compiled: CompiledEmail;
  readonly isActual: boolean;
}

const alertsRemembered = 64;

/** A claimed row becomes one person's message: compiled once per revision and language, only the slots are filled here. */
export function createMailComposer(deps: ComposeDeps) {
  const { message, unsubscribeOf, undoUrlOf } = createAddressing(deps);
  const alerts = remember(alertsRemembered, (key) => compileAlert(deps, key));

  const digests = createDigestComposer(deps);

  return async function compose(claimed: ClaimedMail): Promise<Composed<EmailMessage>> {
    const row = reachable(claimed);
    if (row.purpose === digestPurpose) return digests(row);
    if (row.purpose !== '') return composeNotice(row);
    const { compiled, isActual } = await alerts(
      `${row.publicationId}/${row.language}/${row.discreet}`,
    );
    if (!isActual && !deps.allowsExercise(row.address)) return outsideAllowlist;
    const unsubscribe = unsubscribeOf(row);
    const slots = { unsubscribe: pageOf(unsubscribe, row) };
    return message(row, compiled, { unsubscribe, slots });
  };

  async function composeNotice(row: Reachable): Promise<Composed<EmailMessage>> {
    const notice = await deps.notices.open(row);
    if (notice === undefined) return { kind: 'void', reason: 'nothing-to-tell' };
    if (notice.kind === 'test' && !deps.allowsExercise(row.address)) return outsideAllowlist;
    const missions = await missionsOf(deps, revisionsIn(notice));
    const unsubscribe = unsubscribeOf(row);
    const words = noticeWords(deps, {
      row,
      notice,
      missions,
      unsubscribeUrl: pageOf(unsubscribe, row),
      undoUrl: undoUrlOf(row),
    });
    const compiled = compileEmail({ ...envelopeWords(deps, words), ...ofNotice(notice) });
    const isCitizens = notice.kind !== 'endpoint';
    return message(row, compiled, {
      unsubscribe: isCitizens ? unsubscribe : undefined,
      slots: {},
    });
  }
}

/** What a person wrote goes with the mail that tells of it, which is answered to them. */
function ofNotice(notice: Notice) {
  if (notice.kind === 'endpoint') return { emergency: notice.notice.what === 'unacknowledged' };
  if (notice.kind !== 'answer') return { emergency: false };
  const { raw, replyTo, receivedId } = notice.answer;
  const attached = { raw, fileName: `answer-${receivedId}.eml` };
  return { emergency: true, attached, replyTo };
}

const outsideAllowlist = { kind: 'withheld', reason: 'exercise-outside-allowlist' } as const;

function reachable({ address, ...row }: ClaimedMail): Reachable {
  if (address === undefined) throw sealedShut('An address');
  return { ...row, address };
}

async function compileAlert(deps: ComposeDeps, key: string): Promise<Alert> {
  const [publicationId = '', language = '', discreet] = key.split('/');
  const revision = await deps.revisionOf(Number(publicationId));
  if (revision === undefined)
    throw new AppError('NOT_FOUND', `Publication ${publicationId} has no revision`);
  const links = { unsubscribe: slot('unsubscribe'), manage: manageUrl(deps, language) };
  const missions = await missionsOf(deps, [revision]);
  const words = deps.voice.advisoryMail({
    revision,
    language,
    missions,
    links,
    discreet: discreet === 'true',
  });
  const compiled = compileEmail({
    ...envelopeWords(deps, words),
    emergency: revision.lane === 'emergency',
  });
  return { compiled, isActual: revision.content.status === 'actual' };
}

function missionsOf(
  { missions }: ComposeDeps,
  revisions: readonly Revision[],
): Promise<readonly Mission[]> {
  return missions.find([...new Set(revisions.flatMap(({ content }) => content.contacts))]);
}
