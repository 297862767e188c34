import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { z } from 'zod';

/** The checker of the W3C is a Java program. */
export const hasJava = spawnSync('java', ['-version']).status === 0;

const reportSchema = z.object({
  messages: z.array(z.object({ url: z.string().default(''), message: z.string() })),
});

/** What the Nu Html Checker has to say about documents, by name. All go to one process: starting it takes longer than they do. */
export async function complaintsAbout(
  documents: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'html-'));
  try {
    const names = [...documents.keys()];
    await Promise.all(
      [...documents.values()].map((html, index) => writeFile(join(folder, `${index}.html`), html)),
    );
    const { messages } = reportSchema.parse(JSON.parse(await reportOn(folder)));
    return messages.map(({ url, message }) => {
      const index = Number.parseInt(basename(url), 10);
      return `${names[index] ?? url}: ${message}`;
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function reportOn(folder: string): Promise<string> {
  const jar = fileURLToPath(new URL('build/dist/vnu.jar', import.meta.resolve('vnu-jar')));
  const flags = ['--format', 'json', '--exit-zero-always'];
  const { stderr } = await promisify(execFile)('java', ['-jar', jar, ...flags, folder], {
    maxBuffer: 2 ** 26,
  });
  return stderr;
}
