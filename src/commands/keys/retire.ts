import { AppError } from '#src/errors.ts';
import { replaceKeyFile, sealsUnder } from '#src/keyring/key-file.ts';
import { keyHolders } from '#src/store/key-holders.ts';

import { newestOf, rowsByVersion } from './key-rows.ts';
import type { Rotating } from './rotate.ts';

/** Takes the older data keys out of the file, when nothing is sealed under them and nobody seals under them. Gives which. */
export async function retire({
  path,
  file,
  db,
}: Pick<Rotating, 'path' | 'file' | 'db'>): Promise<readonly number[]> {
  const newest = newestOf(file);
  const others = (await keyHolders(db)).filter(({ seals }) => seals !== newest.version);
  if (sealsUnder(file) !== newest.version || others.length > 0)
    throw stillUsed('is not what every process seals under yet');
  const { older } = await rowsByVersion(db, newest.version);
  if (older > 0) throw stillUsed(`has not sealed all rows: ${older} are under an older one`);
  const only = { ...file, data: [newest], seals: newest.version };
  await replaceKeyFile(path, { from: file, by: only });
  return file.data.map(({ version }) => version).filter((version) => version !== newest.version);
}

function stillUsed(why: string): AppError {
  return new AppError(
    'KEY_FILE_INVALID',
    `The newest data key ${why}: run npm run keys -- rotate to the end first. Nothing was retired`,
  );
}
