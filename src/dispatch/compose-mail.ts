import type { Mission, Missions } from '#src/advisory/mission.ts';
import type { Revision } from '#src/advisory/revision.ts';
import { compileEmail } from '#src/channels/email/compile.ts';
import type { CompiledEmail } from '#src/channels/email/compile.ts';
import type { EmailMessage } from '#src/channels/email/email-message.ts';
import { slot } from '#src/channels/email/slots.ts';
import { AppError } from '#src/errors.ts';
import type { InForceMail } from '#src/rendering/in-force-mail.ts';
import type { MailWords } from '#src/rendering/message.ts';
import type { Voice } from '#src/rendering/voice.ts';

import { createAddressing } from './addressing.ts';
import { answerWords } from './answer-notice.ts';
import { canaryWords } from './canary.ts';
import { createDigestComposer } from './compose-digest.ts';
import type { DigestDeps } from './compose-digest.ts';
import { remember, sealedShut } from './composed.ts';
import type { Composed } from './composed.ts';
import { digestPurpose } from './delivery.ts';
import type { ClaimedMail, Reachable } from './delivery.ts';
import { dutyWords } from './duty-notice.ts';
import { envelopeWords, manageUrl, pageOf } from './envelope.ts';
import type { Notice, Notices } from './notice.ts';

interface ComposeDeps extends DigestDeps {
  readonly revisionOf: (publicationId: number) => Promise<Revision | undefined>;
  readonly notices: Notices;
  readonly missions: Missions;
  readonly voice: Pick<
    Voice,
    | 'advisoryMail'
    | 'confirmMail'
    | 'addedMail'
    | 'followedMail'
    | 'manageMail'
    | 'inForceMail'
    | 'importedMail'
    | 'residenceMail'
    | 'unsubscribedMail'
    | 'digestMail'
    | 'answeredMail'
  >;
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
    return message(row, compiled, { unsubscribe, slots: {} });
  }
}

/** What a person wrote goes with the mail that tells of it, which is answered to them. */
function ofNotice(notice: Notice) {
  if (notice.kind !== 'answer') return { emergency: false };
  const { raw, replyTo, receivedId } = notice.answer;
  const attached = { raw, fileName: `answer-${receivedId}.eml` };
  return { emergency: true, attached, ...(replyTo === undefined ? {} : { replyTo }) };
}

const outsideAllowlist = { kind: 'withheld', reason: 'exercise-outside-allowlist' } as const;

type AboutAlerts = Extract<Notice, { readonly kind: 'in-force' | 'imported' }>;

function isAboutAlerts(notice: Notice): notice is AboutAlerts {
  return notice.kind === 'in-force' || notice.kind === 'imported';
}

/** What a notice tells of. */
function revisionsIn(notice: Notice): readonly Revision[] {
  if (isAboutAlerts(notice)) return notice.revisions;
  if (notice.kind === 'answered') return notice.revision === undefined ? [] : [notice.revision];
  return notice.kind === 'test' ? [notice.revision] : [];
}

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

interface OpenNotice {
  readonly row: ClaimedMail;
  readonly notice: Notice;
  readonly missions: readonly Mission[];
  readonly unsubscribeUrl: string;
  readonly undoUrl: string;
}

function noticeWords(
  deps: ComposeDeps,
  { row, notice, missions, unsubscribeUrl, undoUrl }: OpenNotice,
): MailWords {
  if ('token' in notice) return linkWords(deps, row, notice);
  const { language, discreet } = row;
  const links = { unsubscribe: unsubscribeUrl, manage: manageUrl(deps, language) };
  if (isForStaff(notice)) return staffWords(notice);
  if (isAboutAlerts(notice))
    return wordsOnAlerts(deps, notice, { language, missions, links, discreet });
  switch (notice.kind) {
    case 'followed':
      return deps.voice.followedMail({ wish: notice.wish, language, manageUrl: links.manage });
    case 'unsubscribed':
      return deps.voice.unsubscribedMail({ language, undoUrl });
    case 'test':
      return deps.voice.advisoryMail({
        revision: notice.revision,
        language,
        missions,
        links,
      });
    case 'answered':
      return deps.voice.answeredMail({ revision: notice.revision, language, missions });
  }
}

type StaffNotice = Extract<Notice, { kind: 'canary' | 'duty' | 'answer' }>;

function isForStaff(notice: Notice): notice is StaffNotice {
  return notice.kind === 'canary' || notice.kind === 'duty' || notice.kind === 'answer';
}

function staffWords(notice: StaffNotice): MailWords {
  switch (notice.kind) {
    case 'canary':
      return canaryWords(notice.canary);
    case 'duty':
      return dutyWords(notice.duty);
    case 'answer':
      return answerWords(notice.answer);
  }
}

/** What is sent for the sake of its link. */
function linkWords(
  { voice, publicUrl }: ComposeDeps,
  { language, discreet }: ClaimedMail,
  notice: Extract<Notice, { readonly token: string }>,
): MailWords {
  const url = `${publicUrl}/${notice.kind}/${notice.token}`;
  switch (notice.kind) {
    case 'confirm':
      return voice.confirmMail({
        wish: notice.wish,
        language,
        confirmUrl: url,
        invited: notice.invited,
      });
    case 'added':
      return voice.addedMail({
        wish: notice.wish,
        language,
        confirmUrl: `${publicUrl}/confirm/${notice.token}`,
      });
    case 'manage':
      return voice.manageMail({ language, manageUrl: url });
    case 'residence':
      return voice.residenceMail({ wish: notice.wish, language, residenceUrl: url, discreet });
  }
}

function wordsOnAlerts(
  { voice }: ComposeDeps,
  notice: AboutAlerts,
  showing: Pick<InForceMail, 'language' | 'missions' | 'links' | 'discreet'>,
): MailWords {
  return notice.kind === 'imported'
    ? voice.importedMail({ ...notice, ...showing })
    : voice.inForceMail({ ...notice, ...showing });
}
