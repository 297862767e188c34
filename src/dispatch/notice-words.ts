import type { Mission } from '#src/advisory/mission.ts';
import type { Revision } from '#src/advisory/revision.ts';
import type { InForceMail } from '#src/rendering/in-force-mail.ts';
import type { MailWords } from '#src/rendering/message.ts';
import type { Voice } from '#src/rendering/voice.ts';

import { answerWords } from './answer-notice.ts';
import { canaryWords } from './canary.ts';
import type { ClaimedMail } from './delivery.ts';
import { dutyWords } from './duty-notice.ts';
import { endpointWords } from './endpoint-notice.ts';
import type { EndpointNotice } from './endpoint-notice.ts';
import { manageUrl } from './envelope.ts';
import type { Notice } from './notice.ts';

export interface NoticeWordsDeps {
  readonly publicUrl: string;
  readonly voice: Pick<
    Voice,
    | 'languages'
    | 'advisoryMail'
    | 'confirmMail'
    | 'addedMail'
    | 'followedMail'
    | 'manageMail'
    | 'inForceMail'
    | 'importedMail'
    | 'residenceMail'
    | 'unsubscribedMail'
    | 'answeredMail'
  >;
}

type AboutAlerts = Extract<Notice, { readonly kind: 'in-force' | 'imported' }>;

function isAboutAlerts(notice: Notice): notice is AboutAlerts {
  return notice.kind === 'in-force' || notice.kind === 'imported';
}

/** What a notice tells of. */
export function revisionsIn(notice: Notice): readonly Revision[] {
  if (isAboutAlerts(notice)) return notice.revisions;
  if (notice.kind === 'answered') return notice.revision === undefined ? [] : [notice.revision];
  if (notice.kind === 'endpoint')
    return notice.notice.what === 'unacknowledged' ? [notice.notice.revision] : [];
  return notice.kind === 'test' ? [notice.revision] : [];
}

interface OpenNotice {
  readonly row: ClaimedMail;
  readonly notice: Notice;
  readonly missions: readonly Mission[];
  readonly unsubscribeUrl: string;
  readonly undoUrl: string;
}

/** What a notice says, by its kind. */
export function noticeWords(
  deps: NoticeWordsDeps,
  { row, notice, missions, unsubscribeUrl, undoUrl }: OpenNotice,
): MailWords {
  if ('token' in notice) return linkWords(deps, row, notice);
  const { language, discreet } = row;
  const links = { unsubscribe: unsubscribeUrl, manage: manageUrl(deps, language) };
  if (isForStaff(notice)) return staffWords(deps, notice, missions);
  if (isAboutAlerts(notice))
    return wordsOnAlerts(deps, notice, { language, missions, links, discreet });
  switch (notice.kind) {
    case 'followed':
      return deps.voice.followedMail({
        wish: notice.wish,
        language,
        discreet,
        manageUrl: links.manage,
      });
    case 'unsubscribed':
      return deps.voice.unsubscribedMail({ language, discreet, undoUrl });
    case 'test':
      return deps.voice.advisoryMail({
        revision: notice.revision,
        language,
        missions,
        links,
      });
    case 'answered':
      return deps.voice.answeredMail({
        revision: notice.revision,
        language,
        missions,
        discreet,
      });
  }
}

/** An advisory is said as citizens read it, in the ministry's own language. */
function contactWords(
  { voice, publicUrl }: NoticeWordsDeps,
  notice: EndpointNotice,
  missions: readonly Mission[],
): MailWords {
  if (notice.what !== 'unacknowledged') return endpointWords(notice, publicUrl);
  const { endpoint, revision, url, dueAt: by } = notice;
  return voice.advisoryMail({
    revision,
    missions,
    language: voice.languages[0] ?? revision.content.language,
    links: { unsubscribe: '', manage: '' },
    mission: { endpoint: endpoint.name, asked: { url, by, isNext: true } },
  });
}

type StaffNotice = Extract<Notice, { kind: 'canary' | 'duty' | 'answer' | 'endpoint' }>;

function isForStaff(notice: Notice): notice is StaffNotice {
  return ['canary', 'duty', 'answer', 'endpoint'].includes(notice.kind);
}

function staffWords(
  deps: NoticeWordsDeps,
  notice: StaffNotice,
  missions: readonly Mission[],
): MailWords {
  switch (notice.kind) {
    case 'canary':
      return canaryWords(notice.canary);
    case 'duty':
      return dutyWords(notice.duty);
    case 'answer':
      return answerWords(notice.answer);
    case 'endpoint':
      return contactWords(deps, notice.notice, missions);
  }
}

/** What is sent for the sake of its link. */
function linkWords(
  { voice, publicUrl }: NoticeWordsDeps,
  { language, discreet }: ClaimedMail,
  notice: Extract<Notice, { readonly token: string }>,
): MailWords {
  const url = `${publicUrl}/${notice.kind}/${notice.token}`;
  switch (notice.kind) {
    case 'confirm':
      return voice.confirmMail({
        wish: notice.wish,
        language,
        discreet,
        confirmUrl: url,
        invited: notice.invited,
      });
    case 'added':
      return voice.addedMail({
        wish: notice.wish,
        language,
        discreet,
        confirmUrl: `${publicUrl}/confirm/${notice.token}`,
      });
    case 'manage':
      return voice.manageMail({ language, discreet, manageUrl: url });
    case 'residence':
      return voice.residenceMail({ wish: notice.wish, language, residenceUrl: url, discreet });
  }
}

function wordsOnAlerts(
  { voice }: NoticeWordsDeps,
  notice: AboutAlerts,
  showing: Pick<InForceMail, 'language' | 'missions' | 'links' | 'discreet'>,
): MailWords {
  return notice.kind === 'imported'
    ? voice.importedMail({ ...notice, ...showing })
    : voice.inForceMail({ ...notice, ...showing });
}
