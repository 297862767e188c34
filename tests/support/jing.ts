import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What Jing, which the Nu Html Checker brings along, finds wrong in documents by a schema in RELAX NG's compact syntax. */
export async function jingComplaints(
  schema: string,
  documents: readonly string[],
): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'jing-'));
  try {
    const files = documents.map((_document, index) => join(folder, `${index}.xml`));
    await Promise.all(files.map((file, index) => writeFile(file, documents[index] ?? '')));
    const jar = fileURLToPath(new URL('build/dist/vnu.jar', import.meta.resolve('vnu-jar')));
    const driver = 'com.thaiopensource.relaxng.util.Driver';
    const said = await run(['-cp', jar, driver, '-c', schema, ...files]);
    return said
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.replace(folder, ''));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** It ends with 1 when it has something to say. */
function run(args: readonly string[]): Promise<string> {
  const done = Promise.withResolvers<string>();
  execFile('java', [...args], { maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
    if (error !== null && error.code !== 1) done.reject(error);
    else done.resolve(stdout + stderr);
  });
  return done.promise;
}
