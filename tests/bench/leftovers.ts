import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { openSockets } from './proc.ts';

interface Left {
  /** Handles of this process beyond those at the start, by kind; stdio apart. */
  readonly leftOpen: readonly string[];
  readonly sockets: { readonly before: number; readonly after: number };
  /** Live objects of this process, in MB. */
  readonly heapMb: { readonly before: number; readonly after: number };
  readonly childrenLeft: number;
}

interface Stock {
  readonly compare: () => Promise<Left>;
  readonly unhandledRejections: () => number;
}

const patienceMs = 3_000;

/** What this process holds now, to be compared with what it holds when everything is stopped. */
export async function takeStock(): Promise<Stock> {
  let unhandled = 0;
  process.on('unhandledRejection', () => (unhandled += 1));
  const before = { handles: handles(), sockets: await openSockets('self'), heapMb: heapMb() };
  return {
    unhandledRejections: () => unhandled,
    async compare() {
      // A socket that was closed is gone a little later.
      const until = performance.now() + patienceMs;
      let leftOpen = beyond(handles(), before.handles);
      while (leftOpen.length > 0 && performance.now() < until) {
        await sleep(50);
        leftOpen = beyond(handles(), before.handles);
      }
      return {
        leftOpen,
        sockets: { before: before.sockets, after: await openSockets('self') },
        heapMb: { before: before.heapMb, after: heapMb() },
        childrenLeft: await children(),
      };
    },
  };
}

function handles(): readonly string[] {
  const stdio = new Set(['TTYWrap', 'PipeWrap', 'FSReqPromise']);
  return process.getActiveResourcesInfo().filter((kind) => !stdio.has(kind));
}

function beyond(now: readonly string[], before: readonly string[]): readonly string[] {
  const rest = [...before];
  return now.filter((kind) => {
    const at = rest.indexOf(kind);
    if (at !== -1) rest.splice(at, 1);
    return at === -1;
  });
}

async function children(): Promise<number> {
  const { pid } = process;
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return text.split(' ').filter((child) => child !== '').length;
}

/** After a collection: what nobody holds any more does not count. */
function heapMb(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return Number((process.memoryUsage().heapUsed / 1e6).toFixed(1));
}
