import type { Content } from '#src/advisory/advisory.ts';
import { changeOf } from '#src/advisory/change.ts';
import { isEnding } from '#src/advisory/ending.ts';
import type { Lane } from '#src/advisory/lane.ts';
import { concerns } from '#src/subscription/match.ts';
import type { Wish } from '#src/subscription/subscription.ts';

interface Citizen {
  wish: Wish | undefined;
  /** Advisories of which some message has reached them. */
  readonly told: Set<string>;
  /** Mails that they should have by now, of any sort. */
  mails: number;
}

interface UnderWay {
  readonly publicationId: number;
  readonly advisoryId: string;
  readonly lane: Lane;
  readonly owed: ReadonlySet<number>;
}

interface Known {
  readonly id: string;
  content: Content;
}

const ranks: readonly Lane[] = ['emergency', 'urgent', 'routine'];

/** Who should have been told what, by the words of design.md §3 and the specification of matching. No SQL of ours is asked. */
export class Model {
  readonly citizens: readonly Citizen[];
  readonly advisories: Known[] = [];
  /** Publications of which nobody gets anything. */
  readonly superseded: number[] = [];
  #underWay: UnderWay[] = [];

  constructor(population: number) {
    this.citizens = Array.from({ length: population }, () => ({
      wish: undefined,
      told: new Set<string>(),
      mails: 0,
    }));
  }

  published(
    published: { publicationId: number; advisoryId: string },
    content: Content,
    lane: Lane,
  ) {
    const { publicationId, advisoryId: id } = published;
    const known = this.advisories.find((one) => one.id === id);
    const owed = new Set(
      this.citizens.flatMap((citizen, index) =>
        isOwed(citizen, { id, previous: known?.content, content, lane }) ? [index] : [],
      ),
    );
    // What was not begun of an earlier revision is superseded: nobody gets both.
    const [superseded, others] = [true, false].map((isOlder) =>
      this.#underWay.filter((one) => (one.advisoryId === id) === isOlder),
    );
    this.superseded.push(...(superseded ?? []).map((one) => one.publicationId));
    this.#underWay = others ?? [];
    this.#underWay.push({ publicationId, advisoryId: id, lane, owed });
    if (known === undefined) this.advisories.push({ id, content });
    else known.content = content;
  }

  /** What is under way, most urgent first; from now on everybody who was owed it has it. */
  delivered(): readonly Pick<UnderWay, 'publicationId' | 'owed'>[] {
    const all = this.#underWay.toSorted((a, b) => ranks.indexOf(a.lane) - ranks.indexOf(b.lane));
    this.#underWay = [];
    for (const { owed, advisoryId } of all) {
      for (const index of owed) {
        const citizen = this.citizens[index];
        citizen?.told.add(advisoryId);
        if (citizen !== undefined) citizen.mails += 1;
      }
    }
    return all;
  }
}

interface About {
  readonly id: string;
  readonly previous: Content | undefined;
  readonly content: Content;
  readonly lane: Lane;
}

function isOwed({ wish, told }: Citizen, { id, previous, content, lane }: About): boolean {
  if (wish === undefined) return false;
  if (told.has(id)) return true;
  if (isEnding(content)) return false;
  const change = changeOf(previous, content);
  return concerns({ content, change, lane }, wish);
}
