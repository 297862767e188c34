import type { Content, Withdrawal, Words } from '#src/advisory/advisory.ts';
import type { Draft, Drafts } from '#src/advisory/draft.ts';
import type { Published, Publishing } from '#src/advisory/publishing.ts';
import { AppError } from '#src/errors.ts';

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
  readonly phraseBook: (language: string) => Withdrawal | undefined;
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
      const { content, lane } = await pile.latestRevision(advisoryId);
      const next = withdrawn(content, withdrawalsOf({ content }, phraseBook));
      refuse(whatPreventsEnding(next, content));
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
  const own = content.withdrawal ?? {};
  return Object.fromEntries(
    Object.keys(content.words).flatMap((language) => {
      const words = own[language] ?? phraseBook(language);
      return words === undefined ? [] : [[language, words]];
    }),
  );
}

function withdrawn(latest: Content, withdrawals: Readonly<Record<string, Withdrawal>>): Content {
  const { withdrawal: _used, expiresAt: _over, ...content } = followUpOf(latest, 'cancel');
  // The issuer's own words first: translations are stamped with them.
  const languages = Object.keys(content.words).toSorted(
    (a, b) => Number(b === content.language) - Number(a === content.language),
  );
  return languages.reduce<Content>(
    (next, language) => {
      const [words, withdrawal] = [content.words[language], withdrawals[language]];
      if (words === undefined || withdrawal === undefined) return next;
      return withWords(next, language, said(words, withdrawal));
    },
    { ...content, words: {} },
  );
}

/** Which message is meant, by its headline; its text would be read as if it still held. */
function said({ headline }: Words, { changeNote, whatToDo }: Withdrawal): Words {
  return { headline, whatHappened: headline, changeNote, whatToDo: { residents: whatToDo } };
}
