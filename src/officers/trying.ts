import type { Draft } from '#src/advisory/draft.ts';
import { AppError } from '#src/errors.ts';

import { whatLiesOutside } from './countries.ts';
import { requireOffered } from './offered.ts';
import { hasRole } from './officer.ts';
import type { Officer } from './officer.ts';
import { refuse } from './pile.ts';
import type { Pile } from './pile.ts';
import { whatPreventsEditing } from './rules.ts';

export interface Trying {
  /**
   * Mails a draft as it stands to addresses that the allow-list names, marked as a test, in each language. Never to a citizen
   * for being one. Gives how many messages that are.
   */
  readonly sendTest: (by: Officer, test: TestRequest) => Promise<number>;
}

interface TestRequest {
  readonly id: string;
  /** All addresses that the allow-list names, when not given. */
  readonly to?: readonly string[] | undefined;
  /** All in which citizens are written to, when not given. */
  readonly languages?: readonly string[] | undefined;
}

/** Where messages of a test are queued, each on its own; gives how many. An address that its owner had erased gets none. */
export interface Tests {
  readonly queue: (
    draft: Draft,
    test: {
      readonly by: string;
      readonly at: Date;
      readonly addresses: readonly string[];
      readonly languages: readonly string[];
    },
  ) => Promise<number>;
}

export interface TryingNeeds {
  readonly tests: Tests;
  readonly pile: Pick<Pile, 'draft'>;
  /** Addresses that the allow-list names one by one: neither its domains nor everybody. */
  readonly testers: readonly string[];
  /** Named in the allow-list, by itself or by its domain. */
  readonly allowsTest: (address: string) => boolean;
  readonly languages: readonly string[];
  readonly now: () => Date;
}

export function createTrying(needs: TryingNeeds): Trying {
  const { tests, pile, testers, allowsTest, now } = needs;
  return {
    async sendTest(by, { id, to = testers, languages = needs.languages }) {
      if (!hasRole(by, ['author', 'approver']))
        throw new AppError('FORBIDDEN', 'Expected an officer with the role author or approver');
      const draft = await pile.draft(id);
      refuse(whatLiesOutside(by, draft.content) ?? whatPreventsEditing(draft));
      if (to.length === 0) throw outside(nobodyNamed);
      if (!to.every(allowsTest)) throw outside(notNamed);
      requireOffered(languages, needs.languages);
      const addresses = [...new Set(to)];
      return tests.queue(draft, { by: by.name, at: now(), addresses, languages });
    },
  };
}

// No address is quoted: an error may be logged.
function outside(message: string): AppError {
  return new AppError('RECIPIENTS_OUTSIDE_ALLOWLIST', message);
}

const nobodyNamed =
  'RECIPIENT_ALLOWLIST names no address: name there whoever is to see tests and exercises, or say to whom of its domains this one goes';
const notNamed =
  'A test goes only to addresses that RECIPIENT_ALLOWLIST names, by themselves or by @domain; * names nobody. Nothing was sent';
