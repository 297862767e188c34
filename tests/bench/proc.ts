import { readFile, readdir, readlink } from 'node:fs/promises';

// What the kernel counts in, on every Linux that Node runs on.
const ticksPerSecond = 100;

/** Peak resident memory of a process that runs, in MB. Not a number where there is no /proc, or no such process any more. */
export async function peakRssMb(pid: number): Promise<number> {
  const status = await read(`/proc/${pid}/status`);
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

/** Resident memory of a process now, in MB. */
export async function rssMb(pid: number): Promise<number> {
  const status = await read(`/proc/${pid}/status`);
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

/** Sockets that a process has open. */
export async function openSockets(pid: number | 'self'): Promise<number> {
  const folder = `/proc/${pid}/fd`;
  const names = await readdir(folder).catch(() => []);
  const targets = await Promise.all(
    names.map((name) => readlink(`${folder}/${name}`).catch(() => '')),
  );
  return targets.filter((target) => target.startsWith('socket:')).length;
}

/** CPU seconds that a process took so far, its children apart. */
export async function cpuSeconds(pid: number): Promise<number> {
  const { user, system } = await times(pid);
  return (user + system) / ticksPerSecond;
}

/** The same with all its children, those that have ended included. */
export async function cpuSecondsOfTree(pid: number): Promise<number> {
  const { user, system, reaped } = await times(pid);
  const children = (await read(`/proc/${pid}/task/${pid}/children`)).trim().split(' ');
  const theirs = await Promise.all(
    children.filter((child) => child !== '').map((child) => cpuSecondsOfTree(Number(child))),
  );
  const own = (user + system + reaped) / ticksPerSecond;
  return theirs.reduce((sum, seconds) => sum + (Number.isNaN(seconds) ? 0 : seconds), own);
}

async function times(pid: number) {
  // The second field is the program's name in brackets and may hold anything.
  const fields = (await read(`/proc/${pid}/stat`)).replace(/^.*\) /s, '').split(' ');
  const at = (index: number) => Number(fields[index] ?? Number.NaN);
  return { user: at(11), system: at(12), reaped: at(13) + at(14) };
}

async function read(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => ''); // a process may end while it is looked at
}
