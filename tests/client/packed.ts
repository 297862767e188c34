import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');
const exec = promisify(execFile);

export interface Installed extends AsyncDisposable {
  /** Holds the example and, in node_modules, the packed client; nothing of this project stands above it. */
  readonly dir: string;
}

/** The client packed as it would be published, and installed with the example receiver into an empty folder. */
export async function installExample(signal: AbortSignal): Promise<Installed> {
  const dir = await mkdtemp(join(tmpdir(), 'embassy-'));
  await using owned = new AsyncDisposableStack();
  owned.defer(() => rm(dir, { recursive: true, force: true }));
  const source = join(root, 'clients/typescript');
  const copy = join(dir, 'packing');
  // Beside others who pack at the same time: compiling writes into the package.
  await mkdir(copy);
  for (const part of ['package.json', 'tsconfig.json', 'README.md', 'src'])
    await cp(join(source, part), join(copy, part), { recursive: true });
  const path = `${join(root, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`; // oxlint-disable-line node/no-process-env -- npm needs the compiler on it
  const options = { signal, env: { ...process.env, PATH: path } }; // oxlint-disable-line node/no-process-env -- and a home
  await exec('npm', ['pack', '--pack-destination', dir], { ...options, cwd: copy });
  await rm(copy, { recursive: true });
  const [packed = ''] = (await readdir(dir)).filter((name) => name.endsWith('.tgz'));
  await cp(join(root, 'examples/embassy-receiver'), dir, { recursive: true });
  const install = ['install', '--no-save', '--offline', '--no-audit', '--no-fund', `./${packed}`];
  await exec('npm', install, { ...options, cwd: dir });
  const kept = owned.move();
  return { dir, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
