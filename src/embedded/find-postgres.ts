import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The URL of the embedded PostgreSQL that another process of ours runs on this folder; undefined when none does. */
export async function findPostgres(dataDir: string): Promise<string | undefined> {
  const lock = await readFile(join(dataDir, 'cluster', 'postmaster.pid'), 'utf8').catch(() => ''); // no lock, no server
  const lines = lock.split('\n').map((line) => line.trim());
  const [pid, socketDir, status] = [Number(lines[0]), lines[4], lines[7]];
  if (!isAlive(pid) || socketDir === undefined || status !== 'ready') return undefined;
  return `postgres://app@/postgres?host=${encodeURIComponent(socketDir)}`;
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch {
    return false; // no such process
  }
}
