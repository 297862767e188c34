import type { Content, Withdrawal, Words } from '#src/advisory/advisory.ts';
import type { Draft, Drafts } from '#src/advisory/draft.ts';
import type { Published, Publishing } from '#src/advisory/publishing.ts';
import type { Revision } from '#src/advisory/revision.ts';
import { currentWords } from '#src/advisory/words.ts';
import { AppError } from '#src/errors.ts';

import { whatLiesOutside } from './countries.ts';
import { followUpOf } from './follow-up.ts';
import { hasRole } from './officer.ts';
import type { Officer } from './officer.ts';
import { refuse } from './pile.ts';
import type { Pile } from './pile.ts';
import { whatPreventsEnding } from './rules.ts';
import { withWords } from './translation.ts';

export interface Withdrawing {
  /** What would go out, by language, if this draft were published and then withdrawn: it is approved with the draft. */
  readonly withdrawalOf: (draftId: string) => Promise<Readonly<Record<string, Withdrawal>>>;
  /**
   * Takes an advisory back: whatever of it is still to go out does not, and everybody who was told is told that. One officer is
   * enough, for the words were approved with the advisory. Throws PUBLICATION_CLOSED for what is over already.
   */
  readonly withdraw: (
    by: Officer,
    request: { readonly advisoryId: string; readonly reason: string },
  ) => Promise<Published>;
}

export interface WithdrawingNeeds {
  readonly drafts: Pick<Drafts, 'create' | 'dismiss'>;
  readonly pile: Pile;
  readonly publishing: Pick<Publishing, 'publish'>;
  /** The phrase book's words in a language; undefined for a language that has none. */
  readonly phraseBook: (language: string) => (Withdrawal & Frames) | undefined;
}

/** What stands around the headline of a message that is taken back. */
interface Frames {
  readonly headline: string;
  readonly whatHappened: (saidAt: Date) => string;
}

export function createWithdrawing({
  drafts,
  pile,
  publishing,
  phraseBook,
}: WithdrawingNeeds): Withdrawing {
  return {
    async withdrawalOf(draftId) {
      return withdrawalsOf(await pile.draft(draftId), phraseBook);
    },

    async withdraw(by, { advisoryId, reason }) {
      if (!hasRole(by, ['author', 'approver', 'operator'])) {
        const message = 'Expected an officer with the role author, approver or operator';
        throw new AppError('FORBIDDEN', message);
      }
      const latest = await pile.latestRevision(advisoryId);
      const { content, lane } = latest;
      const next = withdrawn(latest, phraseBook);
      refuse(whatLiesOutside(by, content) ?? whatPreventsEnding(next, content));
      const draft = await drafts.create({
        advisoryId,
        content: next,
        lane,
        author: by.name,
        reason: `withdrawn: ${reason}`,
      });
      try {
        return await publishing.publish({ draft, by: by.name, withholdOutsideAllowlist: true });
      } catch (error) {
        // Somebody else was faster, or it will be tried anew: nothing is left lying that could go out by mistake.
        await drafts.dismiss(draft.id, by.name, 'the withdrawal was refused');
        throw error;
      }
    },
  };
}

/** In every language in which the advisory speaks: what its officers wrote, else the phrase book's. */
export function withdrawalsOf(
  { content }: Pick<Draft, 'content'>,
  phraseBook: WithdrawingNeeds['phraseBook'],
): Readonly<Record<string, Withdrawal>> {
  return Object.fromEntries(
    Object.keys(content.words).flatMap((language) => {
      const words = withdrawalIn(language, content, phraseBook);
      return words === undefined ? [] : [[language, words]];
    }),
  );
}

function withdrawalIn(
  language: string,
  { withdrawal = {} }: Content,
  phraseBook: WithdrawingNeeds['phraseBook'],
): Withdrawal | undefined {
  const own = withdrawal[language];
  if (own !== undefined) return own;
  const phrases = framesOf(language, phraseBook);
  return phrases && { changeNote: phrases.changeNote, whatToDo: phrases.whatToDo };
}

/** In English where the issuer writes in a language that has no phrase book: what is wrong is taken back all the same. */
function framesOf(language: string, phraseBook: WithdrawingNeeds['phraseBook']) {
  return phraseBook(language) ?? phraseBook('en');
}

/** Where and when it was to have happened goes: it would be read as if it had. */
function withdrawn(
  { content: latest, publishedAt }: Pick<Revision, 'content' | 'publishedAt'>,
  phraseBook: WithdrawingNeeds['phraseBook'],
): Content {
  const followUp = followUpOf(latest, 'cancel');
  const { withdrawal: _used, expiresAt: _over, eventAt: _when, ...content } = followUp;
  // The issuer's own words first: translations are stamped with them. Those of another text than the latest stay behind.
  const languages = [...currentWords(latest).keys()].toSorted(
    (a, b) => Number(b === latest.language) - Number(a === latest.language),
  );
  return languages.reduce<Content>(
    (next, language) => {
      const [words, frames] = [latest.words[language], framesOf(language, phraseBook)];
      const withdrawal = withdrawalIn(language, latest, phraseBook);
      if (words === undefined || frames === undefined || withdrawal === undefined) return next;
      const whatHappened = frames.whatHappened(publishedAt);
      return withWords(next, language, said(words, { ...frames, whatHappened }, withdrawal));
    },
    { ...content, eventPlaces: [], words: {} },
  );
}

/** Which message is meant, by its headline, and never as if it still held. */
function said(
  { headline }: Words,
  frames: Readonly<Record<keyof Frames, string>>,
  { changeNote, whatToDo }: Withdrawal,
): Words {
  const framed = (frame: string) => frame.replace('{headline}', () => headline);
  return {
    headline: framed(frames.headline).slice(0, longestHeadline),
    whatHappened: framed(frames.whatHappened),
    changeNote,
    whatToDo: { residents: whatToDo },
  };
}

const longestHeadline = 300;
