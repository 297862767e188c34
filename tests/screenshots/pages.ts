import type { PageData, PageName } from '#src/rendering/page-data.ts';
import type { Voice } from '#src/rendering/voice.ts';
import { explain } from '#src/subscription/explain.ts';
import type { OwnMail } from '#src/subscription/own-mail.ts';
import type { Why } from '#src/subscription/own-records.ts';
import type { Wish } from '#src/subscription/subscription.ts';
import { aRevision } from '#tests/support/builders-content.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import type { NamedMail } from '#tests/support/every-message.ts';

const path = '/manage/x';
const revision = aRevision({ lane: 'urgent' });
const at = new Date('2025-07-02T14:31:00Z');

const mail: OwnMail = {
  about: { kind: 'revision', revision },
  queuedAt: revision.publishedAt,
  state: 'sent',
  reason: 'accepted',
  settledAt: at,
  possiblySent: false,
  language: 'en',
  followUp: false,
  attempts: [{ at, outcome: 'pending', reason: 'smtp-450-4.2.2' }],
};
const confirmation: OwnMail = {
  ...mail,
  about: { kind: 'notice', notice: 'confirm' },
  attempts: [],
};

function whyOf(wish: Wish, sent: OwnMail | undefined): Why {
  return {
    revision,
    newest: 2,
    mail: sent,
    toldBy: undefined,
    toldIn: undefined,
    explanations: [explain(revision, { kind: 'counted', wish })],
    suppressed: undefined,
    record: 'complete',
  };
}

/** The citizens' pages that the pictures show: a page more is an entry more. */
function entriesIn(language: string): readonly { name: string; show: (voice: Voice) => string }[] {
  const wish = aWish({
    places: [
      { kind: 'region', region: 'ML-BKO' },
      { kind: 'country', country: 'SN' },
    ],
    language,
  });
  const page = <N extends PageName>(name: string, of: N, data: PageData[N]) => ({
    name,
    show: (voice: Voice) => voice.renderPage(of, language, data),
  });
  return [
    page('overview', 'manage', {
      path,
      items: [
        {
          subscription: { id: 1, wish, since: at },
          editPath: path,
          endPath: path,
          shared: { path, count: 2, confirmed: 1 },
        },
      ],
      done: undefined,
      at,
      doors: { why: path, export: path, endAll: path, erase: path, suppression: path },
    }),
    page('more addresses', 'manage-companions', {
      path,
      action: path,
      backPath: path,
      wish,
      companions: [
        {
          companion: { id: 1, maskedAddress: 'b…@example.org', state: 'confirmed' },
          endAction: path,
        },
        {
          companion: { id: 2, maskedAddress: 'c…@example.org', state: 'waiting' },
          endAction: path,
        },
      ],
      values: { address: '', language },
      errors: [],
      done: undefined,
      waitMs: 0,
    }),
    page('own mails', 'manage-why', {
      path,
      action: path,
      backPath: path,
      clock: undefined,
      mails: [
        { mail, whyPath: path },
        { mail: confirmation, whyPath: undefined },
      ],
      sought: '',
      found: undefined,
    }),
    page('why', 'manage-why-message', {
      path,
      backPath: path,
      advisoryPath: path,
      clock: undefined,
      why: whyOf(wish, mail),
    }),
    page('why not', 'manage-why-message', {
      path,
      backPath: path,
      advisoryPath: path,
      clock: undefined,
      why: whyOf({ ...wish, places: [{ kind: 'country', country: 'SN' }] }, undefined),
    }),
    page('copy', 'manage-export', { path, backPath: path, htmlPath: path, jsonPath: path }),
    page('stop', 'unsubscribe', { path, action: path }),
  ];
}

/** Each with its style in it, for nothing is fetched here. */
export function pagesShownIn(voice: Voice, language: string): readonly NamedMail[] {
  const style = `<style>${voice.style}</style>`;
  return entriesIn(language).map(({ name, show }) => {
    const html = show(voice).replace(/<link rel="stylesheet"[^>]+>/, style);
    const dir = html.includes('dir="rtl" class="govuk-template"') ? 'rtl' : 'ltr';
    const subject = /<title>([^<]*)<\/title>/.exec(html)?.[1] ?? '';
    return { name, language, mail: { subject, html, text: '', language, dir } };
  });
}
