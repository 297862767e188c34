import type { House } from './house.ts';
import type { PageData } from './page-data.ts';
import type { PageView } from './page-view.ts';
import type { Tongue } from './tongue.ts';

/** What an embassy's people are told beside an advisory. */
export interface ToMission {
  /** The name of their endpoint. */
  readonly endpoint: string;
  /** Where they say that they have it, and until when; undefined where nobody asks. */
  readonly asked:
    | {
        readonly url: string;
        readonly by: Date;
        /** Somebody else was asked before, and has not answered. */
        readonly isNext: boolean;
      }
    | undefined;
}

/** What a mail's template gets as `mail.mission`; false in a citizen's. */
export function missionView(house: House, tongue: Tongue, mission: ToMission | undefined) {
  if (mission === undefined) return false;
  const { mission: words } = tongue.t.notice;
  const { endpoint, asked } = mission;
  const why = tongue.fill(words.why, { endpoint });
  if (asked === undefined) return { why, asked: false } as const;
  const when = instant(house, tongue, asked.by);
  const lines = [
    ...(asked.isNext ? [tongue.fill(words.next, { endpoint })] : []),
    tongue.fill(words.ask, { endpoint, when }),
  ];
  return { why, asked: { lines, url: asked.url } } as const;
}

export function acknowledgePage(
  house: House,
  tongue: Tongue,
  { action, endpoint, headline, headlineLanguage, isActual, by }: PageData['acknowledge'],
): PageView {
  const { acknowledge } = tongue.t.pages;
  return {
    title: acknowledge.title,
    exercise: isActual ? false : acknowledge.exercise,
    intro: tongue.fill(acknowledge.intro, { endpoint }),
    due: tongue.fill(acknowledge.due, { when: instant(house, tongue, by) }),
    headline,
    headlineLanguage,
    action,
  };
}

export function acknowledgedPage(
  house: House,
  tongue: Tongue,
  { endpoint, answer }: PageData['acknowledged'],
): PageView {
  const { acknowledged } = tongue.t.pages;
  if (answer === undefined)
    return { title: acknowledged.replacedTitle, text: acknowledged.replaced };
  const when = instant(house, tongue, answer.at);
  const text = tongue.fill(acknowledged.text, { endpoint, name: answer.by, when });
  return { title: acknowledged.title, text };
}

export function verifyMailboxPage(
  _house: House,
  { t, fill }: Tongue,
  { action, endpoint }: PageData['verify-mailbox'],
): PageView {
  const { verifyMailbox } = t.pages;
  return { title: verifyMailbox.title, intro: fill(verifyMailbox.intro, { endpoint }), action };
}

export function mailboxVerifiedPage(
  _house: House,
  { t, fill }: Tongue,
  { endpoint }: PageData['mailbox-verified'],
): PageView {
  const { verifyMailbox } = t.pages;
  return { title: verifyMailbox.done, text: fill(verifyMailbox.doneText, { endpoint }) };
}

function instant({ issuer }: House, tongue: Tongue, at: Date): string {
  return tongue.instant(at, [issuer.timeZone]).join(tongue.t.format.semicolon);
}
