import { alertsIn, notToldOf } from './diary.ts';
import type { Diary } from './diary.ts';
import type { Filed } from './evidence.ts';
import type { Expectation } from './expectations.ts';
import { figuresOf } from './figures.ts';
import type { Options } from './flags.ts';

export interface Ending {
  readonly queue: Options['queue'];
  readonly tookMs: number;
  readonly expectations: readonly Expectation[];
  /** What kept the story from its end. */
  readonly error: string | undefined;
  readonly filed: Filed;
}

/** The demo for machines: what `--json` prints. */
export function documentOf(diary: Diary, ending: Ending) {
  const { queue, tookMs, expectations, error, filed } = ending;
  return {
    ok: isGood(ending),
    queue,
    tookMs,
    advisory: advisoryOf(diary),
    mails: alertsIn(diary).map(
      ({ to, language, revision, subject, messageId, inReplyTo = null, hasOneClick }) => ({
        to,
        language,
        revision,
        subject,
        messageId,
        inReplyTo,
        oneClick: hasOneClick,
        file: filed.get(messageId) ?? '',
      }),
    ),
    notMailed: notToldOf(diary),
    webhooks: diary.calls.map(({ id, type, revision, verified }) => ({
      id,
      type,
      revision,
      verified,
      file: filed.get(id) ?? '',
    })),
    publications: diary.publications.map((publication) => figuresOf(diary, publication)),
    notices: diary.mails
      .filter(({ oneClickUrl }) => oneClickUrl === undefined)
      .map(({ to, language, subject, messageId }) => ({
        to,
        language,
        subject,
        messageId,
        file: filed.get(messageId) ?? '',
      })),
    expectations,
    ...(error === undefined ? {} : { error }),
  };
}

export function isGood({ expectations, error }: Pick<Ending, 'expectations' | 'error'>): boolean {
  return error === undefined && expectations.every(({ holds }) => holds);
}

function advisoryOf({ advisoryId: id, publications }: Diary) {
  const content = publications.at(-1)?.revision.content;
  return {
    id,
    issuer: content?.issuer ?? '',
    countries: [...new Set(content?.appliesTo.map(({ country }) => country))],
    eventPlaces: content?.eventPlaces.map(({ country, region = country }) => region) ?? [],
    revisions: publications.length,
  };
}
