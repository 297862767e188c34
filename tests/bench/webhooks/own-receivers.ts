import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

import { z } from 'zod';

/** How those that may die are dead: they refuse connections, say nothing, answer a byte a second, answer 500. */
export const fates = ['refusing', 'silent', 'dripping', 'failing'] as const;
type Fate = (typeof fates)[number];

/** Where they listen, as the process says it at its start. */
export const portsSchema = z.object({
  control: z.int(),
  healthy: z.array(z.int()),
  mortal: z.record(z.enum(fates), z.int()),
});
export type Ports = z.infer<typeof portsSchema>;

/** What a receiver was sent first of an event. */
export const sampleSchema = z.object({
  id: z.string(),
  endpoint: z.int(),
  headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  body: z.string(),
});
export type Sample = z.infer<typeof sampleSchema>;

export const countSchema = z.object({
  /** Calls, and those of them that had not come before. */
  arrived: z.int(),
  distinct: z.int(),
  /** Milliseconds since 1970; null before the first. */
  firstAt: z.number().nullable(),
});

/** By event: endpoint and the millisecond since 1970 of its first call. */
export const arrivalsSchema = z.record(z.string(), z.array(z.tuple([z.int(), z.number()])));

const beginSchema = z.object({ dead: z.boolean() });

const healthyPorts = 4;

/** What came since the last `begin`, in memory: a record on disk would be a second benchmark. */
function createNotes() {
  let events = new Map<string, Map<number, number>>();
  let samples: Sample[] = [];
  let [arrived, distinct] = [0, 0];
  let firstAt: number | null = null;
  return {
    begin() {
      events = new Map();
      samples = [];
      [arrived, distinct, firstAt] = [0, 0, null];
    },
    /** Whether it is the first of its event. */
    isNew(id: string): boolean {
      if (events.has(id)) return false;
      events.set(id, new Map());
      return true;
    },
    keep: (sample: Sample) => void samples.push(sample),
    note(id: string, endpoint: number) {
      const now = performance.timeOrigin + performance.now();
      const event = events.get(id);
      arrived += 1;
      firstAt ??= now;
      if (event === undefined || event.has(endpoint)) return;
      distinct += 1;
      event.set(endpoint, now);
    },
    count: () => ({ arrived, distinct, firstAt }),
    samples: () => samples,
    arrivals: () => Object.fromEntries([...events].map(([id, event]) => [id, [...event]])),
  };
}

/** Receivers of all endpoints, until the process is told to end. Says on stdout where they listen. */
export async function runOwnReceivers(): Promise<void> {
  const notes = createNotes();
  const state = { dead: false };
  const take = (request: IncomingMessage, response: ServerResponse) => {
    const id = String(request.headers['webhook-id']);
    const endpoint = Number(request.url?.slice('/hook/'.length));
    const answer = () => {
      notes.note(id, endpoint);
      response.writeHead(204).end();
    };
    if (notes.isNew(id)) {
      const headers = Object.fromEntries(
        Object.entries(request.headers).flatMap(([name, value]) =>
          value === undefined ? [] : [[name, value]],
        ),
      );
      void text(request)
        .then((body) => notes.keep({ id, endpoint, headers, body }))
        .then(answer);
    } else request.on('end', answer).resume();
  };
  const servers: Readonly<Record<Fate, Server>> = {
    refusing: serverOf(take),
    silent: serverOf((...call) => void (state.dead || take(...call))),
    dripping: serverOf((...call) => (state.dead ? drip(call[1]) : take(...call))),
    failing: serverOf((request, response) =>
      state.dead
        ? request.on('end', () => response.writeHead(500).end()).resume()
        : take(request, response),
    ),
  };
  const healthy = await Promise.all(
    Array.from({ length: healthyPorts }, () => listening(serverOf(take))),
  );
  const mortal = {
    refusing: await listening(servers.refusing),
    silent: await listening(servers.silent),
    dripping: await listening(servers.dripping),
    failing: await listening(servers.failing),
  };
  const die = (dead: boolean) => {
    if (dead === state.dead) return;
    state.dead = dead;
    if (!dead) servers.refusing.listen(mortal.refusing, '127.0.0.1', backlog);
    else {
      servers.refusing.close();
      servers.refusing.closeAllConnections();
    }
  };
  const questions = new Map<string, () => unknown>([
    ['/count', notes.count],
    ['/samples', notes.samples],
    ['/arrivals', notes.arrivals],
  ]);
  const control = serverOf(async (request, response) => {
    if (request.url === '/begin') {
      die(beginSchema.parse(JSON.parse(await text(request))).dead);
      notes.begin();
    }
    const answer = questions.get(request.url ?? '')?.() ?? {};
    response.end(JSON.stringify(answer));
  });
  const ports: Ports = { control: await listening(control), healthy, mortal };
  process.stdout.write(`${JSON.stringify(ports)}\n`);
  await once(process, 'SIGTERM');
  // Whoever is never answered would keep the process.
  process.exit(0);
}

const backlog = 4_096;

function serverOf(handle: (request: IncomingMessage, response: ServerResponse) => unknown): Server {
  return createServer({ keepAliveTimeout: 60_000, noDelay: true }, (request, response) => {
    void handle(request, response);
  });
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1', backlog);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('expected a TCP port');
  return address.port;
}

/** The head of an answer, a byte a second. */
function drip({ socket }: ServerResponse): void {
  const letters = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok').values();
  const timer = setInterval(() => {
    const { value, done } = letters.next();
    if (done === true || socket === null || socket.destroyed) clearInterval(timer);
    else socket.write(Buffer.of(value));
  }, 1_000);
}
