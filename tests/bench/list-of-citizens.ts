import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Who follows what in a list of citizens: everybody `everywhere`'s country, ten of them all the `rare` one besides. */
export const followed = { all: 'ML', rare: 'CV', rareCount: 10 } as const;

const page = 10_000;

/** A list as an embassy might have it: several languages, some trips, some digests. */
export async function writeList(path: string, count: number): Promise<void> {
  await pipeline(Readable.from(linesOf(count)), createWriteStream(path, { mode: 0o600 }));
}

function* linesOf(count: number): Generator<string> {
  yield 'address;places;language;threshold;rhythm;time_zone\n';
  const every = Math.max(Math.floor(count / followed.rareCount), 1);
  for (let from = 0; from < count; from += page) {
    const lines = Array.from({ length: Math.min(page, count - from) }, (_, index) =>
      lineOf(from + index, (from + index) % every === 0),
    );
    yield lines.join('');
  }
}

const languages = ['en', 'hi', 'fr', 'ar'];
const besides = ['', '|SN-DK', '|BF', '|Côte d’Ivoire'];

function lineOf(n: number, isRare: boolean): string {
  const places = `${followed.all}${besides[n % besides.length]}${isRare ? `|${followed.rare}` : ''}`;
  const rhythm = n % 20 === 19 ? 'day;Asia/Kolkata' : ';';
  return `citizen-${n}@example.org;${places};${languages[n % languages.length]};${n % 5};${rhythm}\n`;
}
