import { encoded } from './encoded.ts';
import type { Encoded } from './encoded.ts';

/** What everybody may have, as it was made. */
export interface Made {
  readonly text: string;
  readonly changedAt: Date | undefined;
}

export interface Kept {
  readonly text: Encoded;
  readonly changedAt: Date | undefined;
}

/** Keeps what was made until it would be another, so that many who ask cost what one does. */
export interface Shelf {
  /** Undefined where there is nothing of that name. */
  readonly take: (
    name: string,
    version: string,
    make: () => Promise<Made | undefined>,
  ) => Promise<Kept | undefined>;
}

interface Place {
  readonly version: string;
  readonly made: Promise<Kept | undefined>;
  bytes: number;
}

/** Packed, a text takes a fifth more. What was asked for longest ago makes room. */
export function createShelf(bytesAtMost: number): Shelf {
  const places = new Map<string, Place>();

  function makeRoom(): void {
    let all = [...places.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    for (const [name, { bytes }] of places) {
      if (all <= bytesAtMost) return;
      places.delete(name);
      all -= bytes;
    }
  }

  return {
    async take(name, version, make) {
      const found = places.get(name);
      places.delete(name);
      const place = found?.version === version ? found : { version, made: keep(make), bytes: 0 };
      places.set(name, place);
      try {
        const kept = await place.made;
        place.bytes = kept?.text.size ?? 0;
        if (kept === undefined) places.delete(name);
        makeRoom();
        return kept;
      } catch (error) {
        places.delete(name); // another try for whoever asks next
        throw error;
      }
    },
  };
}

async function keep(make: () => Promise<Made | undefined>): Promise<Kept | undefined> {
  const made = await make();
  return made && { text: encoded(made.text), changedAt: made.changedAt };
}
