import { stateOf } from '#src/advisory/revision.ts';
import type { Advisory, Revision } from '#src/advisory/revision.ts';

import { stateView } from './entry-view.ts';
import { inLanguage, paths } from './paths.ts';
import { cutAt, paragraphsOf, saidIn } from './said.ts';
import { alertWord } from './subject.ts';
import type { Tongue } from './tongue.ts';

/** Messages shown at once, those around the one that is read. */
const most = 40;
const longestNote = 300;

interface Read {
  readonly advisory: Advisory;
  /** The message that is read. */
  readonly number: number;
  readonly at: Date;
}

/** All that was said of an advisory, newest first, each with what it was for and how it stands now. */
export function historyView({ advisory, number, at }: Read, tongue: Tongue) {
  const all = advisory.revisions.toSorted((a, b) => b.number - a.number);
  const newest = all[0]?.number ?? number;
  const shownAt = all.findIndex((one) => one.number === number);
  const start = Math.max(0, Math.min(shownAt - most / 2, all.length - most));
  const path = (one: Revision | undefined) =>
    one === undefined
      ? undefined
      : inLanguage(paths.message(advisory.id, one.number), tongue.language);
  return {
    later: start === 0 ? undefined : path(all[start - 1]),
    earlier: path(all[start + most]),
    entries: all.slice(start, start + most).map((one) => ({
      path: path(one),
      message: tongue.fill(tongue.t.pages.advisory.message, { number: one.number }),
      word: alertWord(one, tongue),
      issued: issuedOf(one, tongue),
      state: stateView(stateOf(one, newest, at), tongue),
      note: noteOf(one, tongue),
      isShown: one.number === number,
    })),
  };
}

function issuedOf({ publishedAt, content }: Revision, tongue: Tongue): string {
  const [when = ''] = tongue.instant(publishedAt, [content.timeZone]);
  return tongue.fill(tongue.t.pages.home.issued, { when });
}

/** What the issuer says is different, in the reader's language or else in the issuer's. */
function noteOf({ content }: Revision, tongue: Tongue) {
  const said = saidIn(content, tongue);
  const text = paragraphsOf(said.words.changeNote).join(' ');
  if (text === '' || content.relation.kind === 'new') return undefined;
  return { text: cutAt(text, longestNote), in: said.kind === 'original' ? said.in : false };
}
