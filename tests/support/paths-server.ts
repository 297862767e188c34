import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';

import { listen } from './raw-server.ts';

export type Answering = (response: ServerResponse, request: IncomingMessage) => unknown;

/** A publisher on a random port of this machine: what stands at each path is a text, or a way of answering. */
export interface PathsServer extends AsyncDisposable {
  readonly url: (path?: string) => string;
  readonly at: Map<string, string | Answering>;
  /** Paths asked for since the last call. */
  readonly takeRequests: () => readonly string[];
}

interface Habits {
  readonly marks?: boolean;
  /** At every other path. */
  readonly otherwise?: Answering;
}

/** Texts have an ETag of their bytes, and are not sent twice to who has them; with `marks: false` they are. */
export async function startPaths(
  at: Readonly<Record<string, string | Answering>>,
  { marks = true, otherwise }: Habits = {},
): Promise<PathsServer> {
  const requests: string[] = [];
  const paths = new Map(Object.entries(at));
  const http = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push(path);
    const there = paths.get(path) ?? otherwise;
    if (there === undefined) return void response.writeHead(404).end();
    if (typeof there === 'function') return void there(response, request);
    const etag = `"${createHash('sha256').update(there).digest('hex').slice(0, 12)}"`;
    if (marks) response.setHeader('etag', etag);
    if (marks && request.headers['if-none-match'] === etag) {
      return void response.writeHead(304).end();
    }
    response.writeHead(200, { 'content-type': 'application/xml' }).end(there);
  });
  const { port } = await listen(http);
  return {
    url: (path = '/') => `http://127.0.0.1:${port}${path}`,
    at: paths,
    takeRequests: () => requests.splice(0),
    async [Symbol.asyncDispose]() {
      const closed = Promise.withResolvers<void>();
      http.close(() => closed.resolve());
      http.closeAllConnections();
      await closed.promise;
    },
  };
}
